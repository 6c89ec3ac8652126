package dev.holdfast.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rclone on the PATH as it comes: the environment says where the endpoint is, and nothing else. */
final class Rclone implements S3Program {
    private static final String REMOTE = "endpoint";
    private static final String SETTING = "RCLONE_CONFIG_ENDPOINT_";

    @Override
    public String name() {
        return missing().isPresent() ? "rclone (missing)" : version();
    }

    /** The first line of {@code rclone version}: {@code rclone v1.60.1}. */
    private static String version() {
        try {
            Process process = new ProcessBuilder("rclone", "version").start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return String.valueOf(output.readLine()) + " copyto";
            }
        } catch (IOException e) {
            return "rclone of unknown version, copyto";
        }
    }

    @Override
    public Optional<String> missing() {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "rclone")));
        return found
                ? Optional.empty()
                : Optional.of("The peer rclone is not on the PATH: install your system's package of that name.");
    }

    @Override
    public List<String> put(S3Login login, Path file, String key) {
        return List.of("rclone", "copyto", file.toString(), address(login, key));
    }

    @Override
    public List<String> get(S3Login login, String key, Path file, String sha256) {
        return List.of("rclone", "copyto", address(login, key), file.toString());
    }

    private static String address(S3Login login, String key) {
        return REMOTE + ":" + login.bucket() + "/" + key;
    }

    @Override
    public Map<String, String> environment(S3Login login, Path empty) {
        return Map.of(
                "RCLONE_CONFIG",
                empty.resolve("rclone.conf").toString(),
                SETTING + "TYPE",
                "s3",
                SETTING + "PROVIDER",
                "Other",
                SETTING + "ENDPOINT",
                login.endpoint(),
                SETTING + "ACCESS_KEY_ID",
                login.accessKey(),
                SETTING + "SECRET_ACCESS_KEY",
                login.secretKey(),
                SETTING + "FORCE_PATH_STYLE",
                "true");
    }
}
