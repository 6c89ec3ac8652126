package dev.holdfast.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpFrontTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer service;
    private HttpFront front;

    /** A service that tells the client what it heard. */
    @BeforeEach
    void listen() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        service.createContext("/", exchange -> {
            String heard = exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            byte[] reply = heard.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            // This server ends the connection as it was asked to, but does not tell the client by itself.
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        service.start();
        front = new HttpFront(
                URI.create("http://127.0.0.1:" + service.getAddress().getPort()));
    }

    @AfterEach
    void hangUp() {
        front.close();
        service.stop(0);
    }

    private HttpResponse<String> put(String target, String body) throws Exception {
        return client.send(
                java.net.http.HttpRequest.newBuilder(front.endpoint().resolve(target))
                        .expectContinue(true)
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void handsRequestsOnUnchangedAndLogsThem() throws Exception {
        String host = front.endpoint().getAuthority();
        assertThat(put("/a%20b?partNumber=2&uploads", "text").body()).isEqualTo("PUT " + host + " text");
        assertThat(put("/c", "more").body()).isEqualTo("PUT " + host + " more");
        List<RequestLog.Entry> entries = front.log().entries();
        assertThat(entries)
                .containsExactly(
                        new RequestLog.Entry("PUT", "/a%20b", "partNumber=2&uploads", 200),
                        new RequestLog.Entry("PUT", "/c", "", 200));
        assertThat(entries.get(0).has("partNumber=2")).isTrue();
        assertThat(entries.get(0).has("partNumber")).isTrue();
        assertThat(entries.get(0).has("partNumber=1")).isFalse();
        assertThat(front.log().count(entry -> entry.has("uploads"))).isEqualTo(1);
    }

    @Test
    void answersChosenRequestsItselfSoManyTimes() throws Exception {
        front.answer(
                request -> request.path().equals("/a"),
                1,
                request -> HttpReply.xml(503, "<Error/>").with("Retry-After", "7"));
        assertThat(put("/b", "").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = put("/a", "text");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(answer.body()).isEqualTo("<Error/>");
        assertThat(put("/a", "").statusCode()).isEqualTo(200);
    }

    @Test
    void logsARequestWhoseReplyIsLost() throws Exception {
        front.disturb(request -> true, 1, TcpFault.onReply(LineFault.NONE.cut(0, Ending.RST)));
        assertThatThrownBy(() -> put("/a", "text")).isInstanceOf(IOException.class);
        assertThat(front.log().entries()).containsExactly(new RequestLog.Entry("PUT", "/a", "", 200));
    }

    @Test
    void refusesUntilHealed() throws Exception {
        front.refuse();
        assertThatThrownBy(() -> put("/a", "")).isInstanceOf(ConnectException.class);
        front.heal();
        assertThat(put("/a", "").statusCode()).isEqualTo(200);
    }
}
