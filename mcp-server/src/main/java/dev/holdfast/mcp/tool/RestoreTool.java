package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncException;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code restore}: get an earlier state back, beside what is there. */
final class RestoreTool implements HoldfastTool {
    static final String NAME = "restore";

    // Claude Desktop gives up on a tool after 240 seconds.
    private static final Duration LIMIT = Duration.ofSeconds(230);

    private final LazyEngine engine;

    RestoreTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        return Tool.builder(
                        NAME,
                        Schemas.arguments(Schemas.map(
                                "source",
                                Schemas.type(
                                        "string", "The source to restore, as sync_status names it; all when left out."),
                                "at",
                                Schemas.type("string", "As of when: " + Times.RULE + ". The newest when left out."))))
                .title("Restore memory from the remote")
                .description("""
                        Brings the user's memory back from the remote, as it was last synced or as of an earlier time, into \
                        a new directory in Holdfast's home. Use it when the user wants to look at or get back an earlier \
                        state, or has lost something. Nothing that is there is replaced or changed: the live memory stays \
                        as it is, and directory says where the restored copy lies. Every file is verified by its hash. \
                        When success is false, problems names what is damaged on the remote; the rest was restored. To put \
                        a copy in the place of the live one, or to restore another machine's uploads, tell the user of \
                        the command "holdfast restore --help".""")
                .outputSchema(RestoreResult.schema())
                .annotations(ToolAnnotations.builder()
                        .title("Restore memory from the remote")
                        .readOnlyHint(false)
                        .destructiveHint(false)
                        .idempotentHint(false)
                        .openWorldHint(true)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel)
            throws SyncException {
        Optional<String> source = arguments.text("source");
        Optional<Instant> at = arguments.time("at");
        arguments.refuseOthers();
        RestoreRequest request = new RestoreRequest(
                Optional.empty(), at, source.map(List::of).orElse(List.of()), new RestoreRequest.NewInHome());
        CancelSignal stop = new CancelSignal();
        AtomicBoolean late = new AtomicBoolean();
        cancel.onCancel(stop::cancel);
        CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS).execute(() -> {
            late.set(true);
            stop.cancel();
        });
        try {
            return CompletableFuture.completedFuture(
                    RestoreResult.of(engine.get().service().restore(request, progress, stop)));
        } catch (CancellationException e) {
            if (cancel.isCancelled() || !late.get()) {
                throw e;
            }
            throw new SyncException(
                    NAME,
                    "There is more to restore than a tool call has time for: run 'holdfast restore --to DIR' in a terminal,"
                            + " which goes on where it was cut short.",
                    false,
                    e);
        }
    }
}
