package dev.holdfast.testkit.akosha;

import java.time.Duration;

/** What befalls a call of the tool. */
public sealed interface Mishap {
    /** Everything is done and the reply lost: the connection ends before it. */
    record ReplyLost() implements Mishap {}

    /** The call never arrives: the connection ends before anything is done. */
    record RequestLost() implements Mishap {}

    /**
     * Some memories are stored and the server stops there.
     *
     * @param stored how many
     * @param says whether it still answers that all of it failed, instead of nothing
     */
    record Half(int stored, boolean says) implements Mishap {}

    /**
     * The server answers with an error of HTTP.
     *
     * @param status its status
     */
    record Status(int status) implements Mishap {}

    /** The tool fails as a whole, with {@code isError}. */
    record ToolError() implements Mishap {}

    /**
     * The reply takes its time.
     *
     * @param time how long
     */
    record Slow(Duration time) implements Mishap {}

    /** All is done, the reply is lost, and the server has forgotten all sessions when it is back. */
    record Restart() implements Mishap {}
}
