package dev.holdfast.mcp.http;

import static dev.holdfast.mcp.http.CleanBody.assertClean;
import static dev.holdfast.mcp.http.CleanBody.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls run side by side, can be cancelled, fail cleanly, and end with the server. */
class HttpCallsTest {
    private static final String CANCEL =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";

    private ToolServer server;

    @BeforeEach
    void start() throws HttpStartException {
        server = new ToolServer(HttpServerOptions.onPort(0).withConnectionIdle(Duration.ofMillis(800)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void farMoreCallsWaitThanThereAreThreads() throws IOException {
        String session = server.session();
        List<RawHttp> callers = new ArrayList<>();
        try {
            for (int id = 0; id < 200; id++) {
                RawHttp caller = new RawHttp(server.port());
                callers.add(caller);
                caller.send(server.inSession(session, "POST").json(ToolServer.call(id, "wait")));
            }
            await().until(() -> server.begun.get() == 200);

            server.released.tryEmitEmpty();
            for (RawHttp caller : callers) {
                assertThat(caller.answer().body()).contains("waited");
            }
        } finally {
            for (RawHttp caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void progressComesInOrderAndBeforeTheResult() throws IOException {
        String call =
                ToolServer.call(7, "report").replace("\"arguments\"", "\"_meta\":{\"progressToken\":5},\"arguments\"");

        String body = server.answer(server.inSession(server.session(), "POST").json(call))
                .body();

        assertThat(body)
                .containsSubsequence(
                        "\"progress\":1.0", "\"progress\":2.0", "\"progress\":3.0", "\"id\":7", "reported");
    }

    @Test
    void aCancelledCallStopsAndIsNotAnswered() throws IOException {
        String session = server.session();
        try (RawHttp caller = new RawHttp(server.port())) {
            caller.send(server.inSession(session, "POST").json(ToolServer.call(1, "wait")));
            await().until(() -> server.begun.get() == 1);

            assertThat(server.answer(server.inSession(session, "POST").json(CANCEL))
                            .status())
                    .isEqualTo(202);

            await().until(() -> server.cancelled.get() == 1);
            assertThat(caller.answer().body()).doesNotContain("result", "error");
        }
    }

    @Test
    void aCancelledCallStopsOnTheOlderTransportToo() throws IOException {
        try (RawHttp listener = new RawHttp(server.port())) {
            String messages = openLegacy(listener);
            post(messages, ToolServer.call(1, "wait"));
            await().until(() -> server.begun.get() == 1);

            post(messages, CANCEL);

            await().until(() -> server.cancelled.get() == 1);
            post(messages, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
            assertThat(listener.lineWith("data:")).contains("\"id\":2");
        }
    }

    @Test
    void theOlderTransportAnswersAPingAndRefusesCallsBeforeTheHandshake() throws IOException {
        try (RawHttp listener = new RawHttp(server.port())) {
            listener.send(server.ask("GET", "/sse"));
            String messages = listener.lineWith("data: ").substring("data: ".length());

            RawHttp.Ask early = server.ask("POST", messages).json(ToolServer.call(1, "report"));
            assertThat(assertRefused(server.answer(early), 400)).isEqualTo(-32600);
            post(messages, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");

            assertThat(listener.lineWith("data:")).contains("\"id\":2");
        }
    }

    private String openLegacy(RawHttp listener) throws IOException {
        listener.send(server.ask("GET", "/sse"));
        String messages = listener.lineWith("data: ").substring("data: ".length());
        post(messages, """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2024-11-05",\
                "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
        listener.lineWith("\"id\":0");
        post(messages, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return messages;
    }

    private void post(String path, String message) throws IOException {
        assertThat(server.answer(server.ask("POST", path).json(message)).status())
                .isEqualTo(202);
    }

    @Test
    void aSecondCallOfTheSameIdIsRefusedWhileTheFirstRuns() throws IOException {
        String session = server.session();
        try (RawHttp caller = new RawHttp(server.port())) {
            caller.send(server.inSession(session, "POST").json(ToolServer.call(1, "wait")));
            await().until(() -> server.begun.get() == 1);

            RawHttp.Answer second =
                    server.answer(server.inSession(session, "POST").json(ToolServer.call(1, "wait")));

            assertThat(assertClean(data(second))).isEqualTo(-32600);
            assertThat(server.begun).hasValue(1);
        }
    }

    @Test
    void whatAHandlerThrowsStaysInside() throws IOException {
        RawHttp.Answer answer =
                server.answer(server.inSession(server.session(), "POST").json(ToolServer.call(1, "fail")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("java", "holdfast", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":7}",
                "{\"name\":\"wait\",\"arguments\":[]}",
                "{\"name\":\"no such tool\"}",
                "{\"name\":{\"a\":1}}"
            })
    void callsOfTheWrongShapeFailCleanly(String params) throws IOException {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}";
        RawHttp.Answer answer =
                server.answer(server.inSession(server.session(), "POST").json(call));

        assertThat(answer.body()).contains("\"error\"").doesNotContain("java", "modelcontextprotocol", "Exception");
    }

    private static String data(RawHttp.Answer answer) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .findFirst()
                .orElse("nothing");
    }

    @Test
    void aBodyThatStallsIsGivenUp() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send(server.ask("POST", "/mcp")
                    .with("Content-Type", "application/json")
                    .with("Content-Length", "100"));
            http.send("{\"jsonrpc\":");

            assertRefused(http.answer(), 408);
        }
    }

    @Test
    void aConnectionThatStaysSilentIsClosed() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            assertThat(http.isOver()).isTrue();
        }
    }

    @Test
    void anOpenStreamOutlivesTheIdleTimeOfConnections() throws IOException {
        try (RawHttp listener = new RawHttp(server.port())) {
            listener.send(server.inSession(server.session(), "GET"));
            listener.head();
            for (int beat = 0; beat < 4; beat++) {
                assertThat(listener.lineWith(":")).isEqualTo(":");
            }
        }
    }

    @Test
    void aStopCancelsWhatDoesNotEndByItself() throws IOException {
        try (RawHttp caller = new RawHttp(server.port())) {
            caller.send(server.inSession(server.session(), "POST").json(ToolServer.call(1, "wait")));
            await().until(() -> server.begun.get() == 1);

            server.close();

            assertThat(server.cancelled).hasValue(1);
            assertThat(caller.answer().body()).doesNotContain("result");
        }
    }
}
