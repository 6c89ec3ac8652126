package dev.holdfast.mcp.tool;

import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.method.SyncException;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code sync_to_remote}: sync now, or show what a sync would send. */
final class SyncTool implements HoldfastTool {
    static final String NAME = "sync_to_remote";

    private static final int WAIT_STANDARD = 60;
    // Claude Desktop gives up on a tool after 240 seconds.
    private static final int WAIT_MOST = 230;

    private final LazyEngine engine;
    private final StatusUpdates updates;

    SyncTool(LazyEngine engine, StatusUpdates updates) {
        this.engine = engine;
        this.updates = updates;
    }

    @Override
    public Tool definition() {
        return Tool.builder(NAME, Schemas.arguments(arguments()))
                .title("Sync memory to the remote")
                .description("""
                        Uploads the user's memory to the remote that the settings name, now. Use it when the user asks to \
                        sync, save or back up memory, or before work that could harm it. Without arguments it syncs \
                        everything; unchanged files are skipped, so calling it again is cheap and safe. It waits up to \
                        wait_seconds; if the sync takes longer, the state is "pending" and the work goes on in the \
                        background: look with sync_status, and do not start another. Memory is safe only when success is \
                        true; otherwise tell the user what error says. With dry_run nothing is sent: plan lists exactly the \
                        files that would leave the machine. Leave method at auto unless the user asks for one.""")
                .outputSchema(SyncResult.schema())
                .annotations(ToolAnnotations.builder()
                        .title("Sync memory to the remote")
                        .readOnlyHint(false)
                        .destructiveHint(false)
                        .idempotentHint(true)
                        .openWorldHint(true)
                        .build())
                .build();
    }

    private static Map<String, Object> arguments() {
        Map<String, Object> sources = Schemas.map(
                "anyOf",
                List.of(
                        Schemas.map("type", "string", "const", "all"),
                        Schemas.map("type", "array", "items", Schemas.map("type", "string"), "minItems", 1)),
                "description",
                "Names of the sources to sync, as sync_status lists them; all when left out.",
                "default",
                "all");
        Map<String, Object> wait =
                Schemas.type("integer", "How long to wait for the end before answering \"pending\".");
        wait.put("minimum", 0);
        wait.put("maximum", WAIT_MOST);
        return Schemas.map(
                "method",
                Schemas.standard(
                        Schemas.type(
                                "string",
                                "Which way to take: auto tries them in order; or one that sync_status lists, such as cloud"
                                        + " or http."),
                        HybridSync.AUTO),
                "enable_fallback",
                Schemas.standard(Schemas.type("boolean", "Whether another method may step in when one fails."), true),
                "sources",
                sources,
                "dry_run",
                Schemas.standard(Schemas.type("boolean", "Only show what would be sent; send nothing."), false),
                "wait_seconds",
                Schemas.standard(wait, WAIT_STANDARD));
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel)
            throws SyncException {
        String method = arguments.text("method").orElse(HybridSync.AUTO);
        boolean fallback = arguments.bool("enable_fallback", true);
        List<String> sources = arguments.namesOrAll("sources");
        boolean dryRun = arguments.bool("dry_run", false);
        Duration wait = Duration.ofSeconds(arguments.integer("wait_seconds", WAIT_STANDARD, 0, WAIT_MOST));
        arguments.refuseOthers();
        SyncRequest request = new SyncRequest(method, fallback, sources, List.of(), Trigger.TOOL, Map.of());
        SyncService service = engine.get().service();
        if (dryRun) {
            return CompletableFuture.completedFuture(SyncResult.planned(request, service.plan(request, cancel)));
        }
        String job = service.submit(request).jobId();
        updates.changed();
        // Also when cancelled meanwhile: it is here that the engine learns to stop the job.
        return service.await(job, wait, progress, cancel)
                .whenComplete((report, failure) -> settle(service, job, report, cancel))
                .thenApply(SyncResult::of);
    }

    /** A job that goes on is followed to its end, unless the caller wanted it stopped. */
    private void settle(SyncService service, String job, @Nullable SyncReport report, CancelSignal cancel) {
        updates.changed();
        boolean goesOn = report != null && report.state() == SyncReport.State.PENDING;
        if (goesOn && !cancel.isCancelled()) {
            updates.watch(service, job);
        }
    }
}
