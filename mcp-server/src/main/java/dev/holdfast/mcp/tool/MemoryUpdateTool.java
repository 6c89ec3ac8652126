package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryChange;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code memory_update}: correct what is remembered. */
final class MemoryUpdateTool implements HoldfastTool {
    static final String NAME = "memory_update";

    private final LazyEngine engine;

    MemoryUpdateTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        return Tool.builder(NAME, Schemas.requiring(Schemas.arguments(arguments()), "id"))
                .title("Change a memory")
                .description("""
                        Changes a memory that is there: use it when something that is remembered has changed, turns out \
                        wrong, or can be said better, instead of storing a second memory that contradicts the first. Name \
                        the memory by the id that memory_recall, memory_list or memory_store gave. What is left out stays as \
                        it is; content replaces the whole text, so give all of it. With sensitive a memory goes out of sight \
                        and its earlier versions with it. The user can undo a change for 30 days with "holdfast memory undo \
                        ID". The change is on disk when the answer comes.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "id", Schemas.type("string", "The memory's id."),
                        "revision", Schemas.type("integer", "Its revision now."),
                        "category", Schemas.type("string", "Its category now."),
                        "sensitive", Schemas.type("boolean", "Whether it is sensitive now."),
                        "updated_at", Schemas.type("string", "When it was last changed (ISO 8601, UTC)."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("Change a memory")
                        .readOnlyHint(false)
                        .destructiveHint(true)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    private static Map<String, Object> arguments() {
        return Schemas.map(
                "id", Schemas.type("string", "The memory's id."),
                "content", Schemas.type("string", "What it says from now on, all of it."),
                "category", Schemas.type("string", "Its category from now on."),
                "tags", Schemas.texts("All its tags from now on; an empty list removes them."),
                "keywords", Schemas.texts("All its keywords from now on; an empty list removes them."),
                "importance", Schemas.type("number", "From 0 to 1."),
                "sensitive", Schemas.type("boolean", "Whether it must stay on this machine and out of sight."));
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        String id = arguments.required("id");
        MemoryChange change = new MemoryChange(
                arguments.text("category"),
                arguments.text("content"),
                arguments.texts("tags", MemoryFields.MOST_TAGS).map(MemoryFields::joined),
                arguments.texts("keywords", MemoryFields.MOST_TAGS).map(words -> String.join(", ", words)),
                arguments.share("importance"),
                arguments.flag("sensitive"));
        arguments.refuseOthers();
        if (change.isNone()) {
            throw new BadArgumentException("Nothing is to be changed: give at least one argument besides id.");
        }
        Memory memory = engine.memories().store().update(id, change);
        engine.memories().changed();
        String message = "Memory " + memory.id() + " is as you said, in revision " + memory.revision() + ".";
        return CompletableFuture.completedFuture(new Answer(
                Schemas.map(
                        "id", memory.id(),
                        "revision", memory.revision(),
                        "category", memory.category(),
                        "sensitive", memory.sensitive(),
                        "updated_at", memory.updated().toString(),
                        "message", message),
                message,
                false));
    }
}
