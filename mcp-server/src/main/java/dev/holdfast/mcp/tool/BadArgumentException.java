package dev.holdfast.mcp.tool;

/** A tool was called with an argument that it can't take. The message names the argument, its value and the rule. */
final class BadArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadArgumentException(String sentence) {
        super(sentence);
    }
}
