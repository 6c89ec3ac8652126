package dev.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This checkout as an assistant uses it: the tools of a server that was started through the launcher, with a heap of
 * 64 MiB, and has synced a small file before.
 */
final class OurServer implements BackupProgram {
    private static final int MOST_SECONDS = 230;

    private final Path launcher;

    OurServer(Path root) {
        this.launcher = root.resolve("holdfast");
    }

    @Override
    public String name() {
        return "Holdfast";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public boolean takesSnapshots() {
        return true;
    }

    @Override
    public Backup begin(S3Site site, Path folder, Path file) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path note = Files.writeString(folder.resolve("note.md"), "A small file, to have synced one.\n");
        Files.writeString(home.resolve("holdfast.yaml"), """
                upload_on_disconnect: false
                sources:
                  kept: "%s"
                  note: "%s"
                remote: s3://%s/holdfast
                cloud_endpoint: %s
                """.formatted(
                        file, note, site.login().bucket(), site.login().endpoint()));
        Map<String, String> variables = Map.of(
                "HOME", site.nothing().toString(),
                "HOLDFAST_HOME", home.toString(),
                "HOLDFAST_JAVA_OPTS", "-Xmx64m",
                "AWS_ACCESS_KEY_ID", site.login().accessKey(),
                "AWS_SECRET_ACCESS_KEY", site.login().secretKey());
        StdioServer server = new StdioServer(List.of(launcher.toString(), "serve"), folder, variables);
        try {
            server.initialize();
            server.listTools();
            sync(server, "note");
            return new Served(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void sync(StdioServer server, String source) throws IOException {
        JsonNode report =
                server.call("sync_to_remote", Map.of("sources", List.of(source), "wait_seconds", MOST_SECONDS));
        if (!report.path("success").asBoolean()) {
            throw new IOException("the sync did not come to its end: " + report);
        }
    }

    private record Served(StdioServer server) implements Backup {
        @Override
        public void send() throws IOException {
            sync(server, "kept");
        }

        @Override
        public Path restore() throws IOException {
            JsonNode report = server.call("restore", Map.of("source", "kept"));
            return Folders.onlyFile(Path.of(report.path("directory").asText()));
        }

        @Override
        public double peakMebibytes() {
            return server.peakMebibytes();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
