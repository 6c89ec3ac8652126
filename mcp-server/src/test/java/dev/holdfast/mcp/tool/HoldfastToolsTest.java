package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.method.RestoreRequest;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpLoggableSession;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class HoldfastToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ScriptedService service = new ScriptedService();
    private boolean uploadOnSessionEnd = true;
    private final HoldfastTools tools =
            new HoldfastTools(new LazyEngine(() -> ScriptedEngine.of(service, uploadOnSessionEnd)), "1.2.3");

    @AfterEach
    void close() {
        tools.close();
    }

    @Test
    void theDefinitionsArePinned() {
        Map<String, ToolAnnotations> annotations = tools.specifications().stream()
                .map(AsyncToolSpecification::tool)
                .collect(Collectors.toMap(Tool::name, Tool::annotations));
        assertThat(annotations)
                .isEqualTo(Map.ofEntries(
                        Map.entry(
                                "sync_to_remote",
                                new ToolAnnotations("Sync memory to the remote", false, false, true, true, null)),
                        Map.entry(
                                "sync_status",
                                new ToolAnnotations("Show whether memory is safe", true, false, true, true, null)),
                        Map.entry("end", new ToolAnnotations("End the session", false, false, false, true, null)),
                        Map.entry(
                                "restore",
                                new ToolAnnotations("Restore memory from the remote", false, false, false, true, null)),
                        Map.entry(
                                "memory_store", new ToolAnnotations("Store a memory", false, false, true, false, null)),
                        Map.entry(
                                "memory_recall",
                                new ToolAnnotations("Recall memories", true, false, true, false, null)),
                        Map.entry("memory_list", new ToolAnnotations("List memories", true, false, true, false, null)),
                        Map.entry(
                                "memory_update",
                                new ToolAnnotations("Change a memory", false, true, true, false, null)),
                        Map.entry(
                                "memory_delete",
                                new ToolAnnotations("Delete a memory", false, true, true, false, null)),
                        Map.entry(
                                "conflict_list", new ToolAnnotations("List conflicts", true, false, true, false, null)),
                        Map.entry(
                                "conflict_resolve",
                                new ToolAnnotations("Settle a conflict", false, true, false, true, null))));
        for (AsyncToolSpecification specification : tools.specifications()) {
            Tool tool = specification.tool();
            assertThat(tool.description()).hasSizeBetween(200, 999).doesNotContain("\n");
            assertThat(tool.title()).isEqualTo(tool.annotations().title());
            assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
            assertThat(tool.outputSchema()).isNotNull();
        }
    }

    @Test
    void theArgumentsOfEachToolArePinned() {
        assertThat(properties("sync_to_remote", true))
                .containsExactly("method", "enable_fallback", "sources", "dry_run", "wait_seconds");
        assertThat(properties("sync_status", true)).isEmpty();
        assertThat(properties("end", true)).containsExactly("working_directory", "summary");
        assertThat(properties("restore", true)).containsExactly("source", "at");
        assertThat(properties("memory_store", true))
                .containsExactly("content", "category", "tags", "keywords", "importance", "sensitive");
        assertThat(properties("memory_recall", true))
                .containsExactly("query", "ids", "category", "tags", "limit", "cursor");
        assertThat(properties("memory_list", true))
                .containsExactly("category", "tags", "since", "before", "limit", "cursor");
        assertThat(properties("memory_update", true))
                .containsExactly("id", "content", "category", "tags", "keywords", "importance", "sensitive");
        assertThat(properties("memory_delete", true)).containsExactly("id");
        assertThat(properties("conflict_list", true)).isEmpty();
        assertThat(properties("conflict_resolve", true)).containsExactly("id", "keep");
    }

    @Test
    void theFieldsOfASyncArePinned() {
        assertThat(properties("sync_to_remote", false))
                .containsExactlyInAnyOrder(
                        "method",
                        "success",
                        "state",
                        "files_uploaded",
                        "files_uploaded_count",
                        "files_skipped",
                        "files_skipped_count",
                        "bytes_transferred",
                        "duration_seconds",
                        "upload_id",
                        "attempts",
                        "error",
                        "triggered_by",
                        "notes",
                        "details",
                        "memories",
                        "job_id",
                        "plan");
    }

    @Test
    void theFieldsOfTheStatusArePinned() {
        assertThat(properties("sync_status", false))
                .containsExactlyInAnyOrder(
                        "synced",
                        "version",
                        "home",
                        "queue",
                        "sources",
                        "sources_count",
                        "remotes",
                        "last_success",
                        "last_error",
                        "settings",
                        "notes",
                        "suggestions",
                        "memories");
    }

    @Test
    void aRestoreGoesToANewDirectoryAndSaysWhere() {
        CallToolResult result = call("restore", Map.of("source", "notes", "at", "2026-03-01"));
        JsonNode fields = fields(result, "restore");
        assertThat(fields.path("success").asBoolean()).isTrue();
        assertThat(fields.path("directory").asText()).isEqualTo("/home/restored/now");
        assertThat(fields.path("files_restored_count").asInt()).isEqualTo(1);
        assertThat(text(result)).contains("restored and verified in /home/restored/now");
        assertThat(service.restored)
                .containsExactly(new RestoreRequest(
                        Optional.empty(),
                        Optional.of(Instant.parse("2026-03-01T23:59:59.999999999Z")),
                        List.of("notes"),
                        new RestoreRequest.NewInHome()));
    }

    @Test
    void aRestoreThatLacksSomethingIsAnErrorAndGivesNoNameOfAFileToTheModel() {
        CallToolResult result = call("restore", Map.of("source", ScriptedService.PARK));
        JsonNode fields = fields(result, "restore");
        assertThat(result.isError()).isTrue();
        assertThat(fields.path("success").asBoolean()).isFalse();
        assertThat(fields.path("problems").get(0).path("object").asText()).isEqualTo("systems/x/uploads/y/z");
        assertThat(fields.toString() + text(result)).doesNotContain("IGNORE").contains("The object z is gone.");
    }

    @Test
    void aRestoreTakesNoPathAndNoAddress() {
        assertError("restore", Map.of("to", "/tmp/x")).contains("There is no argument \"to\"");
        assertError("restore", Map.of("system", "other")).contains("There is no argument \"system\"");
        assertError("restore", Map.of("at", "yesterday")).contains("The argument at is \"yesterday\"");
        assertError("restore", Map.of("source", ScriptedService.BOOM)).contains("The manifest is damaged");
        assertThat(service.restored).hasSize(1);
    }

    @Test
    void aSyncTellsWhatItDid() {
        JsonNode fields = fields(call("sync_to_remote", Map.of()), "sync_to_remote");
        assertThat(fields.path("success").asBoolean()).isTrue();
        assertThat(fields.path("state").asText()).isEqualTo("done");
        assertThat(fields.path("files_uploaded").get(0).asText()).isEqualTo("notes/a.md");
        assertThat(fields.path("triggered_by").asText()).isEqualTo("tool");
        assertThat(fields.path("job_id").asText()).isEqualTo("job-1");
        assertThat(service.submitted).containsExactly(SyncRequest.everything(Trigger.TOOL));
    }

    @Test
    void argumentsReachTheEngine() {
        call(
                "sync_to_remote",
                Map.of("method", "http", "enable_fallback", false, "sources", List.of("notes"), "wait_seconds", 3));
        assertThat(service.submitted)
                .containsExactly(new SyncRequest("http", false, List.of("notes"), List.of(), Trigger.TOOL, Map.of()));
    }

    @Test
    void aSyncThatTakesLongerIsPendingAndItsEndIsTold() {
        AtomicInteger changes = new AtomicInteger();
        tools.onStatusChange(changes::incrementAndGet);
        CallToolResult result =
                call("sync_to_remote", Map.of("sources", List.of(ScriptedService.SLOW), "wait_seconds", 0));
        JsonNode fields = fields(result, "sync_to_remote");
        assertThat(fields.path("success").asBoolean()).isFalse();
        assertThat(fields.path("state").asText()).isEqualTo("pending");
        assertThat(result.isError()).isFalse();
        assertThat(text(result)).contains("job-1 goes on in the background");
        // Queued, waited for in vain, ended.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(changes).hasValue(3));
    }

    @Test
    void aSyncThatNeedsSomebodyIsAnErrorWithTheReason() {
        CallToolResult result = call("sync_to_remote", Map.of("sources", List.of(ScriptedService.PARK)));
        assertThat(result.isError()).isTrue();
        assertThat(fields(result, "sync_to_remote").path("success").asBoolean()).isFalse();
        assertThat(text(result)).contains("The bucket refused the credentials; renew them.");
    }

    @Test
    void longListsAreCutAndCounted() {
        JsonNode fields =
                fields(call("sync_to_remote", Map.of("sources", List.of(ScriptedService.MANY))), "sync_to_remote");
        assertThat(fields.path("files_uploaded")).hasSize(200);
        assertThat(fields.path("files_uploaded_count").asInt()).isEqualTo(5000);
    }

    @Test
    void aDryRunShowsWhatWouldBeSentAndQueuesNothing() {
        CallToolResult result = call("sync_to_remote", Map.of("dry_run", true));
        JsonNode fields = fields(result, "sync_to_remote");
        assertThat(fields.path("state").asText()).isEqualTo("planned");
        assertThat(fields.path("success").asBoolean()).isFalse();
        assertThat(fields.path("job_id").isNull()).isTrue();
        assertThat(fields.at("/plan/files/0/file").asText()).isEqualTo("a.md");
        assertThat(fields.at("/plan/files_to_send").asInt()).isEqualTo(1);
        assertThat(fields.at("/plan/bytes_to_send").asInt()).isEqualTo(1500);
        assertThat(fields.at("/plan/files_unchanged").asInt()).isEqualTo(1);
        assertThat(text(result)).contains("1 file, 1.5 KiB");
        assertThat(service.submitted).isEmpty();
    }

    @Test
    void failuresAreSentencesAndNoMore() {
        assertError("sync_to_remote", Map.of("dry_run", true, "sources", List.of(ScriptedService.BOOM)))
                .isEqualTo("The remote folder can't be read; check its permissions.");
        assertError("sync_to_remote", Map.of("sources", List.of(ScriptedService.UNKNOWN)))
                .isEqualTo("There is no source \"unknown\"; there are notes and graph.");
        assertError("sync_to_remote", Map.of("sources", List.of(ScriptedService.DISK_FULL)))
                .isEqualTo("The state database is full; free some space in the home.");
        assertError("sync_to_remote", Map.of("sources", List.of(ScriptedService.BOOM)))
                .isEqualTo("Something went wrong inside Holdfast; its log says what.");
        assertError("sync_to_remote", Map.of("wait_seconds", 231)).contains("wait_seconds is 231");
        assertError("sync_status", Map.of("x", 1)).contains("There is no argument \"x\"");
    }

    @Test
    void theStatusIsWholeAndHonest() {
        JsonNode fields = fields(call("sync_status", Map.of()), "sync_status");
        assertThat(fields.path("version").asText()).isEqualTo("1.2.3");
        assertThat(fields.at("/queue/oldest_pending_seconds").asDouble()).isEqualTo(90);
        assertThat(fields.at("/queue/next_attempt_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(fields.at("/remotes/0/method").asText()).isEqualTo("cloud");
        assertThat(fields.at("/remotes/0/reachable").asBoolean()).isTrue();
        assertThat(fields.at("/settings/0/name").asText()).isEqualTo("cloud_bucket");
        assertThat(fields.at("/queue/interrupted").asInt()).isZero();
        assertThat(fields.at("/sources/0/last_success").isNull()).isTrue();
        assertThat(fields.at("/sources/0/age_seconds").isNull()).isTrue();
        JsonNode kept = fields.at("/sources/1");
        assertThat(kept.path("name").asText()).isEqualTo("graph");
        assertThat(kept.path("last_success").asText()).isEqualTo("2026-01-02T03:00:00Z");
        assertThat(kept.path("age_seconds").asDouble()).isEqualTo(245);
        assertThat(kept.path("upload_id").asText()).isEqualTo("20260102_030000_0123456_here");
        assertThat(kept.path("bytes").asLong()).isEqualTo(4096);
        assertThat(fields.path("suggestions").get(0).asText()).isEqualTo("Not kept: some notes.");
        assertThat(fields.path("notes")).hasSize(1);
        assertThat(fields.path("memories").toString())
                .isEqualTo("{\"total\":3,\"by_category\":{\"facts\":3},\"sensitive\":1,\"pending\":0,\"parked\":0,"
                        + "\"parked_memories\":[],\"without_server_id\":0,\"conflicts\":0,\"conflict_ids\":[],"
                        + "\"last_push\":null,\"last_pull\":null,\"api\":null}");
    }

    @Test
    void endQueuesAJobWithWhatIsKnownOfTheSession() {
        CallToolResult result = call("end", Map.of("working_directory", "/w", "summary", "did things"));
        JsonNode fields = fields(result, "end");
        assertThat(fields.path("queued").asBoolean()).isTrue();
        assertThat(fields.path("job_id").asText()).isEqualTo("job-1");
        assertThat(fields.path("queue_length").asInt()).isEqualTo(1);
        assertThat(service.submitted)
                .containsExactly(new SyncRequest(
                        "auto",
                        true,
                        List.of(),
                        List.of(),
                        Trigger.SESSION_END,
                        Map.of("working_directory", "/w", "summary", "did things")));
    }

    @Test
    void endKeepsTheBeginningOfALongSummaryAndSaysSo() {
        CallToolResult whole = call("end", Map.of("summary", "x".repeat(EndSession.KEPT_CHARACTERS)));
        assertThat(text(whole)).doesNotContain("beginning");
        CallToolResult cut = call("end", Map.of("summary", "x".repeat(EndSession.KEPT_CHARACTERS + 1)));
        assertThat(text(cut)).contains("only the beginning was kept");
        assertThat(service.submitted.get(1).attributes().get("summary")).hasSize(EndSession.KEPT_CHARACTERS);
    }

    @Test
    void endSaysThatItQueuesNothing() {
        service.nothingToSync = true;
        CallToolResult nothing = call("end", Map.of());
        assertThat(nothing.isError()).isFalse();
        assertThat(text(nothing)).contains("The settings name no source");
        assertThat(fields(nothing, "end").path("job_id").isNull()).isTrue();
    }

    @Test
    void endRespectsTheSwitch() {
        uploadOnSessionEnd = false;
        CallToolResult result = call("end", Map.of());
        assertThat(result.isError()).isFalse();
        assertThat(text(result)).contains("upload_on_session_end is false");
        assertThat(fields(result, "end").path("queued").asBoolean()).isFalse();
        assertThat(service.submitted).isEmpty();
    }

    @Test
    void cancellingACallCancelsItsJob() {
        Disposable call = specification("sync_to_remote")
                .callHandler()
                .apply(exchange(), request("sync_to_remote", Map.of("sources", List.of(ScriptedService.HANG))))
                .subscribe();
        await().atMost(PATIENCE).until(() -> !service.signals.isEmpty());
        call.dispose();
        assertThat(service.signals.get(0).isCancelled()).isTrue();
    }

    private AbstractStringAssert<?> assertError(String tool, Map<String, Object> arguments) {
        CallToolResult result = call(tool, arguments);
        assertThat(result.isError()).isTrue();
        return assertThat(text(result));
    }

    private CallToolResult call(String tool, Map<String, Object> arguments) {
        return Objects.requireNonNull(specification(tool)
                .callHandler()
                .apply(exchange(), request(tool, arguments))
                .block(PATIENCE));
    }

    private AsyncToolSpecification specification(String tool) {
        return tools.specifications().stream()
                .filter(each -> each.tool().name().equals(tool))
                .findFirst()
                .orElseThrow();
    }

    /** The structured content, as it would be sent, held against the tool's output schema. */
    private JsonNode fields(CallToolResult result, String tool) {
        JsonNode fields = JSON.valueToTree(result.structuredContent());
        JsonNode schema = JSON.valueToTree(specification(tool).tool().outputSchema());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(fields))
                .isEmpty();
        return fields;
    }

    private List<String> properties(String tool, boolean input) {
        Tool definition = specification(tool).tool();
        JsonNode schema = JSON.valueToTree(input ? definition.inputSchema() : definition.outputSchema());
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    private static CallToolRequest request(String tool, Map<String, Object> arguments) {
        return CallToolRequest.builder(tool).arguments(arguments).build();
    }

    private static McpAsyncServerExchange exchange() {
        return new McpAsyncServerExchange(
                "session",
                new SilentSession(),
                ClientCapabilities.builder().build(),
                Implementation.builder("test", "1").build(),
                McpTransportContext.EMPTY);
    }

    /** A session whose client asks for nothing. */
    private static final class SilentSession implements McpLoggableSession {
        @Override
        public void setMinLoggingLevel(LoggingLevel level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isNotificationForLevelAllowed(LoggingLevel level) {
            return false;
        }

        @Override
        public <T> Mono<T> sendRequest(String method, Object params, TypeRef<T> type) {
            return Mono.error(new UnsupportedOperationException());
        }

        @Override
        public Mono<Void> sendNotification(String method, Object params) {
            return Mono.error(new UnsupportedOperationException());
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
