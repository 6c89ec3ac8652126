package dev.holdfast.testkit.memoryapi;

import java.net.URI;
import java.time.Duration;

/** What befalls a request to the {@link StandInMemoryApi}. */
public sealed interface Mishap {
    /** Everything is done and the reply lost: the connection ends before it. */
    record ReplyLost() implements Mishap {}

    /** Nothing is done, and the connection ends without a reply. */
    record RequestLost() implements Mishap {}

    /**
     * What the request changes has its time, but is seen by nobody before {@link StandInMemoryApi#commitLate}.
     *
     * @param replies whether the reply comes at once; else it is lost
     */
    record LateCommit(boolean replies) implements Mishap {}

    /**
     * The reply takes its time.
     *
     * @param time how long
     */
    record Slow(Duration time) implements Mishap {}

    /**
     * No reply ever comes, and the connection stays open until {@link StandInMemoryApi#heal}.
     *
     * @param done whether what is asked is done all the same
     */
    record BlackHole(boolean done) implements Mishap {}

    /**
     * The server answers with this status instead of what it would.
     *
     * @param status such as 503
     * @param done whether what is asked is done all the same
     */
    record Status(int status, boolean done) implements Mishap {}

    /**
     * The server answers 200 with this text, and does nothing.
     *
     * @param text such as an empty object
     */
    record Says(String text) implements Mishap {}

    /** The list of records is empty, whatever there is. For {@link Operation#SYNC}. */
    record EmptyList() implements Mishap {}

    /**
     * The reply ends before its end.
     *
     * @param bytes how many bytes of it come
     */
    record CutOff(int bytes) implements Mishap {}

    /**
     * The reply goes on for ever, as fast as it is taken; nothing is done.
     *
     * @param begin what it begins with
     * @param again what comes again and again behind it
     */
    record Endless(String begin, String again) implements Mishap {}

    /**
     * The caller is sent on; nothing is done.
     *
     * @param status such as 307
     * @param to where
     */
    record Redirect(int status, URI to) implements Mishap {}
}
