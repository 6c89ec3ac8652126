package dev.holdfast.mcp.http;

import static dev.holdfast.mcp.http.CleanBody.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions are counted, kept while they are used, and let go of when they are not. */
class HttpSessionsTest {
    private static final HttpServerOptions ANY_PORT = HttpServerOptions.onPort(0);
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void tooManySessionsAreRefusedUntilOneIsEnded() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withMaxSessions(2))) {
            String first = server.session();
            String second = server.session();

            RawHttp.Answer third = server.answer(server.initialize());
            assertRefused(third, 503);
            assertThat(third.headers()).containsKey("retry-after");

            assertThat(server.answer(server.inSession(first, "DELETE")).status())
                    .isEqualTo(200);
            server.session();
            assertRefused(server.answer(server.inSession(first, "DELETE")), 404);
            assertRefused(server.answer(server.initialize()), 503);
            assertThat(server.answer(server.inSession(second, "DELETE")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRefusedInitializeTakesNoPlace() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withMaxSessions(1))) {
            String wrong = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":7}}";
            assertRefused(server.answer(server.ask("POST", "/mcp").json(wrong)), 400);

            assertThat(server.session()).isNotBlank();
        }
    }

    @Test
    void aSessionThatLiesIdleGivesItsPlaceBack() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withMaxSessions(1).withSessionIdle(SHORT))) {
            String idle = server.session();

            await().until(() -> server.answer(server.initialize()).status() == 200);
            assertRefused(server.answer(server.inSession(idle, "POST").json(ToolServer.call(1, "report"))), 404);
        }
    }

    @Test
    void itIsToldOnceThatASessionIsOverHoweverThatCameAboutUnlessItNeverBegan() throws Exception {
        ToolServer closed;
        String left;
        try (ToolServer server = new ToolServer(ANY_PORT)) {
            closed = server;
            String ended = server.session();
            used(server, ended);
            server.answer(server.inSession(ended, "DELETE"));
            assertThat(server.over).containsExactly(ended);

            server.answer(server.inSession(server.session(), "DELETE"));
            assertThat(server.over).as("a handshake that went no further").containsExactly(ended);

            left = server.session();
            used(server, left);
        }
        assertThat(closed.over).hasSize(2).contains(left);
    }

    @Test
    void aSessionThatLiesIdleForTooLongIsOver() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withSessionIdle(SHORT))) {
            String idle = server.session();
            used(server, idle);
            await().until(() -> server.over.equals(List.of(idle)));
        }
    }

    private static void used(ToolServer server, String session) throws IOException {
        String initialized = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        assertThat(server.answer(server.inSession(session, "POST").json(initialized))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aSessionWithACallInFlightIsNotIdle() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withSessionIdle(SHORT));
                RawHttp http = new RawHttp(server.port())) {
            http.send(server.inSession(server.session(), "POST").json(ToolServer.call(1, "wait")));
            readBeats(http, 20);

            server.released.tryEmitEmpty();
            assertThat(http.lineWith("data:")).contains("waited");
        }
    }

    @Test
    void aSessionWithAListenerIsNotIdle() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withSessionIdle(SHORT));
                RawHttp http = new RawHttp(server.port())) {
            String session = server.session();
            http.send(server.inSession(session, "GET"));
            readBeats(http, 20);

            assertThat(server.answer(server.inSession(session, "DELETE")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aClientThatDoesNotReadDoesNotKeepItsSessionForEver() throws Exception {
        HttpServerOptions options =
                ANY_PORT.withMaxSessions(1).withSessionIdle(SHORT).withConnectionIdle(SHORT);
        try (ToolServer server = new ToolServer(options);
                RawHttp http = new RawHttp(server.port())) {
            http.send(server.inSession(server.session(), "POST").json(ToolServer.call(1, "flood")));

            await().until(() -> server.answer(server.initialize()).status() == 200);
        }
    }

    /** The server shows an open stream four times in its idle time that it is there. */
    private static void readBeats(RawHttp http, int count) throws IOException {
        for (int beat = 0; beat < count; beat++) {
            http.lineWith(":");
        }
    }

    @Test
    void sessionsOfTheOlderTransportCountAndEndWithTheirConnection() throws Exception {
        HttpServerOptions options = ANY_PORT.withMaxSessions(1).withConnectionIdle(SHORT);
        try (ToolServer server = new ToolServer(options)) {
            try (RawHttp listener = new RawHttp(server.port())) {
                listener.send(server.ask("GET", "/sse"));
                listener.lineWith("data: /message?sessionId=");
                assertRefused(server.answer(server.initialize()), 503);
                assertRefused(server.answer(server.ask("GET", "/sse")), 503);
            }

            await().until(() -> server.answer(server.initialize()).status() == 200);
        }
    }

    @Test
    void aListenerGetsTheHeadersBeforeAnyEvent() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT);
                RawHttp http = new RawHttp(server.port())) {
            http.send(server.inSession(server.session(), "GET"));

            assertEventStream(http.head());
        }
    }

    @Test
    void aCallerGetsTheHeadersBeforeAnyEvent() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT);
                RawHttp http = new RawHttp(server.port())) {
            http.send(server.inSession(server.session(), "POST").json(ToolServer.call(1, "wait")));

            assertEventStream(http.head());
        }
    }

    @Test
    void aListenerOfTheOlderTransportGetsTheSameHeaders() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT);
                RawHttp http = new RawHttp(server.port())) {
            http.send(server.ask("GET", "/sse"));

            assertEventStream(http.head());
            assertThat(http.lineWith("event:")).isEqualTo("event: endpoint");
        }
    }

    private static void assertEventStream(RawHttp.Answer head) {
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-accel-buffering", "no")
                .doesNotContainKey("server");
        assertThat(head.headers().get("content-type")).startsWith("text/event-stream");
    }

    @Test
    void aNewListenerTakesTheOldOnesPlace() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT);
                RawHttp old = new RawHttp(server.port());
                RawHttp young = new RawHttp(server.port())) {
            String session = server.session();
            old.send(server.inSession(session, "GET"));
            old.head();
            young.send(server.inSession(session, "GET"));
            young.head();

            assertThat(old.lineWith("0")).isEqualTo("0");
        }
    }

    @Test
    void endingASessionStopsItsWorkAndItsStreams() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT);
                RawHttp listener = new RawHttp(server.port());
                RawHttp caller = new RawHttp(server.port())) {
            String session = server.session();
            listener.send(server.inSession(session, "GET"));
            listener.head();
            caller.send(server.inSession(session, "POST").json(ToolServer.call(1, "wait")));
            await().until(() -> server.begun.get() == 1);

            server.answer(server.inSession(session, "DELETE"));

            assertThat(listener.lineWith("0")).isEqualTo("0");
            assertThat(caller.answer().body()).doesNotContain("result");
            await().until(() -> server.cancelled.get() == 1);
        }
    }
}
