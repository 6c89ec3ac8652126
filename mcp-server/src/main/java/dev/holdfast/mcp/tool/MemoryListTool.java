package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code memory_list}: go through what is remembered. */
final class MemoryListTool implements HoldfastTool {
    static final String NAME = "memory_list";

    private static final int USUAL_LIMIT = 20;
    private static final int MOST = 100;
    private static final int SHOWN = 200;

    private final LazyEngine engine;

    MemoryListTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        Map<String, Object> schema = MemoryFields.pageSchema("The memories, the newest first.");
        schema.put("total", Schemas.type("integer", "How many memories there are in all."));
        schema.put("categories", Schemas.texts("The categories in use."));
        return Tool.builder(NAME, Schemas.arguments(arguments()))
                .title("List memories")
                .description("""
                        Lists what is remembered, the newest first, with the beginning of each memory and its id, and the \
                        categories in use. Use it when the user wants to see, tidy up or review what is remembered, to see \
                        what came in some time or belongs to a category, or when memory_recall does not find what should be \
                        there. Sensitive memories are listed without what they say. It pages: with next_cursor as the \
                        argument cursor, the same call gives the next ones, and nothing comes twice though memories are \
                        stored meanwhile.""")
                .outputSchema(Schemas.result(schema))
                .annotations(ToolAnnotations.builder()
                        .title("List memories")
                        .readOnlyHint(true)
                        .destructiveHint(false)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    private static Map<String, Object> arguments() {
        Map<String, Object> arguments = MemoryFields.filterArguments();
        arguments.put("since", Schemas.type("string", "Only memories created then or later: a day or a time."));
        arguments.put("before", Schemas.type("string", "Only memories created before then: a day or a time."));
        arguments.put(
                "limit",
                Schemas.standard(
                        Schemas.type("integer", "The most memories to answer with, from 1 to " + MOST + "."),
                        USUAL_LIMIT));
        arguments.put("cursor", Schemas.type("string", "The next_cursor of an earlier answer to the same call."));
        return arguments;
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        MemoryFilter some = MemoryFields.filter(arguments);
        MemoryFilter filter = new MemoryFilter(
                some.category(), some.tags(), arguments.beginning("since"), arguments.beginning("before"));
        int limit = arguments.integer("limit", USUAL_LIMIT, 1, MOST);
        Optional<String> cursor = arguments.text("cursor");
        arguments.refuseOthers();
        MemoryStore store = engine.memories().fresh();
        MemoryPage page = store.list(filter, cursor, limit);
        MemoryCounts counts = store.counts();
        Map<String, Object> fields = MemoryFields.page(page, SHOWN);
        fields.put("total", counts.total());
        fields.put("categories", Capped.names(List.copyOf(counts.byCategory().keySet())));
        String head = Human.count(page.memories().size(), "memory", "memories") + " of " + counts.total()
                + ", the newest first";
        fields.put("message", head + ".");
        return CompletableFuture.completedFuture(new Answer(
                fields,
                page.memories().isEmpty()
                        ? "No memory is listed; there are " + counts.total() + " in all."
                        : MemoryFields.lines(head + ":", fields),
                false));
    }
}
