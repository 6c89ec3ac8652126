package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.SyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that means harm: each way ends in a typed error within the limit, in little memory, and no token goes astray. */
@Timeout(60)
class HttpSyncHostileTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String TOKEN = "canary-token-77aa";
    private static final byte[] MEGABYTE = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temp;

    private HttpSetup setup(HostileServer server) throws IOException {
        HttpSetup setup = new HttpSetup(temp.resolve("home"), server.endpoint());
        Path token = Files.writeString(temp.resolve("token"), TOKEN);
        setup.settings.set(Keys.HTTP_TOKEN, Secret.of("${file:" + token + "}"));
        setup.retries = 0;
        return setup;
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void endless(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }

    private static void never(OutputStream out) throws IOException {
        out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException("closed", e);
        }
    }

    private static void pass(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IOException("closed", e);
        }
    }

    private static HostileServer.Answer streaming(String events) {
        return (exchange, id) ->
                HostileServer.stream(exchange).write(events.replace("ID", id).getBytes(StandardCharsets.UTF_8));
    }

    /** Name, what it does, and what the sentence says. */
    static Stream<Arguments> ways() {
        String answer = HostileServer.polite("tools/call", "ID");
        return Stream.of(
                way("endless JSON", "more than 4 MiB", (exchange, id) -> {
                    json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":\"");
                    endless(exchange.getResponseBody(), MEGABYTE);
                }),
                way("an endless line of a stream", "more than 4 MiB", (exchange, id) -> {
                    OutputStream out = HostileServer.stream(exchange);
                    out.write("data: ".getBytes(StandardCharsets.UTF_8));
                    endless(out, MEGABYTE);
                }),
                way(
                        "endless comments",
                        "more than 4 MiB",
                        (exchange, id) -> endless(
                                HostileServer.stream(exchange),
                                ": ping\n\n".repeat(1000).getBytes(StandardCharsets.UTF_8))),
                way(
                        "endless events of other sessions",
                        "more than 4 MiB",
                        (exchange, id) -> endless(
                                HostileServer.stream(exchange),
                                ("data: " + HostileServer.polite("tools/call", "other") + "\n\n")
                                        .getBytes(StandardCharsets.UTF_8))),
                way(
                        "a stream that says nothing and never ends",
                        "did not answer within 0.4 seconds",
                        (exchange, id) -> never(HostileServer.stream(exchange))),
                way(
                        "no reply at all",
                        "did not answer within 0.4 seconds",
                        (exchange, id) -> never(OutputStream.nullOutputStream())),
                way("half an answer", "did not answer within 0.4 seconds", (exchange, id) -> {
                    json(exchange, "{\"jsonrpc\":\"2.0\",");
                    never(exchange.getResponseBody());
                }),
                way("an end in the middle", "connection to it broke", (exchange, id) -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(1);
                }),
                way("no JSON", "not JSON", (exchange, id) -> json(exchange, "<html>sign in</html>")),
                way("JSON of great depth", "not JSON", (exchange, id) -> json(exchange, "[".repeat(100_000))),
                way("another shape", "another question", (exchange, id) -> json(exchange, "[1,2]")),
                way(
                        "a result of another shape",
                        "form of the protocol",
                        (exchange, id) -> json(exchange, "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":[1]}")),
                way("another id", "another question", (exchange, id) -> json(exchange, answer.replace("ID", "other"))),
                way(
                        "a request instead of an answer",
                        "another question",
                        (exchange, id) -> json(
                                exchange,
                                "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"roots/list\",\"params\":{}}")),
                way("an answer of another session", "another session", (exchange, id) -> {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "two");
                    json(exchange, answer.replace("ID", id));
                }),
                way(
                        "a forgotten session",
                        "forgotten the session",
                        (exchange, id) -> exchange.sendResponseHeaders(404, -1)),
                way("a stream that ends without the answer", "without an answer", streaming(": nothing\n\n")),
                way("a stream of no JSON", "not JSON", streaming("data: {nonsense\n\n")),
                way(
                        "an accepted call without an answer",
                        "without an answer",
                        (exchange, id) -> exchange.sendResponseHeaders(202, -1)),
                way("a refusal without end", "status 403", (exchange, id) -> {
                    exchange.sendResponseHeaders(403, 0);
                    endless(exchange.getResponseBody(), MEGABYTE);
                }),
                way("a redirect in a circle", "another place", (exchange, id) -> {
                    exchange.getResponseHeaders().set("Location", "/mcp");
                    exchange.sendResponseHeaders(307, -1);
                }),
                way("a redirect to nowhere", "another place", (exchange, id) -> {
                    exchange.getResponseHeaders().set("Location", "ht tp://%%");
                    exchange.sendResponseHeaders(308, -1);
                }));
    }

    private static Arguments way(String name, String says, HostileServer.Answer answer) {
        return Arguments.of(name, says, answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void eachWayEndsInATypedErrorWithinTheLimit(String name, String says, HostileServer.Answer answer)
            throws Exception {
        try (HostileServer server = new HostileServer("tools/call", answer);
                HttpSetup setup = setup(server)) {
            if (says.contains("0.4 seconds")) {
                setup.limit = SHORT;
            }
            HttpSyncException failure =
                    catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
            assertThat(failure).as(name).isNotNull();
            assertThat(failure.sentence()).contains(says).doesNotContain(TOKEN).doesNotContain("Exception");
            assertThat(failure.isTransient()).isEqualTo(!says.contains("another place") && !says.contains("403"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void soDoesEachWayOfGreeting(String name, String says, HostileServer.Answer answer) throws Exception {
        try (HostileServer server = new HostileServer("initialize", answer);
                HttpSetup setup = setup(server)) {
            if (says.contains("0.4 seconds")) {
                setup.limit = SHORT;
            }
            HttpSyncException failure =
                    catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
            // Whoever has no session yet can't be answered for another one, and takes the first id for its own.
            if (says.contains("another session")) {
                says = "";
            } else if (says.contains("forgotten")) {
                says = "no MCP endpoint";
            }
            assertThat(failure).as(name).isNotNull();
            assertThat(failure.sentence()).contains(says).doesNotContain(TOKEN).doesNotContain("Exception");
        }
    }

    @Test
    void toolsOnEndlessPagesAreNotReadForEver() throws Exception {
        try (HostileServer server = new HostileServer(
                        "tools/list",
                        (exchange, id) -> json(
                                exchange,
                                "{\"jsonrpc\":\"2.0\",\"id\":\"" + id
                                        + "\",\"result\":{\"tools\":[],\"nextCursor\":\"more\"}}"));
                HttpSetup setup = setup(server)) {
            HttpSyncException failure =
                    catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
            assertThat(failure.sentence()).contains("has no tool called");
        }
    }

    @Test
    void pagesThatComeSlowlyHaveOneLimitTogether() throws Exception {
        AtomicInteger pages = new AtomicInteger();
        try (HostileServer server = new HostileServer("tools/list", (exchange, id) -> {
                    if (pages.incrementAndGet() == 3) {
                        never(HostileServer.stream(exchange));
                    }
                    pass(Duration.ofMillis(300));
                    json(
                            exchange,
                            "{\"jsonrpc\":\"2.0\",\"id\":\"" + id
                                    + "\",\"result\":{\"tools\":[],\"nextCursor\":\"more\"}}");
                });
                HttpSetup setup = setup(server)) {
            setup.limit = SHORT;
            HttpSyncException failure =
                    catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
            assertThat(failure.sentence()).contains("did not answer within 0.4 seconds");
            assertThat(pages).as("each page alone came within the limit").hasValueLessThan(3);
        }
    }

    @Test
    void headersWithoutEndAreNotReadForEver() throws Exception {
        byte[] header = ("X-More: " + "x".repeat(8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpSetup setup = new HttpSetup(
                        temp.resolve("home"), URI.create("http://127.0.0.1:" + port.getLocalPort() + "/mcp"))) {
            Thread server = new Thread(() -> headers(port, header), "endless-headers");
            server.setDaemon(true);
            server.start();
            setup.retries = 0;
            HttpSyncException failure =
                    catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
            assertThat(failure.isTransient()).isTrue();
            assertThat(failure.sentence()).contains("connection to it broke");
        }
    }

    private static void headers(ServerSocket port, byte[] header) {
        try (Socket client = port.accept()) {
            OutputStream out = client.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            endless(out, header);
        } catch (IOException e) {
            // The client has left, as it should.
            return;
        }
    }

    @Test
    void aStreamThatStaysOpenBehindItsAnswerIsLeft() throws Exception {
        try (HostileServer server = new HostileServer("tools/call", (exchange, id) -> {
                    OutputStream out = HostileServer.stream(exchange);
                    out.write(
                            (": hello\r\n\r\nevent: message\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\r\n\r\n"
                                            + "data: " + HostileServer.polite("tools/call", id) + "\r\n\r\n")
                                    .getBytes(StandardCharsets.UTF_8));
                    never(out);
                });
                HttpSetup setup = setup(server)) {
            setup.limit = Duration.ofSeconds(50);
            assertThat(setup.sync(ListFeed.memories(1)).filesUploaded()).hasSize(1);
        }
    }

    @Test
    void aRedirectOnTheSameServerIsFollowed() throws Exception {
        int[] redirects = {0};
        try (HostileServer server = new HostileServer("initialize", (exchange, id) -> {
                    if (redirects[0]++ == 0) {
                        exchange.getResponseHeaders().set("Location", "/mcp/");
                        exchange.sendResponseHeaders(307, -1);
                    } else {
                        HostileServer.event(exchange, HostileServer.polite("initialize", id));
                    }
                });
                HttpSetup setup = setup(server)) {
            assertThat(setup.sync(ListFeed.memories(1)).filesUploaded()).hasSize(1);
        }
    }

    @Test
    void neitherTokenNorMemoriesFollowARedirectToAnotherServer() throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (HostileServer thief = new HostileServer("none", (exchange, id) -> {});
                    HostileServer server = new HostileServer("tools/call", (exchange, id) -> {
                        exchange.getResponseHeaders()
                                .set("Location", thief.endpoint().toString());
                        exchange.sendResponseHeaders(status, -1);
                    });
                    HttpSetup setup = setup(server)) {
                HttpSyncException failure =
                        catchThrowableOfType(HttpSyncException.class, () -> setup.sync(ListFeed.memories(1)));
                assertThat(failure.isTransient()).isFalse();
                assertThat(failure.sentence()).contains("another place");
                assertThat(server.authorizations).contains("Bearer " + TOKEN);
                assertThat(thief.authorizations).as("requests that it saw").isEmpty();
            }
        }
    }

    @Test
    void aServerThatSendsCallersOfItsHealthPageElsewhereIsThereAndNobodyFollows() throws Exception {
        for (int status : new int[] {302, 307}) {
            try (HostileServer thief = new HostileServer("none", (exchange, id) -> {});
                    HostileServer server = new HostileServer("GET", (exchange, id) -> {
                        exchange.getResponseHeaders()
                                .set("Location", thief.endpoint().toString());
                        exchange.sendResponseHeaders(status, -1);
                    });
                    HttpSetup setup = setup(server)) {
                ListFeed feed = new ListFeed("notes", ListFeed.memories(1));
                assertThat(setup.method(feed)
                                .availability(Duration.ofSeconds(20))
                                .available())
                        .isTrue();
                assertThat(thief.authorizations).as("requests that it saw").isEmpty();
            }
        }
    }

    @Test
    void askingWhetherAServerIsThereTakesNoLongerThanItsLimit() throws Exception {
        try (HostileServer server = new HostileServer("none", (exchange, id) -> {});
                HttpSetup setup = setup(server);
                UnansweringPort port = new UnansweringPort()) {
            assertThat(setup.method(new ListFeed("notes", ListFeed.memories(1)))
                            .availability(Duration.ofSeconds(20))
                            .available())
                    .as("no page for its health is no reason")
                    .isTrue();
            setup.settings.set(Keys.HTTP_ENDPOINT, Optional.of(port.endpoint()));
            Availability late =
                    setup.method(new ListFeed("notes", ListFeed.memories(1))).availability(SHORT);
            assertThat(late.available()).isFalse();
            assertThat(late.answered()).isFalse();
        }
    }

    @Test
    void aCallUnderWayEndsAtOnceWhenItIsCancelled() throws Exception {
        CancelSignal cancel = new CancelSignal();
        try (HostileServer server = new HostileServer("tools/call", (exchange, id) -> {
                    cancel.cancel();
                    never(HostileServer.stream(exchange));
                });
                HttpSetup setup = setup(server)) {
            setup.limit = Duration.ofSeconds(50);
            ListFeed feed = new ListFeed("notes", ListFeed.memories(1));
            CancellationException end = catchThrowableOfType(
                    CancellationException.class,
                    () -> setup.method(feed)
                            .sync(HttpSetup.request(feed), new SyncContext(ProgressListener.NONE, cancel)));
            assertThat(end).isNotNull();
        }
    }
}
