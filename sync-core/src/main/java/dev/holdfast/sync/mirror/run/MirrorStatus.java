package dev.holdfast.sync.mirror.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a pair stood when it last ran. Immutable.
 *
 * @param lastRun when that was; null when it never ran
 * @param outcome how it ended; null when it never ran
 * @param operations how many changes it made
 * @param lastEqual when both sides were last seen to be as they should be
 * @param problem what kept the last run from that, in one sentence
 */
public record MirrorStatus(
        @Nullable Instant lastRun,
        MirrorReport.@Nullable Outcome outcome,
        long operations,
        @Nullable Instant lastEqual,
        @Nullable String problem) {
    /** Of a pair that never ran. */
    public static final MirrorStatus NEVER = new MirrorStatus(null, null, 0, null, null);
}
