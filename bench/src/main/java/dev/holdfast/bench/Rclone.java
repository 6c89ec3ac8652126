package dev.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rclone on the PATH as it comes: the environment says where the endpoint is, and nothing else. */
final class Rclone implements S3Program, BackupProgram {
    private static final String REMOTE = "endpoint";
    private static final String KEY = "backup.bin";
    private static final String SETTING = "RCLONE_CONFIG_ENDPOINT_";

    @Override
    public String name() {
        return missing().isPresent() ? "rclone (missing)" : Programs.firstLine("rclone", "version") + " copyto";
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("rclone")
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

    @Override
    public boolean takesSnapshots() {
        return false;
    }

    @Override
    public Backup begin(S3Site site, Path folder, Path file) {
        Path directory = folder.resolve("rclone");
        return new ProcessBackup(
                site,
                put(site.login(), file, KEY),
                get(site.login(), KEY, directory.resolve(KEY), ""),
                directory,
                environment(site.login(), site.nothing()));
    }
}
