package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.Memory;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code memory_delete}: forget something. */
final class MemoryDeleteTool implements HoldfastTool {
    static final String NAME = "memory_delete";

    private final LazyEngine engine;

    MemoryDeleteTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        return Tool.builder(
                        NAME,
                        Schemas.requiring(
                                Schemas.arguments(Schemas.map("id", Schemas.type("string", "The memory's id."))), "id"))
                .title("Delete a memory")
                .description("""
                        Forgets one memory. Use it when the user asks to forget something, or when a memory is wrong and \
                        nothing should stand in its place; to correct one, use memory_update instead. Name the memory by \
                        the id that memory_recall, memory_list or memory_store gave, after making sure that it is the one. \
                        The memory is found no more at once. The user can bring it back for 30 days with "holdfast memory \
                        undo ID"; tell them so when the answer has come. Deleting one that was deleted before does \
                        nothing.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "id", Schemas.type("string", "The memory's id."),
                        "deleted_at", Schemas.type("string", "When it was deleted (ISO 8601, UTC)."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("Delete a memory")
                        .readOnlyHint(false)
                        .destructiveHint(true)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        String id = arguments.required("id");
        arguments.refuseOthers();
        Memory gone = engine.memories().store().delete(id);
        engine.memories().changed();
        String message = "Memory " + gone.id() + " is deleted; 'holdfast memory undo " + gone.id()
                + "' brings it back, for 30 days.";
        return CompletableFuture.completedFuture(new Answer(
                Schemas.map(
                        "id", gone.id(),
                        "deleted_at", gone.deleted().orElse(gone.updated()).toString(),
                        "message", message),
                message,
                false));
    }
}
