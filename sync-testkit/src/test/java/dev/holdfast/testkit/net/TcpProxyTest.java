package dev.holdfast.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = new TcpProxy((InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void hangUp() throws IOException {
        proxy.close();
        server.close();
    }

    /** Both ends of a connection through the proxy. */
    private record Ends(Socket client, Socket atServer) implements AutoCloseable {
        void ask(String text) throws IOException {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        void answer(String text) throws IOException {
            atServer.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        String heard(int bytes) throws IOException {
            return text(atServer.getInputStream(), bytes);
        }

        String answered(int bytes) throws IOException {
            return text(client.getInputStream(), bytes);
        }

        private static String text(InputStream in, int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            client.close();
            atServer.close();
        }
    }

    private Ends connect() throws IOException {
        Socket client = new Socket();
        client.connect(proxy.address());
        return new Ends(client, server.accept());
    }

    @Test
    void passesBytesBothWaysAndCountsThem() throws Exception {
        try (Ends ends = connect()) {
            ends.ask("question");
            assertThat(ends.heard(8)).isEqualTo("question");
            ends.answer("yes");
            assertThat(ends.answered(3)).isEqualTo("yes");
            // Bytes are counted once they are on their way, so a quick reader is there first.
            proxy.await(passages -> passages.equals(List.of(new Passage(1, 8, 3, true))), LIMIT);
        }
        proxy.await(passages -> !passages.get(0).open(), LIMIT);
    }

    @Test
    void anEndIsPassedOnAndTheOtherDirectionGoesOn() throws Exception {
        try (Ends ends = connect()) {
            ends.ask("all");
            ends.client().shutdownOutput();
            assertThat(ends.heard(10)).isEqualTo("all");
            ends.answer("heard");
            assertThat(ends.answered(5)).isEqualTo("heard");
        }
    }

    @Test
    void cutsAReplyInGoodOrder() throws Exception {
        proxy.plan(TcpFault.onReply(LineFault.NONE.cut(3, Ending.FIN)));
        try (Ends ends = connect()) {
            ends.answer("abcdef");
            assertThat(ends.answered(6)).isEqualTo("abc");
        }
    }

    @Test
    void cutsAReplyWithAReset() throws Exception {
        proxy.plan(TcpFault.onReply(LineFault.NONE.cut(0, Ending.RST)));
        try (Ends ends = connect()) {
            ends.ask("question");
            assertThat(ends.heard(8)).isEqualTo("question");
            ends.answer("yes");
            assertThatThrownBy(() -> ends.answered(3)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void cutsARequestAfterSoManyBytes() throws Exception {
        proxy.plan(TcpFault.onRequest(LineFault.NONE.cut(4, Ending.FIN)));
        try (Ends ends = connect()) {
            ends.ask("question");
            assertThat(ends.heard(8)).isEqualTo("ques");
            assertThat(ends.answered(1)).isEmpty();
        }
    }

    @Test
    void closesOneDirectionAlone() throws Exception {
        proxy.plan(TcpFault.onReply(LineFault.NONE.cut(1, Ending.HALF_CLOSE)));
        try (Ends ends = connect()) {
            ends.answer("yes");
            assertThat(ends.answered(3)).isEqualTo("y");
            ends.ask("still there?");
            assertThat(ends.heard(12)).isEqualTo("still there?");
        }
    }

    @Test
    void swallowsTheReplyToARequestThatWentThrough() throws Exception {
        proxy.plan(TcpFault.REPLY_SWALLOWED);
        try (Ends ends = connect()) {
            ends.ask("question");
            assertThat(ends.heard(8)).isEqualTo("question");
            ends.answer("yes");
            ends.client().setSoTimeout(100);
            assertThatThrownBy(() -> ends.answered(3)).isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.passages()).containsExactly(new Passage(1, 8, 0, true));
        }
    }

    @Test
    void takesAConnectionAndNeverAnswers() throws Exception {
        proxy.plan(TcpFault.SILENT);
        try (Ends ends = connect()) {
            ends.ask("question");
            ends.client().setSoTimeout(100);
            assertThatThrownBy(() -> ends.answered(3)).isInstanceOf(SocketTimeoutException.class);
            ends.client().close();
            assertThat(ends.heard(8)).isEmpty();
        }
    }

    @Test
    void dripsAFewBytesAtATime() throws Exception {
        proxy.plan(TcpFault.onRequest(LineFault.NONE.drip(3, FOR_EVER)));
        try (Ends ends = connect()) {
            ends.ask("question");
            assertThat(ends.heard(3)).isEqualTo("que");
            proxy.await(passages -> passages.get(0).requestBytes() == 3, LIMIT);
            proxy.close();
            assertThat(proxy.passages().get(0).requestBytes()).isEqualTo(3);
        }
    }

    @Test
    void altersOneByte() throws Exception {
        proxy.plan(TcpFault.onReply(LineFault.NONE.altered(4).drip(3, Duration.ZERO)));
        try (Ends ends = connect()) {
            ends.answer("00000000");
            assertThat(ends.answered(8)).isEqualTo("00001000");
        }
    }

    @Test
    void aPlanForOneConnectionLeavesTheOthersAlone() throws Exception {
        proxy.plan(2, TcpFault.onReply(LineFault.NONE.cut(0, Ending.FIN)));
        for (String expected : new String[] {"yes", "", "yes"}) {
            try (Ends ends = connect()) {
                ends.answer("yes");
                assertThat(ends.answered(3)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aDelayedConnectionDoesNotHoldUpTheOthers() throws Exception {
        proxy.plan(1, TcpFault.delayed(FOR_EVER));
        try (Socket delayed = new Socket()) {
            delayed.connect(proxy.address());
            delayed.setSoTimeout(100);
            assertThatThrownBy(() -> delayed.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            try (Ends ends = connect()) {
                ends.answer("yes");
                assertThat(ends.answered(3)).isEqualTo("yes");
            }
        }
    }

    @Test
    void refusesConnectionsUntilItAcceptsAgain() throws Exception {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.accept();
        try (Ends ends = connect()) {
            ends.answer("yes");
            assertThat(ends.answered(3)).isEqualTo("yes");
        }
    }

    @Test
    void whatAPlanWaitsForInVainFailsTheTest() {
        assertThatThrownBy(() -> proxy.await(passages -> !passages.isEmpty(), Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aPortThatDoesNotAnswerLetsConnectionsWait() throws Exception {
        try (UnansweredPort port = new UnansweredPort();
                Socket client = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(
                    port.endpoint().getHost(), port.endpoint().getPort());
            assertThatThrownBy(() -> client.connect(address, 100)).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
