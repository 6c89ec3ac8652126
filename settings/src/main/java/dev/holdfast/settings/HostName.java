package dev.holdfast.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The name this machine has for itself. Asks the system alone: a name service could keep the start waiting. */
final class HostName {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST = 100;
    private static final String UNKNOWN = "machine";

    private HostName() {}

    /** Found once, when somebody first needs it. */
    private static final class Found {
        static final String SYSTEM_ID = find(
                List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname")),
                List.of("hostname"),
                System.getenv());
    }

    /** The host name, made valid as a {@code system_id}; asked of the system at the first call. */
    static String systemId() {
        return Found.SYSTEM_ID;
    }

    static String find(List<Path> files, List<String> command, Map<String, String> environment) {
        List<Supplier<Optional<String>>> ways = new ArrayList<>();
        files.forEach(file -> ways.add(() -> inFile(file)));
        ways.add(() -> told(command));
        ways.add(() -> Optional.ofNullable(environment.get("HOSTNAME")));
        ways.add(() -> Optional.ofNullable(environment.get("COMPUTERNAME")));
        return ways.stream()
                .flatMap(way -> way.get().stream())
                .map(HostName::valid)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The name with every run of other characters turned into a hyphen; empty when nothing is left of it. */
    static String valid(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+", "");
        return clean.substring(0, Math.min(clean.length(), LONGEST)).replaceAll("-+$", "");
    }

    private static Optional<String> inFile(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty(); // not every system has it, and the next way is asked
        }
    }

    private static Optional<String> told(List<String> command) {
        try {
            CommandOutput output = CommandOutput.of(command, PATIENCE, 1024);
            return output.ending() == CommandOutput.Ending.SUCCESS
                    ? Optional.of(new String(output.bytes(), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no such command: the next way is asked
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
