package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code sync_status}: how things stand. */
final class StatusTool implements HoldfastTool {
    static final String NAME = "sync_status";

    private final StatusReader status;

    StatusTool(StatusReader status) {
        this.status = status;
    }

    @Override
    public Tool definition() {
        return Tool.builder(NAME, Schemas.arguments(Map.of()))
                .title("Show whether memory is safe")
                .description("""
                        Tells how the user's memory stands: whether everything is safe on the remote, what is still queued, \
                        when each source was last confirmed and what last failed, whether the remote answers right now \
                        (asked live, one second at most), and which settings are in force. Use it when the user asks whether \
                        memory is safe or synced, after a sync that was still pending, or to find out why one failed. \
                        Memory is safe only when synced is true; when it is not, the queue, the errors and the notes say \
                        why. It changes nothing and shows no secrets.""")
                .outputSchema(StatusResult.schema())
                .annotations(ToolAnnotations.builder()
                        .title("Show whether memory is safe")
                        .readOnlyHint(true)
                        .destructiveHint(false)
                        .idempotentHint(true)
                        .openWorldHint(true)
                        .build())
                .build();
    }

    @Override
    public CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) {
        arguments.refuseOthers();
        return CompletableFuture.completedFuture(status.read());
    }
}
