package dev.holdfast.mcp.http;

import static dev.holdfast.mcp.http.CleanBody.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server listens on, and when it would rather not. */
class HttpStartTest {
    private static final HttpServerOptions ANY_PORT = HttpServerOptions.onPort(0);
    private static final String ONE_SENTENCE = "[A-Z][^\n]*[.]";

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void aBindBeyondLoopbackWithoutATokenIsRefused(String host) {
        assertThatThrownBy(() -> new ToolServer(ANY_PORT.withHost(host)))
                .isInstanceOf(HttpStartException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("token")
                .hasMessageMatching(ONE_SENTENCE);
    }

    @Test
    void aBindBeyondLoopbackWithATokenListensAndStillRefusesForeignNames() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withHost("0.0.0.0").withToken(() -> "secret"))) {
            RawHttp.Ask ask = server.initialize().with("Authorization", "Bearer secret");

            assertThat(server.answer(ask).status()).isEqualTo(200);
            assertThat(server.answer(ask.with("Host", "192.0.2.1:" + server.port()))
                            .status())
                    .isEqualTo(200);
            assertRefused(server.answer(ask.with("Host", "evil.example:" + server.port())), 403);
            assertRefused(server.answer(server.initialize()), 401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyTokenIsRefused(String token) {
        assertThatThrownBy(() -> new ToolServer(ANY_PORT.withToken(() -> token)))
                .isInstanceOf(HttpStartException.class)
                .hasMessageMatching(ONE_SENTENCE);
    }

    @Test
    void aTokenThatBecomesEmptyLetsNobodyIn() throws Exception {
        StringBuilder token = new StringBuilder("secret");
        try (ToolServer server = new ToolServer(ANY_PORT.withToken(token::toString))) {
            token.setLength(0);

            assertRefused(server.answer(server.initialize().with("Authorization", "Bearer ")), 401);
        }
    }

    @Test
    void aTokenThatCannotBeReadLetsNobodyInAndSaysNothingOfWhy() throws Exception {
        StringBuilder trouble = new StringBuilder();
        try (ToolServer server = new ToolServer(ANY_PORT.withToken(() -> {
            if (trouble.isEmpty()) {
                return "secret";
            }
            throw new IllegalStateException(trouble.toString());
        }))) {
            trouble.append("java.io.Exception at /home/secret");

            assertRefused(server.answer(server.initialize().with("Authorization", "Bearer secret")), 500);
        }
    }

    @Test
    void aTakenPortIsNamedInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new ToolServer(HttpServerOptions.onPort(taken.getLocalPort())))
                    .isInstanceOf(HttpStartException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("in use")
                    .hasMessageMatching(ONE_SENTENCE);
        }
    }

    @Test
    void anUnknownHostIsNamedInOneSentence() {
        assertThatThrownBy(() -> new ToolServer(ANY_PORT.withHost("nowhere.invalid")))
                .isInstanceOf(HttpStartException.class)
                .hasMessageContaining("nowhere.invalid")
                .hasMessageMatching(ONE_SENTENCE);
    }

    @Test
    void theAddressIsWhereClientsConnect() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT)) {
            assertThat(server.port()).isPositive();
            assertThat(server.http().address()).hasToString("http://127.0.0.1:" + server.port() + "/mcp");
        }
    }

    @Test
    void anIpv6AddressIsWrittenAsOne() throws Exception {
        try (ToolServer server = new ToolServer(ANY_PORT.withHost("::1"))) {
            assertThat(server.http().address()).hasToString("http://[::1]:" + server.port() + "/mcp");
        }
    }

    @Test
    void aStoppedServerGivesItsPortBack() throws Exception {
        ToolServer first = new ToolServer(ANY_PORT);
        int port = first.port();
        first.close();
        first.close();

        try (ToolServer second = new ToolServer(HttpServerOptions.onPort(port))) {
            assertThat(second.session()).isNotBlank();
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> HttpServerOptions.onPort(70_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ANY_PORT.withHost(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ANY_PORT.withMaxSessions(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ANY_PORT.withMaxBodyBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ANY_PORT.withSessionIdle(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
