package dev.holdfast.sync.mirror;

/** By what two files count as equal. */
public enum Comparison {
    /** By hash. Size and time only spare the reading of what nobody touched, and stand in on sides that can't hash. */
    HASH_THEN_MTIME,
    /** By size alone. Unsafe: an edit that keeps the size goes unseen. */
    SIZE_ONLY,
    /** By hash alone: every file is read each time. */
    HASH_ONLY,
    /** By time of change alone. Unsafe: clocks and copying tools decide. */
    MTIME_ONLY,
    /** By size and time of change. Unsafe: an edit within the tolerance that keeps the size goes unseen. */
    SIZE_AND_MTIME;

    /** Whether an edit can go unseen, which has to be said wherever the choice is shown. */
    public boolean isUnsafe() {
        return !usesHashes();
    }

    boolean usesHashes() {
        return this == HASH_THEN_MTIME || this == HASH_ONLY;
    }
}
