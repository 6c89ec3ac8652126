package dev.holdfast.mcp.http;

import static dev.holdfast.mcp.http.CleanBody.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may not talk to the server, or talks nonsense, gets the right status and one clean sentence. */
class HttpRefusalsTest {
    private static final String TOKEN = "correct horse";
    private static final int LIMIT = 100_000;

    private ToolServer open;
    private ToolServer locked;

    @BeforeEach
    void start() throws HttpStartException {
        open = new ToolServer(HttpServerOptions.onPort(0).withMaxBodyBytes(LIMIT));
        locked = new ToolServer(HttpServerOptions.onPort(0).withToken(() -> TOKEN));
    }

    @AfterEach
    void stop() {
        open.close();
        locked.close();
    }

    @Test
    void aMissingTokenIsRefusedAndTheSchemeNamed() throws IOException {
        RawHttp.Answer answer = locked.answer(locked.initialize());

        assertRefused(answer, 401);
        assertThat(answer.headers().get("www-authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer correct hors", "Bearer ", "Basic correct horse", "correct horse"})
    void aWrongTokenIsRefused(String authorization) throws IOException {
        RawHttp.Answer answer = locked.answer(locked.initialize().with("Authorization", authorization));

        assertRefused(answer, 401);
        assertThat(answer.headers()).containsKey("www-authenticate");
        assertThat(answer.body()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer correct horse", "bearer correct horse"})
    void theRightTokenLetsIn(String authorization) throws IOException {
        assertThat(locked.answer(locked.initialize().with("Authorization", authorization))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void everyPathNeedsTheToken() throws IOException {
        assertRefused(locked.answer(locked.ask("GET", "/sse")), 401);
        assertRefused(locked.answer(locked.ask("GET", "/nothing")), 401);
        assertRefused(locked.answer(locked.ask("POST", "/message").json("{}")), 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "https://127.0.0.1.evil.example",
                "http://localhost.evil.example:80",
                "null",
                "file://",
                "http://192.168.1.7",
                "not a url"
            })
    void aForeignOriginIsRefused(String origin) throws IOException {
        assertRefused(open.answer(open.initialize().with("Origin", origin)), 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost:5173", "https://127.0.0.1:8443", "http://[::1]:80"})
    void aPageOfThisMachineIsLetIn(String origin) throws IOException {
        assertThat(open.answer(open.initialize().with("Origin", origin)).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:%d",
                "127.0.0.1.evil.example:%d",
                "localhost.evil.example:%d",
                "127.0.0.1:1",
                "127.0.0.1",
                "192.168.1.7:%d",
                "0.0.0.0:%d"
            })
    void aForeignHostIsRefused(String host) throws IOException {
        assertRefused(open.answer(open.initialize().with("Host", host.formatted(open.port()))), 403);
        assertRefused(open.answer(open.ask("GET", "/sse").with("Host", host.formatted(open.port()))), 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:%d", "LOCALHOST:%d", "127.0.0.1:%d", "127.1.2.3:%d", "[::1]:%d"})
    void theHostsOfThisMachineAreLetIn(String host) throws IOException {
        assertThat(open.answer(open.initialize().with("Host", host.formatted(open.port())))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDeclaredBodyBeyondTheLimitIsRefused() throws IOException {
        assertRefused(open.answer(open.ask("POST", "/mcp").json("x".repeat(LIMIT + 1))), 413);
    }

    @Test
    void aDeclaredBodyBeyondTheLimitIsRefusedUnsentWhenTheClientAsksFirst() throws IOException {
        RawHttp.Ask ask = open.ask("POST", "/mcp")
                .with("Content-Type", "application/json")
                .with("Content-Length", String.valueOf(LIMIT + 1))
                .with("Expect", "100-continue");

        assertRefused(open.answer(ask), 413);
    }

    @Test
    void aChunkedBodyBeyondTheLimitIsRefused() throws IOException {
        try (RawHttp http = new RawHttp(open.port())) {
            http.send(open.ask("POST", "/mcp")
                    .with("Content-Type", "application/json")
                    .with("Transfer-Encoding", "chunked"));
            String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
            for (int sent = 0; sent <= LIMIT; sent += 10_000) {
                http.send(chunk);
            }
            http.send("0\r\n\r\n");

            assertRefused(http.answer(), 413);
        }
    }

    @Test
    void aBodyAtTheLimitIsRead() throws IOException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{\"fill\":\"";
        String full = body + "x".repeat(LIMIT - body.length() - 3) + "\"}}";

        assertThat(assertRefused(open.answer(open.ask("POST", "/mcp").json(full)), 400))
                .isEqualTo(-32601);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/mcp/", "/mcpx", "/message/x", "/favicon.ico", "/.well-known/oauth-protected-resource"})
    void anUnknownPathIsNotFound(String path) throws IOException {
        assertRefused(open.answer(open.ask("GET", path)), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/mcp,'DELETE, GET, POST'",
        "OPTIONS,/mcp,'DELETE, GET, POST'",
        "POST,/sse,GET",
        "GET,/message,POST",
        "DELETE,/sse,GET"
    })
    void aWrongMethodIsRefusedAndTheRightOnesNamed(String method, String path, String allowed) throws IOException {
        RawHttp.Answer answer = open.answer(open.ask(method, path));

        assertRefused(answer, 405);
        assertThat(answer.headers().get("allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json; charset=utf-16", "application/jsonx"})
    void anotherContentTypeIsRefused(String type) throws IOException {
        assertRefused(open.answer(open.initialize().with("Content-Type", type)), 415);
        assertRefused(open.answer(open.ask("POST", "/message").json("{}").with("Content-Type", type)), 415);
    }

    @Test
    void aMissingContentTypeIsRefused() throws IOException {
        assertRefused(open.answer(open.initialize().with("Content-Type", null)), 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream", "text/html"})
    void anAcceptThatRulesOutTheAnswerIsRefused(String accept) throws IOException {
        assertRefused(open.answer(open.initialize().with("Accept", accept)), 406);
    }

    @Test
    void aListenerMustAcceptEvents() throws IOException {
        assertRefused(open.answer(open.ask("GET", "/mcp").with("Accept", "application/json")), 406);
        assertRefused(open.answer(open.ask("GET", "/sse").with("Accept", null)), 406);
    }

    @Test
    void anAcceptOfAnythingIsEnough() throws IOException {
        assertThat(open.answer(open.initialize().with("Accept", "*/*")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"jsonrpc\":", "nonsense", "{} {}", "{\"jsonrpc\":\"2.0\",}"})
    void malformedJsonIsAParseError(String body) throws IOException {
        assertThat(assertRefused(open.answer(open.ask("POST", "/mcp").json(body)), 400))
                .isEqualTo(-32700);
    }

    @Test
    void bottomlessNestingIsAParseError() throws IOException {
        RawHttp.Ask ask = open.ask("POST", "/mcp").json("[".repeat(50_000));

        assertThat(assertRefused(open.answer(ask), 400)).isEqualTo(-32700);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "7",
                "null",
                "{}",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"no\"}"
            })
    void jsonThatIsNoMessageIsInvalid(String body) throws IOException {
        assertThat(assertRefused(open.answer(open.ask("POST", "/mcp").json(body)), 400))
                .isEqualTo(-32600);
    }

    @Test
    void paramsOfTheWrongShapeAreInvalid() throws IOException {
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":[1]}";
        String wrong = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":7}}";

        assertThat(assertRefused(open.answer(open.ask("POST", "/mcp").json(list)), 400))
                .isEqualTo(-32602);
        assertThat(assertRefused(open.answer(open.ask("POST", "/mcp").json(wrong)), 400))
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/discover", "what/ever"})
    void anUnknownMethodIsToldSoWithoutASession(String method) throws IOException {
        RawHttp.Ask ask = open.ask("POST", "/mcp")
                .with("Mcp-Protocol-Version", "2026-07-28")
                .json("{\"jsonrpc\":\"2.0\",\"id\":\"probe-1\",\"method\":\"" + method + "\"}");
        RawHttp.Answer answer = open.answer(ask);

        assertThat(assertRefused(answer, 400)).isEqualTo(-32601);
        assertThat(answer.body()).contains("\"id\":\"probe-1\"");
    }

    @Test
    void anUnknownMethodIsToldSoInASession() throws IOException {
        RawHttp.Ask ask =
                open.inSession(open.session(), "POST").json("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"what/ever\"}");

        assertThat(open.answer(ask).body()).contains("-32601").contains("\"id\":5");
    }

    @Test
    void aMissingSessionIdIsRefused() throws IOException {
        assertRefused(open.answer(open.ask("POST", "/mcp").json(ToolServer.call(1, "report"))), 400);
        assertRefused(open.answer(open.ask("GET", "/mcp")), 400);
        assertRefused(open.answer(open.ask("DELETE", "/mcp")), 400);
    }

    @Test
    void anUnknownSessionIdIsNotFound() throws IOException {
        assertRefused(open.answer(open.inSession("nobody", "POST").json(ToolServer.call(1, "report"))), 404);
        assertRefused(open.answer(open.inSession("nobody", "GET")), 404);
        assertRefused(open.answer(open.inSession("nobody", "DELETE")), 404);
        assertRefused(
                open.answer(open.ask("POST", "/message?sessionId=nobody").json(ToolServer.call(1, "report"))), 404);
        assertRefused(open.answer(open.ask("POST", "/message").json(ToolServer.call(1, "report"))), 404);
    }

    @Test
    void aProtocolVersionThatIsNotSpokenIsRefused() throws IOException {
        RawHttp.Ask ask = open.inSession(open.session(), "POST")
                .with("Mcp-Protocol-Version", "1999-01-01")
                .json(ToolServer.call(1, "report"));

        assertRefused(open.answer(ask), 400);
    }

    @Test
    void aResponseToNoQuestionIsRefused() throws IOException {
        RawHttp.Ask ask = open.inSession(open.session(), "POST").json("{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");

        assertRefused(open.answer(ask), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUBBISH\r\n\r\n", "GET /mcp HTTP/9.9\r\nHost: x\r\n\r\n", "GET /mcp HTTP/1.1\r\n\r\n"})
    void whatIsNoHttpIsRefusedCleanlyToo(String rubbish) throws IOException {
        try (RawHttp http = new RawHttp(open.port())) {
            http.send(rubbish);
            RawHttp.Answer answer = http.answer();

            assertThat(answer.status()).isBetween(400, 505);
            assertRefused(answer, answer.status());
        }
    }

    @Test
    void headersBeyondReasonAreRefusedCleanly() throws IOException {
        assertRefused(open.answer(open.ask("GET", "/mcp").with("X-Long", "x".repeat(20_000))), 431);
    }

    @Test
    void aDoubledHostIsRefusedCleanly() throws IOException {
        RawHttp.Ask ask = open.ask("GET", "/sse").with("host", "evil.example");

        assertRefused(open.answer(ask), 400);
    }

    @Test
    void anAddressWithTricksIsRefusedCleanly() throws IOException {
        RawHttp.Answer answer = open.answer(open.ask("GET", "/x/%2e%2e/mcp"));

        assertThat(answer.status()).isBetween(400, 404);
        assertRefused(answer, answer.status());
    }
}
