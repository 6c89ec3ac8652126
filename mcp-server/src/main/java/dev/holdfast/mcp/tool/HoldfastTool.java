package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** One tool: what clients are told of it, and what it does. Thread-safe. */
interface HoldfastTool {
    /** The definition that clients get. */
    Tool definition();

    /**
     * Does the work. Called on a thread of {@link Workers}, which it may hold for short work but not while it waits.
     *
     * @throws BadArgumentException when an argument is wrong
     * @throws Exception anything else; {@link Failures} says what the client hears of it
     */
    CompletionStage<Answer> call(Arguments arguments, ProgressListener progress, CancelSignal cancel) throws Exception;

    /**
     * What a tool answers.
     *
     * @param fields the structured content, as the definition's output schema has it
     * @param sentence the same in words
     * @param error whether the client should take it for a failure
     */
    record Answer(Map<String, Object> fields, String sentence, boolean error) {}
}
