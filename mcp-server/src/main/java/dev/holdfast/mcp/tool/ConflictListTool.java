package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code conflict_list}: what both sides of a mirror changed. */
final class ConflictListTool implements HoldfastTool {
    static final String NAME = "conflict_list";

    private static final int MOST = 100;

    private final LazyEngine engine;

    ConflictListTool(LazyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tool definition() {
        return Tool.builder(NAME, Schemas.arguments(Schemas.map()))
                .title("List conflicts")
                .description("""
                        Lists the files that both sides of one of the user's mirrors changed, each in its own way, and that \
                        nobody has settled yet, with the sizes and times of the two versions, and the path of the one that \
                        was kept under another name. Nothing of them is lost. Use it when the user asks about conflicts or \
                        about files named "(conflict ...)". It tells no contents. To settle one, ask the user which version \
                        stays, then call conflict_resolve with its id.""")
                .outputSchema(Schemas.result(Schemas.map(
                        "conflicts",
                                Schemas.list(
                                        Map.of("type", "object"),
                                        "The open conflicts, the newest first, at most " + MOST + "."),
                        "total", Schemas.type("integer", "How many there are in all."),
                        "message", Schemas.type("string", "The same in words."))))
                .annotations(ToolAnnotations.builder()
                        .title("List conflicts")
                        .readOnlyHint(true)
                        .destructiveHint(false)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        arguments.refuseOthers();
        try (Mirrors mirrors = new Mirrors(engine.get().settings(), InstantSource.system())) {
            List<RecordedConflict> open = mirrors.conflicts(false);
            String message = open.isEmpty()
                    ? "There is no open conflict."
                    : Human.count(open.size(), "open conflict") + "; both versions of each are kept.";
            Map<String, Object> fields = Schemas.map(
                    "conflicts",
                            open.stream()
                                    .limit(MOST)
                                    .map(RenderedMirrors::conflict)
                                    .toList(),
                    "total", open.size(),
                    "message", message);
            return CompletableFuture.completedFuture(new Answer(fields, message, false));
        }
    }
}
