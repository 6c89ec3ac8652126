package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large bodies are announced first: a service says whether it wants one, or knows nothing of that. */
@Timeout(60)
@Tag("alone")
class S3AskFirstTest {
    private static final byte[] LARGE = new byte[2 << 20];
    private static final Content CONTENT = Content.of(LARGE);

    /** A service of one kind of answer, for one connection after the other. */
    @FunctionalInterface
    private interface Service {
        void serve(Socket client, String head) throws IOException;
    }

    private static StorageClient storageAt(ServerSocket server) {
        return new S3Storage(S3Options.bucket("b")
                .withEndpoint(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                .withPathStyle(true)
                .withCredentials(new S3Credentials("id", "secret"))
                .withTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(5)));
    }

    private static ServerSocket running(Service service) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket client = server.accept()) {
                        service.serve(client, head(client.getInputStream()));
                    }
                }
            } catch (IOException e) {
                // The test has ended, and with it the port.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int letter = in.read();
            if (letter < 0) {
                return "";
            }
            head.append((char) letter);
        }
        return head.toString();
    }

    private static void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied, Denied", "413, EntityTooLarge, Permanent", "503, SlowDown, Transient"})
    void aRefusalBeforeTheBodyIsReadArrivesAsWhatItIs(int status, String code, String type) throws Exception {
        String document = "<Error><Code>" + code + "</Code><Message>said so</Message></Error>";
        Service refusing = (client, head) -> say(
                client,
                "HTTP/1.1 " + status + " No\r\nContent-Type: application/xml\r\nContent-Length: " + document.length()
                        + "\r\nConnection: close\r\n\r\n" + document);
        try (ServerSocket server = running(refusing);
                StorageClient storage = storageAt(server)) {
            assertThatThrownBy(() -> storage.put("k", CONTENT, PutOptions.DEFAULT))
                    .isInstanceOf(StorageException.class)
                    .satisfies(failure ->
                            assertThat(failure.getClass().getSimpleName()).isEqualTo(type));
        }
    }

    @Test
    void aServiceThatDoesNotKnowTheQuestionGetsTheBodyAllTheSame() throws Exception {
        List<String> puts = new ArrayList<>();
        String tag = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("MD5").digest(LARGE));
        Service ignorant = (client, head) -> {
            if (head.startsWith("PUT")) {
                client.getInputStream().skipNBytes(LARGE.length);
                puts.add(head);
            }
            say(
                    client,
                    "HTTP/1.1 200 OK\r\nETag: \"" + tag + "\"\r\nContent-Length: "
                            + (head.startsWith("PUT") ? 0 : LARGE.length) + "\r\nConnection: close\r\n\r\n");
        };
        try (ServerSocket server = running(ignorant);
                StorageClient storage = storageAt(server)) {
            assertThat(storage.put("k", CONTENT, PutOptions.DEFAULT).size()).isEqualTo(LARGE.length);
            assertThat(puts).hasSize(1);
        }
    }
}
