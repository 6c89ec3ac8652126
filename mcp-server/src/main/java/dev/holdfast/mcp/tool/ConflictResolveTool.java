package dev.holdfast.mcp.tool;

import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.storage.StorageException;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** {@code conflict_resolve}: settles what both sides of a mirror changed. */
final class ConflictResolveTool implements HoldfastTool {
    static final String NAME = "conflict_resolve";

    private static final List<String> CHOICES = List.of("source", "destination", "both");

    // Claude Desktop gives up on a tool after 240 seconds.
    private static final Duration LIMIT = Duration.ofSeconds(230);

    private final LazyEngine engine;
    private final Executor atLimit;

    ConflictResolveTool(LazyEngine engine) {
        this(engine, CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    /** @param atLimit runs what it is given when a call has had its time */
    ConflictResolveTool(LazyEngine engine, Executor atLimit) {
        this.engine = engine;
        this.atLimit = atLimit;
    }

    @Override
    public Tool definition() {
        return Tool.builder(
                        NAME,
                        Schemas.requiring(
                                Schemas.arguments(Schemas.map(
                                        "id", Schemas.type("string", "The conflict's id, as conflict_list gives it."),
                                        "keep", Schemas.choice(CHOICES, "Whose version stays, or both."))),
                                "id",
                                "keep"))
                .title("Settle a conflict")
                .description("""
                        Settles a conflict that conflict_list has named: the version of the source stays, or that of the \
                        destination, or both under two names. Use it only once the user has said which; the other version \
                        goes to the trash for 30 days: .holdfast-trash in a folder, .holdfast-tree/trash in a bucket, which \
                        keeps nothing that is replaced there. Then the mirror is synced, so that both sides get it. When a version was changed since, nothing is done and the \
                        answer says so.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "id", Schemas.type("string", "The conflict's id."),
                        "kept", Schemas.type("string", "What stays."),
                        "synced", Schemas.type("boolean", "Whether both sides have it now."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("Settle a conflict")
                        .readOnlyHint(false)
                        .destructiveHint(true)
                        .idempotentHint(false)
                        .openWorldHint(true)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel)
            throws SyncException {
        String id = arguments.required("id");
        String keep = arguments.required("keep");
        arguments.refuseOthers();
        ConflictChoice choice = ConflictChoice.named(keep)
                .orElseThrow(() -> new BadArgumentException(
                        "keep is '" + keep + "', but it must be source, destination or both."));
        CancelSignal stop = new CancelSignal();
        cancel.onCancel(stop::cancel);
        atLimit.execute(stop::cancel);
        try (Mirrors mirrors = new Mirrors(engine.get().settings(), InstantSource.system())) {
            return CompletableFuture.completedFuture(answer(id, choice, mirrors.resolve(id, choice, stop)));
        } catch (CancellationException e) {
            if (cancel.isCancelled()) {
                throw e;
            }
            throw new SyncException(
                    "mirror",
                    "Another machine kept the mirror busy for longer than a tool call may take, so nothing was settled:"
                            + " try again later.",
                    true,
                    e);
        } catch (StorageException e) {
            throw new SyncException("mirror", e.sentence(), e instanceof StorageException.Transient, e);
        }
    }

    private static Answer answer(String id, ConflictChoice choice, MirrorReport report) {
        String message = "The conflict is settled: " + choice.word() + " stays."
                + switch (report.outcome()) {
                    case DONE -> "";
                    case CANCELLED ->
                        " There was no time to sync all of the mirror: 'holdfast mirror run' goes on with it.";
                    case INCOMPLETE, STOPPED ->
                        " Not all of the mirror could be synced; 'holdfast mirror run' tells why.";
                };
        Map<String, Object> fields =
                Schemas.map("id", id, "kept", choice.word(), "synced", report.ok(), "message", message);
        return new Answer(fields, message, false);
    }
}
