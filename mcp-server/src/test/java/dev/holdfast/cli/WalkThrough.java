package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the README has its readers type, in a shell. */
final class WalkThrough {
    private static final long LIMIT_MINUTES = 3;

    private WalkThrough() {}

    /** Runs the first commands of a section, as they are written, in this directory; gives all that they said. */
    static String run(String heading, Path directory) throws IOException, InterruptedException {
        Path out = Files.createTempFile("holdfast-walk", ".txt");
        try {
            Process process = new ProcessBuilder("sh", "-e", "-c", commands(heading))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(out);
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            Files.delete(out);
        }
    }

    private static String commands(String heading) throws IOException {
        String readme = Files.readString(Holdfast.root().resolve("README.md"));
        String section = readme.substring(readme.indexOf(heading));
        String block = section.substring(section.indexOf("```sh\n") + 6);
        return block.substring(0, block.indexOf("```"))
                .replace("./holdfast", Holdfast.root().resolve("holdfast").toString());
    }
}
