package dev.holdfast.sync.outbox;

/** How one try at a job ended. Each carries the report of that try as JSON text. */
public sealed interface Outcome {
    /** What the try did, as JSON text. */
    String report();

    /** All of it is done and verified. */
    record Done(String report) implements Outcome {}

    /**
     * It failed.
     *
     * @param error why, in one sentence without secrets
     * @param isTransient whether the same job may succeed later with nobody doing anything
     */
    record Failed(String report, String error, boolean isTransient) implements Outcome {}

    /** It stopped because it was told to. */
    record Stopped(String report) implements Outcome {}
}
