package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link S3Transfer} in a JVM of 64 MiB, with the launcher's flags for commands that move data. */
final class OurClient implements S3Program {
    @Override
    public String name() {
        return "Holdfast";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public List<String> put(S3Login login, Path file, String key) {
        return command(S3Transfer.PUT, login, file, key);
    }

    @Override
    public List<String> get(S3Login login, String key, Path file, String sha256) {
        return command(S3Transfer.GET, login, file, key, sha256);
    }

    private static List<String> command(String direction, S3Login login, Path file, String... arguments) {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                S3Transfer.class.getName(),
                direction,
                login.endpoint(),
                login.bucket(),
                file.toString());
        return Stream.concat(java.stream(), Stream.of(arguments)).toList();
    }

    @Override
    public Map<String, String> environment(S3Login login, Path empty) {
        return Map.of(
                "HOME", empty.toString(),
                "AWS_ACCESS_KEY_ID", login.accessKey(),
                "AWS_SECRET_ACCESS_KEY", login.secretKey());
    }
}
