package dev.holdfast.mcp.tool;

/** The engine can't be had. The message is one sentence for the user: what is wrong, where, what to do. */
public final class EngineUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineUnavailableException(String sentence) {
        super(sentence);
    }
}
