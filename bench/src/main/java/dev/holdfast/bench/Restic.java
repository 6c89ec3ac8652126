package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The restic on the PATH as it comes, with its cache, which is new for each repository. */
final class Restic implements BackupProgram {
    @Override
    public String name() {
        return missing().isPresent() ? "restic (missing)" : version();
    }

    /** Of {@code restic 0.14.0 compiled with go1.19.8 on linux/amd64}. */
    private static String version() {
        return Programs.firstLine("restic", "version").replaceFirst(" compiled.*", "");
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("restic")
                ? Optional.empty()
                : Optional.of("The peer restic is not on the PATH: install your system's package of that name.");
    }

    @Override
    public boolean takesSnapshots() {
        return false;
    }

    @Override
    public Backup begin(S3Site site, Path folder, Path file) throws IOException {
        S3Login login = site.login();
        Map<String, String> variables = Map.of(
                "HOME",
                site.nothing().toString(),
                "RESTIC_REPOSITORY",
                "s3:" + login.endpoint() + "/" + login.bucket(),
                "RESTIC_PASSWORD",
                "made up for this run",
                "RESTIC_CACHE_DIR",
                folder.resolve("restic-cache").toString(),
                "AWS_ACCESS_KEY_ID",
                login.accessKey(),
                "AWS_SECRET_ACCESS_KEY",
                login.secretKey());
        TimedProcess.run(site.process(List.of("restic", "init"), variables));
        Path restored = folder.resolve("restic-restored");
        return new ProcessBackup(
                site,
                List.of("restic", "backup", file.toString()),
                List.of("restic", "restore", "latest", "--target", restored.toString()),
                restored,
                variables);
    }
}
