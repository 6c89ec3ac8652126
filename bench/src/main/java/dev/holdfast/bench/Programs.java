package dev.holdfast.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is installed on this machine. */
final class Programs {
    private Programs() {}

    static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** The first line that a program prints, as the one with its version. */
    static String firstLine(String program, String argument) {
        try {
            Process process = new ProcessBuilder(program, argument).start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return String.valueOf(output.readLine());
            }
        } catch (IOException e) {
            return program + " of unknown version";
        }
    }
}
