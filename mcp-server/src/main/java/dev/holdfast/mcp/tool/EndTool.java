package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code end}: record that the session ends, and upload in the background. */
final class EndTool implements HoldfastTool {
    static final String NAME = "end";

    private final LazyEngine engine;
    private final StatusUpdates updates;
    /** To begin a thread for each call takes longer than all the rest of it but the disk. */
    private final Executor successors = IdleThread.named("holdfast-successor");

    EndTool(LazyEngine engine, StatusUpdates updates) {
        this.engine = engine;
        this.updates = updates;
    }

    @Override
    public Tool definition() {
        return Tool.builder(
                        NAME,
                        Schemas.arguments(Schemas.map(
                                "working_directory",
                                Schemas.type("string", "The directory that the session worked in."),
                                "summary",
                                Schemas.type("string", "What the session did, in a few sentences."))))
                .title("End the session")
                .description("""
                        Records that this session ends and queues an upload of the user's memory. Call it once, as the last \
                        thing in a session, with a short summary of what was done. The job is on disk before the answer \
                        comes, so nothing is lost even if the machine goes down; the upload itself runs in the background, \
                        and there is nothing to wait for. If the user has switched uploads at session end off, or has \
                        configured nothing to sync, it queues nothing and says so: that is no error. To sync in the middle \
                        of a session, use sync_to_remote instead.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "queued", Schemas.type("boolean", "Whether an upload was queued."),
                        "job_id", Schemas.nullable("string", "The job; null when nothing was queued."),
                        "queue_length",
                                Schemas.nullable(
                                        "integer", "Jobs that have not ended, this one included; null likewise."),
                        "joined",
                                Schemas.type(
                                        "boolean", "Whether an equal job was waiting already and serves for this."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("End the session")
                        .readOnlyHint(false)
                        .destructiveHint(false)
                        .idempotentHint(false)
                        .openWorldHint(true)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        Optional<String> directory = arguments.text("working_directory");
        Optional<String> summary = arguments.text("summary");
        arguments.refuseOthers();
        Map<String, String> attributes = new HashMap<>();
        directory.ifPresent(value -> attributes.put("working_directory", value));
        summary.ifPresent(value -> attributes.put("summary", value));
        Engine made = engine.get();
        EndSession.Result result = EndSession.end(made.service(), made.settings(), attributes, "in the background");
        engine.endTold();
        if (summary.isPresent()) {
            // What was said becomes a memory.
            engine.memories().changed();
        }
        result.ticket().ifPresent(ticket -> {
            succeed(made);
            updates.changed();
            updates.watch(made.service(), ticket.jobId());
        });
        return CompletableFuture.completedFuture(new Answer(result.fields(), result.sentence(), false));
    }

    /** Clients often kill their server right after this call, some without a signal: whoever goes on is started now. */
    private void succeed(Engine made) {
        successors.execute(made.successor());
    }
}
