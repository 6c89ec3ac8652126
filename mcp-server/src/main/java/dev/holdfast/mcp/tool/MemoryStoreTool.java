package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code memory_store}: remember something. */
final class MemoryStoreTool implements HoldfastTool {
    static final String NAME = "memory_store";

    private final LazyEngine engine;

    MemoryStoreTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        return Tool.builder(NAME, Schemas.requiring(Schemas.arguments(arguments()), "content"))
                .title("Store a memory")
                .description("""
                        Remembers something for later sessions: a preference, a decision and its reason, a fact about the \
                        user or the project, how something is done here. Store what the user asks to be remembered, and what \
                        would spare them from telling it again; not what the files at hand say anyway. One memory says one \
                        thing, in words that are clear without this conversation: names instead of "he" or "it", dates \
                        instead of "today". Put synonyms and related words into keywords, as memory_recall finds memories by \
                        their words. Recall first: if a memory on it is there, change it with memory_update. Mark secrets and \
                        private matters as sensitive: these stay on this machine and are shown only by id. It is on disk \
                        when the answer comes.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "id", Schemas.type("string", "The memory's id."),
                        "stored",
                                Schemas.type(
                                        "boolean", "False when a memory said exactly this already; then id is its id."),
                        "category", Schemas.type("string", "Its category."),
                        "sensitive", Schemas.type("boolean", "Whether it is sensitive."),
                        "created_at", Schemas.type("string", "When it was first stored (ISO 8601, UTC)."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("Store a memory")
                        .readOnlyHint(false)
                        .destructiveHint(false)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    private static Map<String, Object> arguments() {
        return Schemas.map(
                "content", Schemas.type("string", "What to remember, clear by itself."),
                "category",
                        Schemas.standard(
                                Schemas.type(
                                        "string",
                                        "What kind it is, such as facts, preferences, decisions, projects or people;"
                                                + " memory_list shows those in use."),
                                NewMemory.USUAL_CATEGORY),
                "tags", Schemas.texts("Words to file it under, such as a project's name."),
                "keywords", Schemas.texts("Other words that somebody might look for it with."),
                "importance",
                        Schemas.standard(
                                Schemas.type("number", "From 0 to 1; what matters more is recalled first."),
                                NewMemory.USUAL_IMPORTANCE),
                "sensitive",
                        Schemas.standard(
                                Schemas.type("boolean", "Whether it must stay on this machine and out of sight."),
                                false));
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        String content = arguments.required("content");
        String category = arguments.text("category").orElse(NewMemory.USUAL_CATEGORY);
        List<String> tags = arguments.texts("tags", MemoryFields.MOST_TAGS).orElse(List.of());
        List<String> keywords =
                arguments.texts("keywords", MemoryFields.MOST_TAGS).orElse(List.of());
        double importance = arguments.share("importance").orElse(NewMemory.USUAL_IMPORTANCE);
        boolean sensitive = arguments.bool("sensitive", false);
        arguments.refuseOthers();
        MemoryText text = new MemoryText(content, MemoryFields.joined(tags), String.join(", ", keywords));
        MemoryStore.Added added = engine.memories().store().add(new NewMemory(category, text, importance, sensitive));
        engine.memories().changed();
        return CompletableFuture.completedFuture(answer(added));
    }

    private static Answer answer(MemoryStore.Added added) {
        Memory memory = added.memory();
        String message = added.fresh()
                ? "Stored as memory " + memory.id() + " in " + memory.category() + "."
                : "Nothing was stored: memory " + memory.id() + " says exactly that already; to change its tags or"
                        + " importance, use memory_update.";
        return new Answer(
                Schemas.map(
                        "id", memory.id(),
                        "stored", added.fresh(),
                        "category", memory.category(),
                        "sensitive", memory.sensitive(),
                        "created_at", memory.created().toString(),
                        "message", message),
                message,
                false);
    }
}
