package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handshake is answered before anything large is loaded. */
class HandshakeIT {
    private static final List<String> LARGE = List.of(
            "io.modelcontextprotocol.",
            "reactor.",
            "com.fasterxml.jackson.databind.",
            "org.slf4j.",
            "ch.qos.logback.",
            "org.sqlite.",
            "java.sql.",
            "java.net.Socket",
            "java.net.http.",
            "software.amazon.",
            "dev.holdfast.sync.SyncService");

    /**
     * The server is held right after it has written the reply, and until then it has no other reason to load a class; so
     * the log, read once the reply is here, shows all that the reply took.
     */
    @Test
    void nothingLargeIsLoadedBeforeTheReply(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("classes.log");
        Path release = directory.resolve("release");
        try (ServerProcess server =
                ServerProcess.scripted("-Xlog:class+load:file=" + log + "::filesize=0", "-Dtest.hold=" + release)) {
            server.send("{'jsonrpc':'2.0','id':'p','method':'ping'}");
            server.sendInitialize();
            assertThat(server.reply("p").has("result")).isTrue();
            assertThat(server.reply(0).at("/result/serverInfo/name").asText()).isEqualTo("holdfast");

            List<String> loaded = loaded(log);
            assertThat(loaded).as("the log shows what was loaded").anyMatch(name -> name.endsWith(".Handshake"));
            assertThat(loaded).noneMatch(name -> LARGE.stream().anyMatch(name::startsWith));

            Files.createFile(release);
            server.send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
            server.reply(1);
            await().atMost(ServerProcess.PATIENCE)
                    .until(() -> loaded(log).stream().anyMatch(name -> name.startsWith("reactor.")));
        }
    }

    private static List<String> loaded(Path log) throws Exception {
        try (var lines = Files.lines(log)) {
            return lines.map(line -> line.replaceAll("^(\\[[^]]*])+ ", "").replaceAll(" .*", ""))
                    .toList();
        }
    }
}
