package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.Handshake;
import dev.holdfast.mcp.ServerIdentity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the transport says by itself, with a backend that never gets built. */
class ConversationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineWriter out = new LineWriter(written, () -> {});
    private final Calls calls = new Calls(out);
    private final Dispatcher backend = new Dispatcher(() -> new FailedBackend(calls), () -> {});
    private final Conversation conversation =
            new Conversation(new Handshake(new ServerIdentity("1.2.3")), out, calls, backend);

    @BeforeEach
    void start() {
        out.start();
    }

    @Test
    void anIdInFlightCannotBeUsedAgain() throws Exception {
        say("{'jsonrpc':'2.0','id':'i','method':'initialize'}");
        calls.open(5L);
        say("{'jsonrpc':'2.0','id':5,'method':'tools/list'}");
        assertThat(written().get(1).at("/error/message").asText()).contains("still in flight");
    }

    @Test
    void requestsInFlightAreBounded() throws Exception {
        say("{'jsonrpc':'2.0','id':'i','method':'initialize'}");
        for (long id = 0; id < Conversation.MAX_CALLS; id++) {
            calls.open(id);
        }
        say("{'jsonrpc':'2.0','id':'more','method':'tools/list'}");
        assertThat(written().get(1).at("/error/message").asText()).contains("wait for answers");
    }

    @Test
    void whenTheServerCannotBeBuiltRequestsGetAnError() throws Exception {
        say("{'jsonrpc':'2.0','id':'i','method':'initialize'}");
        say("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
        calls.awaitNone(PATIENCE);
        assertThat(written().get(1).at("/error/code").asInt()).isEqualTo(-32603);
    }

    @Test
    void answersThatNobodyAskedForGetNoReply() throws Exception {
        say("{'jsonrpc':'2.0','id':'i','method':'initialize'}");
        say("{'jsonrpc':'2.0','id':77,'result':{}}");
        say("{'jsonrpc':'2.0','id':null,'error':{'code':-32700,'message':'what?'}}");
        assertThat(written()).hasSize(1);
    }

    @Test
    void notificationsGetNoReply() throws Exception {
        say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");
        say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':{}}}");
        say("{'jsonrpc':'2.0','method':'notifications/cancelled'}");
        say("{'jsonrpc':'2.0','method':'notifications/roots/list_changed'}");
        assertThat(written()).isEmpty();
    }

    @Test
    void initializeCannotBeCancelled() throws Exception {
        say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");
        say("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-03-26'}}");
        say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");
        assertThat(written().get(0).at("/result/protocolVersion").asText()).isEqualTo("2025-03-26");
    }

    @Test
    void everyMistakeIsNamed() throws Exception {
        say("{'jsonrpc':'1.0','id':1,'method':'ping'}");
        say("{'jsonrpc':'2.0','id':2,'method':5}");
        say("{'jsonrpc':'2.0','id':3,'method':'ping','params':[1]}");
        say("{'jsonrpc':'2.0','id':4}");
        say("{'jsonrpc':'2.0','id':5,'method':'" + "x".repeat(500) + "'}");
        List<JsonNode> replies = written();
        assertThat(replies.stream().map(reply -> reply.path("id").asInt())).containsExactly(1, 2, 3, 4, 5);
        assertThat(replies.stream().map(reply -> reply.at("/error/code").asInt()))
                .containsExactly(-32600, -32600, -32602, -32600, -32601);
        assertThat(replies.get(4).at("/error/message").asText()).hasSizeLessThan(200);
    }

    private void say(String line) {
        conversation.onLine(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private List<JsonNode> written() throws Exception {
        out.close(PATIENCE);
        List<JsonNode> messages = new ArrayList<>();
        for (String line : written.toString(StandardCharsets.UTF_8).lines().toList()) {
            messages.add(JSON.readTree(line));
        }
        return messages;
    }
}
