package dev.holdfast.mcp.stdio;

import static dev.holdfast.mcp.tool.ScriptedService.BOOM;
import static dev.holdfast.mcp.tool.ScriptedService.GATE;
import static dev.holdfast.mcp.tool.ScriptedService.GATE_SIZE;
import static dev.holdfast.mcp.tool.ScriptedService.HANG;
import static dev.holdfast.mcp.tool.ScriptedService.INTERNALS;
import static dev.holdfast.mcp.tool.ScriptedService.NOISY;
import static dev.holdfast.mcp.tool.ScriptedService.PROGRESS;
import static dev.holdfast.mcp.tool.ScriptedService.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The faults that a stdio server is known to have, each shown to be absent from a real process. */
class StdioTableIT {
    private static final String TOOLS_LIST = "{'jsonrpc':'2.0','id':1,'method':'tools/list'}";

    @Test
    void aCallInFlightIsAnsweredAfterInputEnds() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.callSync(1, SLOW);
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            assertThat(server.reply(1).at("/result/structuredContent/state").asText())
                    .isEqualTo("done");
            await().atMost(ServerProcess.PATIENCE).until(() -> server.errors().contains("service closed"));
        }
    }

    @Test
    void aCallThatNeverEndsHoldsTheProcessNoLongerThanTheGrace() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Dtest.grace=300")) {
            server.callSync(0, NOISY);
            server.reply(0);
            server.callSync(1, HANG);
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            assertThat(server.rest()).isEmpty();
            await().atMost(ServerProcess.PATIENCE).until(() -> server.errors().contains("service closed"));
            assertThat(server.errors())
                    .as("the job goes on in the next process")
                    .doesNotContain("cancelled job-");
        }
    }

    @Test
    void aPipedConversationIsAnsweredWhole() throws Exception {
        try (ServerProcess server = ServerProcess.scripted()) {
            server.sendInitialize();
            server.callSync(1, SLOW);
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            assertThat(server.reply(0).has("result")).isTrue();
            assertThat(server.reply(1).at("/result/isError").asBoolean(true)).isFalse();
        }
    }

    @Test
    void anEmptyConversationEndsWell() throws Exception {
        try (ServerProcess server = ServerProcess.scripted()) {
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void badLinesGetErrorsWithoutAnIdAndTheConversationGoesOn() throws Exception {
        List<Map.Entry<String, Integer>> badLines = List.of(
                Map.entry("{'jsonrpc':", -32700),
                Map.entry("nonsense", -32700),
                Map.entry("{} {}", -32700),
                Map.entry("[]", -32600),
                Map.entry("[{'jsonrpc':'2.0','id':5,'method':'ping'}]", -32600),
                Map.entry("7", -32600),
                Map.entry("null", -32600),
                Map.entry("{}", -32600),
                Map.entry("{'jsonrpc':'2.0','id':null,'method':'ping'}", -32600),
                Map.entry("{'jsonrpc':'2.0','id':1.5,'method':'ping'}", -32600),
                Map.entry("{'jsonrpc':'2.0','id':{},'method':'ping'}", -32600),
                Map.entry("{'jsonrpc':'2.0','id':99999999999999999999,'method':'ping'}", -32600));
        try (ServerProcess server = ServerProcess.initialized()) {
            for (Map.Entry<String, Integer> bad : badLines) {
                server.send(bad.getKey());
                JsonNode error = server.next(message -> message.has("error"));
                assertThat(error.at("/error/code").asInt()).as(bad.getKey()).isEqualTo(bad.getValue());
                assertThat(error.path("id").isNull()).as(bad.getKey()).isTrue();
            }
            server.send(TOOLS_LIST);
            assertThat(server.reply(1).at("/result/tools")).hasSize(11);
        }
    }

    @Test
    void blankLinesAreIgnored() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.sendBytes("\n\r\n  \t \n".getBytes(StandardCharsets.UTF_8));
            server.send(TOOLS_LIST);
            server.reply(1);
            server.closeInput();
            server.exitCode();
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void pingIsAnsweredBeforeInitialize() throws Exception {
        try (ServerProcess server = ServerProcess.scripted()) {
            server.send("{'jsonrpc':'2.0','id':'p','method':'ping'}");
            assertThat(server.reply("p").path("result")).isEmpty();
            server.sendInitialize();
            server.reply(0);
            server.send("{'jsonrpc':'2.0','id':'q','method':'ping'}");
            assertThat(server.reply("q").has("result")).isTrue();
        }
    }

    @Test
    void probesForOtherProtocolsFallBackAtOnce() throws Exception {
        try (ServerProcess server = ServerProcess.scripted()) {
            server.send("{'jsonrpc':'2.0','id':1,'method':'server/discover','params':{}}");
            assertThat(server.reply(1).at("/error/code").asInt()).isEqualTo(-32601);
            server.send("{'jsonrpc':'2.0','id':2,'method':'tools/list'}");
            assertThat(server.reply(2).at("/error/code").asInt()).isEqualTo(-32600);
            server.sendInitialize();
            assertThat(server.reply(0).has("result")).isTrue();
        }
    }

    @Test
    void requestsAreServedBeforeTheClientSaysThatItIsInitialized() throws Exception {
        try (ServerProcess server = ServerProcess.scripted()) {
            server.sendInitialize();
            server.send(TOOLS_LIST);
            assertThat(server.reply(1).at("/result/tools")).hasSize(11);
        }
    }

    @Test
    void aSecondInitializeIsRefusedAndHarmsNothing() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.send("{'jsonrpc':'2.0','id':9,'method':'initialize','params':{}}");
            assertThat(server.reply(9).at("/error/code").asInt()).isEqualTo(-32600);
            server.send(TOOLS_LIST);
            assertThat(server.reply(1).has("result")).isTrue();
        }
    }

    @Test
    void everyMethodThatIsPromisedIsServed() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            for (String method : Conversation.SERVED) {
                server.send("{'jsonrpc':'2.0','id':'" + method + "','method':'" + method + "'}");
                JsonNode reply = server.reply(method);
                assertThat(reply.at("/error/code").asInt()).isIn(0, -32602);
                assertThat(reply.toString()).doesNotContain("Exception");
            }
        }
    }

    @Test
    void cancellingStopsTheWorkAndSendsNoReply() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.callSync(1, HANG);
            server.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");
            server.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':77}}");
            server.callSync(2, HANG);
            server.callSync(3, SLOW);
            server.reply(3);
            server.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':3}}");
            server.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':2}}");
            await().atMost(ServerProcess.PATIENCE).until(() -> server.errors().contains("cancelled job-"));
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void aHandlerThatThrowsGivesACleanErrorResult() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.callSync(1, BOOM);
            JsonNode result = server.reply(1).path("result");
            assertThat(result.path("isError").asBoolean()).isTrue();
            assertThat(result.toString()).doesNotContain(INTERNALS).doesNotContain("Exception");
        }
    }

    @Test
    void anUnknownToolOrResourceIsNamedCleanly() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.call(1, "frobnicate", Map.of(), Map.of());
            JsonNode error = server.reply(1).path("error");
            assertThat(error.path("code").asInt()).isEqualTo(-32602);
            assertThat(error.path("message").asText()).contains("frobnicate");
            server.send("{'jsonrpc':'2.0','id':2,'method':'resources/read','params':{'uri':'holdfast://other'}}");
            assertThat(server.reply(2).at("/error/code").asInt()).isEqualTo(-32002);
            server.send("{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{'name':5,'arguments':[]}}");
            assertThat(server.reply(3).at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    /** Each of the calls ends only when all of them are in flight together, which no pool of threads would allow. */
    @Test
    void twoHundredCallsAreInFlightTogether() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            for (int id = 1; id <= GATE_SIZE; id++) {
                server.callSync(id, GATE);
            }
            Set<Integer> answered = new HashSet<>();
            for (int id = 1; id <= GATE_SIZE; id++) {
                answered.add(server.reply(id).path("id").asInt());
            }
            assertThat(answered).hasSize(GATE_SIZE);
        }
    }

    @Test
    void printingDoesNotReachTheStream() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.callSync(1, NOISY);
            server.reply(1);
            await().atMost(ServerProcess.PATIENCE).until(() -> server.errors().contains("a library prints"));
        }
    }

    @Test
    void aSignalEndsTheProcessThoughACallIsInFlight() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Dtest.grace=600000")) {
            server.callSync(1, HANG);
            server.send("{'jsonrpc':'2.0','id':2,'method':'ping'}");
            server.reply(2);
            server.process().destroy();
            assertThat(server.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void aMessageMayComeInManyWrites() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            byte[] line =
                    "{\"jsonrpc\":\"2.0\",\"id\":\"ü\",\"method\":\"tools/list\"}\n".getBytes(StandardCharsets.UTF_8);
            for (byte each : line) {
                server.sendBytes(new byte[] {each});
            }
            assertThat(server.reply("ü").has("result")).isTrue();
        }
    }

    @Test
    void anArgumentOfTenMegabytesIsTaken() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.call(1, "end", Map.of("summary", "x".repeat(10_000_000)), Map.of());
            JsonNode result = server.reply(1).path("result");
            assertThat(result.at("/structuredContent/queued").asBoolean()).isTrue();
            assertThat(result.at("/structuredContent/message").asText()).contains("beginning");
        }
    }

    @Test
    void aLineBeyondTheBoundIsRefusedAndSkipped() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Xmx256m")) {
            byte[] megabyte = "y".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 300; i++) {
                server.sendBytes(megabyte);
            }
            server.sendBytes(new byte[] {'\n'});
            assertThat(server.next(message -> message.has("error"))
                            .at("/error/code")
                            .asInt())
                    .isEqualTo(-32600);
            server.send(TOOLS_LIST);
            assertThat(server.reply(1).has("result")).isTrue();
        }
    }

    @Test
    void aClientThatStopsReadingEndsTheServerQuietly() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Dtest.grace=600000")) {
            server.callSync(1, SLOW);
            server.reply(1);
            server.callSync(2, HANG);
            server.closeOutput();
            await().atMost(ServerProcess.PATIENCE).until(() -> {
                if (server.process().isAlive()) {
                    server.send("{'jsonrpc':'2.0','id':3,'method':'ping'}");
                }
                return !server.process().isAlive();
            });
            assertThat(server.exitCode()).isZero();
            await().atMost(ServerProcess.PATIENCE).until(() -> server.errors().contains("service closed"));
            assertThat(server.errors()).doesNotContain("Exception");
        }
    }

    @Test
    void progressRisesAndComesBeforeTheReply() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.call(1, "sync_to_remote", Map.of("sources", List.of(PROGRESS, SLOW)), Map.of("progressToken", "t"));
            List<JsonNode> before = new ArrayList<>();
            server.next(message -> {
                before.add(message);
                return message.path("id").asInt() == 1;
            });
            JsonNode first = before.get(0);
            assertThat(first.path("method").asText()).isEqualTo("notifications/progress");
            assertThat(first.at("/params/progressToken").asText()).isEqualTo("t");
            assertThat(first.at("/params/message").asText()).contains("notes/a.md");
            assertThat(before.stream()
                            .filter(message -> message.has("method"))
                            .map(message -> message.at("/params/progress").asDouble())
                            .toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void subscribersHearOfQueuedAndEndedJobs() throws Exception {
        try (ServerProcess server = ServerProcess.initialized()) {
            server.send("{'jsonrpc':'2.0','id':1,'method':'resources/subscribe','params':{'uri':'holdfast://status'}}");
            server.reply(1);
            server.call(2, "end", Map.of(), Map.of());
            for (int i = 0; i < 2; i++) {
                JsonNode told =
                        server.next(message -> message.path("method").asText().startsWith("notifications/"));
                assertThat(told.path("method").asText()).isEqualTo("notifications/resources/updated");
                assertThat(told.at("/params/uri").asText()).isEqualTo("holdfast://status");
            }
            server.send("{'jsonrpc':'2.0','id':3,'method':'resources/read','params':{'uri':'holdfast://status'}}");
            assertThat(server.reply(3).at("/result/contents/0/text").asText()).contains("\"synced\":");
        }
    }

    @Test
    void anEngineThatCannotBeMadeIsToldByEveryTool() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Dtest.engine.fails=true")) {
            server.send(TOOLS_LIST);
            assertThat(server.reply(1).at("/result/tools")).hasSize(11);
            server.call(2, "sync_status", Map.of(), Map.of());
            JsonNode result = server.reply(2).path("result");
            assertThat(result.path("isError").asBoolean()).isTrue();
            assertThat(result.at("/content/0/text").asText()).isEqualTo("The settings name a bucket that can't be: x.");
        }
    }
}
