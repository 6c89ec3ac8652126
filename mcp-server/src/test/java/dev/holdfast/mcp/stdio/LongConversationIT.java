package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.mcp.tool.ScriptedService;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A long conversation of mixed requests, mistakes and cancellations. */
class LongConversationIT {
    private static final int MESSAGES = 2000;
    private static final long SEED = 20260102;

    private final Random random = new Random(SEED);
    private final Set<Integer> expected = new HashSet<>();
    private final Set<Integer> cancelled = new HashSet<>();
    private int mistakes;

    @Test
    void everyLineIsAMessageAndEveryRequestIsAnsweredExactlyOnce() throws Exception {
        try (ServerProcess server = ServerProcess.initialized("-Dtest.grace=60000")) {
            for (int id = 1; id <= MESSAGES; id++) {
                say(server, id);
            }
            server.closeInput();
            assertThat(server.exitCode()).isZero();

            List<JsonNode> replies = server.rest().stream()
                    .filter(message -> !message.has("method"))
                    .toList();
            List<Integer> ids = replies.stream()
                    .filter(reply -> !reply.path("id").isNull())
                    .map(reply -> reply.path("id").asInt())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates().containsAll(expected);
            assertThat(expected.containsAll(
                            ids.stream().filter(id -> !cancelled.contains(id)).collect(Collectors.toSet())))
                    .as("every reply has a request")
                    .isTrue();
            assertThat(replies.stream().filter(reply -> reply.path("id").isNull()))
                    .hasSize(mistakes);
        }
    }

    private void say(ServerProcess server, int id) throws Exception {
        int choice = random.nextInt(9);
        if (choice != 7 && choice != 8) {
            expected.add(id);
        }
        switch (choice) {
            case 0 -> server.send("{'jsonrpc':'2.0','id':" + id + ",'method':'ping'}");
            case 1 -> server.send("{'jsonrpc':'2.0','id':" + id + ",'method':'tools/list'}");
            case 2 -> server.send("{'jsonrpc':'2.0','id':" + id + ",'method':'no/such'}");
            case 3 -> server.call(id, "end", Map.of("summary", "é\n\"".repeat(random.nextInt(500))), Map.of());
            case 4 -> server.call(id, "sync_status", Map.of("bad", 1), Map.of());
            case 5 -> server.call(id, "sync_to_remote", Map.of("dry_run", true), Map.of());
            case 6 ->
                server.call(
                        id,
                        "sync_to_remote",
                        Map.of("sources", List.of(ScriptedService.PROGRESS)),
                        Map.of("progressToken", id));
            case 7 -> {
                mistakes++;
                server.send(random.nextBoolean() ? "{oops" : "[1,2]");
            }
            default -> cancelOne(server, id);
        }
    }

    /** Starts a call that never ends and cancels it: it must not be answered, unless the room was full. */
    private void cancelOne(ServerProcess server, int id) throws Exception {
        cancelled.add(id);
        server.callSync(id, ScriptedService.HANG);
        server.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':" + id + "}}");
    }
}
