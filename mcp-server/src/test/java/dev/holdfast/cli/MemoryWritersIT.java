package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Processes that write to one home's memories at once. The usual build has them do so for three seconds. The long run:
 * {@code -Dit.test=MemoryWritersIT -Dholdfast.writers.seconds=60}.
 */
@EnabledOnOs(OS.LINUX)
@Tag("once")
class MemoryWritersIT extends OnAMemoryApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How many memories a server is ahead of the API at most: more would only wait for the end. */
    private static final int SO_MANY = 50;

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("holdfast.writers.seconds", 3));

    @Test
    void twoServersAndADrainerThatWriteAtOnceLoseNoWriteAndMeetNoLock() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<String> expected = new ArrayList<>();
        try (ServerProcess one = serve();
                ServerProcess two = serve()) {
            long end = System.nanoTime() + TIME.toNanos();
            List<Callable<List<String>>> writers =
                    List.of(() -> write(one, "one", end), () -> write(two, "two", end), () -> drain(end));
            for (Future<List<String>> writer : threads.invokeAll(writers)) {
                expected.addAll(writer.get());
            }
            awaitThere(expected.toArray(String[]::new));
            JsonNode sync = call(one, "sync_to_remote", Map.of());
            assertThat(sync.path("success").asBoolean()).as(sync.toString()).isTrue();
            assertThat(one.errors() + two.errors()).doesNotContainIgnoringCase("locked");
        } finally {
            threads.shutdownNow();
        }
        assertThat(contents()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(json("memory", "list", "--conflicts", "--json").path("conflicts"))
                .isEmpty();
    }

    /** Stores and edits until the end; tells what is to be there. */
    private List<String> write(ServerProcess server, String name, long end) throws Exception {
        List<String> stored = new ArrayList<>();
        for (int i = 0; System.nanoTime() < end; i++) {
            String text = name + " " + i;
            JsonNode memory = call(server, "memory_store", Map.of("content", text));
            assertThat(memory.path("stored").asBoolean()).as(memory.toString()).isTrue();
            String id = memory.path("id").asText();
            if (i % 3 == 0) {
                text += " edited";
                JsonNode edited = call(server, "memory_update", Map.of("id", id, "content", text));
                assertThat(edited.path("revision").asInt())
                        .as(edited.toString())
                        .isEqualTo(2);
            }
            if (i % 5 == 0) {
                JsonNode deleted = call(server, "memory_delete", Map.of("id", id));
                assertThat(deleted.path("deleted_at").isTextual())
                        .as(deleted.toString())
                        .isTrue();
            } else {
                stored.add(text);
            }
            if (i % SO_MANY == 1) {
                awaitHas(text);
            }
        }
        return stored;
    }

    /** Stores on the command line and drains until the end, while other machines store too; tells what is to be there. */
    private List<String> drain(long end) throws Exception {
        List<String> stored = new ArrayList<>();
        for (int i = 0; System.nanoTime() < end; i++) {
            String elsewhere = "elsewhere " + i;
            api.fill(ANN, 1, any -> elsewhere);
            String here = "command " + i;
            Holdfast.Result added = run("memory", "add", here);
            assertThat(added.status()).as(added.out() + added.err()).isZero();
            stored.addAll(List.of(elsewhere, here));
            Holdfast.Result drained = run("drain", "--stay");
            assertThat(drained.status()).as(drained.out() + drained.err()).isZero();
            assertThat(added.err() + drained.err()).doesNotContainIgnoringCase("locked");
        }
        return stored;
    }

    private void awaitHas(String content) {
        await().atMost(PATIENCE).until(() -> api.contents(ANN).contains(content));
    }

    private List<String> contents() throws Exception {
        List<String> contents = new ArrayList<>();
        for (String line : run("memory", "export").out().lines().toList()) {
            contents.add(JSON.readTree(line).path("content").asText());
        }
        return contents;
    }
}
