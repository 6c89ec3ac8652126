package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory tools over a real store, beside an engine that can't be had. */
class MemoryToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CANARY = "canary-41d8";

    @TempDir
    Path home = Path.of("");

    private final LazyEngine engine = new LazyEngine(
            () -> {
                throw new EngineUnavailableException("There is no engine.");
            },
            () -> new MemoryStore(home, InstantSource.system()),
            store -> Optional.empty());

    private final HoldfastTool store = new MemoryStoreTool(engine);
    private final HoldfastTool recall = new MemoryRecallTool(engine);
    private final HoldfastTool list = new MemoryListTool(engine);
    private final HoldfastTool update = new MemoryUpdateTool(engine);
    private final HoldfastTool delete = new MemoryDeleteTool(engine);
    private final List<String> sentences = new ArrayList<>();

    @AfterEach
    void close() {
        engine.close(Duration.ofSeconds(5));
    }

    /** The structured answer, held against the tool's schema. */
    private JsonNode call(HoldfastTool tool, Map<String, Object> arguments) {
        try {
            HoldfastTool.Answer answer = tool.call(new Arguments(arguments), ProgressListener.NONE, new CancelSignal())
                    .toCompletableFuture()
                    .join();
            JsonNode fields = JSON.valueToTree(answer.fields());
            JsonNode schema = JSON.valueToTree(tool.definition().outputSchema());
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(fields))
                    .isEmpty();
            sentences.add(answer.sentence());
            return fields;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String stored(Map<String, Object> arguments) {
        return call(store, arguments).path("id").asText();
    }

    private String lastSentence() {
        return sentences.get(sentences.size() - 1);
    }

    @Test
    void whatIsStoredIsRecalledChangedListedAndDeletedWithoutAnEngine() {
        String id = stored(Map.of(
                "content",
                "Ada takes her tea without milk.",
                "category",
                "preferences",
                "tags",
                List.of("Ada", "drinks"),
                "keywords",
                List.of("beverage"),
                "importance",
                0.9));
        assertThat(lastSentence()).isEqualTo("Stored as memory " + id + " in preferences.");
        JsonNode found = call(recall, Map.of("query", "which beverage does Ada like?"));
        assertThat(found.at("/memories/0/content").asText()).isEqualTo("Ada takes her tea without milk.");
        assertThat(found.at("/memories/0/tags")).hasSize(2);
        assertThat(lastSentence())
                .as("for clients that show text alone")
                .contains("without milk")
                .contains(id);
        JsonNode changed = call(update, Map.of("id", id, "content", "Ada drinks coffee.", "tags", List.of()));
        assertThat(changed.path("revision").asInt()).isEqualTo(2);
        JsonNode listed = call(list, Map.of("category", "preferences", "since", "2020-01-01"));
        assertThat(listed.at("/memories/0/content").asText()).isEqualTo("Ada drinks coffee.");
        assertThat(listed.path("total").asInt()).isOne();
        assertThat(listed.path("categories").get(0).asText()).isEqualTo("preferences");
        call(delete, Map.of("id", id));
        assertThat(lastSentence()).contains("holdfast memory undo " + id);
        assertThat(call(recall, Map.of("query", "coffee")).path("memories")).isEmpty();
        assertThat(lastSentence()).isEqualTo("No memory was found.");
        assertThat(call(recall, Map.of("ids", List.of(id)))
                        .path("missing")
                        .get(0)
                        .asText())
                .isEqualTo(id);
    }

    @Test
    void theSameAgainStoresNothingAndSaysSo() {
        String id = stored(Map.of("content", "Once is enough."));
        JsonNode again = call(store, Map.of("content", "Once is enough."));
        assertThat(again.path("stored").asBoolean()).isFalse();
        assertThat(again.path("id").asText()).isEqualTo(id);
        assertThat(lastSentence()).contains("memory_update");
    }

    @Test
    void aSensitiveMemoryIsShownOnlyWhenAskedForById() {
        String id = stored(Map.of(
                "content",
                "The code is " + CANARY,
                "tags",
                List.of(CANARY),
                "keywords",
                List.of(CANARY),
                "sensitive",
                true));
        call(recall, Map.of("query", "code " + CANARY));
        JsonNode listed = call(list, Map.of());
        assertThat(listed.at("/memories/0/id").asText()).isEqualTo(id);
        assertThat(listed.at("/memories/0/content").isNull()).isTrue();
        call(list, Map.of("tags", List.of(CANARY)));
        call(update, Map.of("id", id, "importance", 1));
        assertThat(sentences.toString()).doesNotContain(CANARY);
        assertThat(listed.toString()).doesNotContain(CANARY);
        assertThat(call(recall, Map.of("ids", List.of(id)))
                        .at("/memories/0/content")
                        .asText())
                .isEqualTo("The code is " + CANARY);
        call(delete, Map.of("id", id));
        assertThat(lastSentence()).doesNotContain(CANARY);
    }

    @Test
    void longMemoriesAreCutInAnswersAndWholeById() {
        String content = "needle " + "x🦀".repeat(10_000);
        String id = stored(Map.of("content", content));
        JsonNode found = call(recall, Map.of("query", "needle"));
        assertThat(found.at("/memories/0/content_truncated").asBoolean()).isTrue();
        assertThat(content).startsWith(found.at("/memories/0/content").asText());
        assertThat(found.at("/memories/0/content").asText().length()).isBetween(3000, 4000);
        assertThat(call(recall, Map.of("ids", List.of(id)))
                        .at("/memories/0/content")
                        .asText())
                .isEqualTo(content);
    }

    @Test
    void pagesFollowEachOther() {
        for (int i = 0; i < 5; i++) {
            stored(Map.of("content", "apple " + i));
        }
        JsonNode first = call(list, Map.of("limit", 3));
        assertThat(first.path("memories")).hasSize(3);
        JsonNode second = call(
                list, Map.of("limit", 3, "cursor", first.path("next_cursor").asText()));
        assertThat(second.path("memories")).hasSize(2);
        assertThat(second.path("next_cursor").isNull()).isTrue();
        JsonNode best = call(recall, Map.of("query", "apple", "limit", 4));
        assertThat(call(
                                recall,
                                Map.of(
                                        "query",
                                        "apple",
                                        "limit",
                                        4,
                                        "cursor",
                                        best.path("next_cursor").asText()))
                        .path("memories"))
                .hasSize(1);
    }

    @Test
    void badInputIsOneClearSentence() {
        String id = stored(Map.of("content", "something"));
        assertBad(store, Map.of(), "The argument content is missing; it must be a string.");
        assertBad(store, Map.of("content", " "), "The content is empty, but a memory must say something.");
        assertBad(store, Map.of("content", 7), "The argument content is 7, but it must be a string.");
        assertBad(
                store,
                Map.of("content", "x", "importance", 3),
                "The argument importance is 3, but it must be a number from 0 to 1");
        assertBad(store, Map.of("content", "x", "tags", "a"), "a list of at most 50 strings");
        assertBad(store, Map.of("content", "x", "tags", List.of("a,b")), "comma");
        assertBad(store, Map.of("content", "x", "kind", "y"), "There is no argument \"kind\"");
        assertBad(recall, Map.of(), "Give one of the arguments query and ids");
        assertBad(recall, Map.of("query", "x", "ids", List.of(id)), "Give one of the arguments query and ids");
        assertBad(recall, Map.of("query", "x", "limit", 51), "a whole number from 1 to 50");
        assertBad(list, Map.of("since", "yesterday"), "The argument since is \"yesterday\"");
        assertBad(list, Map.of("cursor", "x"), "The cursor \"x\"");
        assertBad(update, Map.of("id", id), "Nothing is to be changed");
        assertBad(update, Map.of("id", "none", "content", "x"), "There is no memory \"none\"");
        assertBad(delete, Map.of("id", "none"), "There is no memory \"none\"");
    }

    private void assertBad(HoldfastTool tool, Map<String, Object> arguments, String sentence) {
        assertThatThrownBy(() -> call(tool, arguments))
                .isInstanceOfAny(BadArgumentException.class, MemoryException.class)
                .hasMessageContaining(sentence);
    }
}
