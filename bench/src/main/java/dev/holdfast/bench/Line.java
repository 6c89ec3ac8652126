package dev.holdfast.bench;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: a measure with both sides' values and the judgement on them.
 *
 * @param peer null when the peer is missing
 */
public record Line(Measure measure, Samples ours, @Nullable Samples peer) {
    /** How a line stands to its limit. */
    public enum Verdict {
        WITHIN("ok"),
        OUTSIDE("**outside its limit**"),
        /** The limit is on the ratio, and there is no peer to divide by. */
        UNJUDGED("no peer"),
        /** There is nothing to keep. */
        UNLIMITED("–");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Our median by the peer's; empty without a peer. */
    public OptionalDouble ratio() {
        return peer == null ? OptionalDouble.empty() : OptionalDouble.of(ours.median() / peer.median());
    }

    /** As the limit has it, on the ratio or on our median. */
    public Verdict verdict() {
        Limit limit = measure.limit();
        if (limit.isNone()) {
            return Verdict.UNLIMITED;
        }
        OptionalDouble judged = limit.onRatio() ? ratio() : OptionalDouble.of(ours.median());
        if (judged.isEmpty()) {
            return Verdict.UNJUDGED;
        }
        return limit.isKeptBy(judged.getAsDouble()) || ours.median() <= limit.orOurs()
                ? Verdict.WITHIN
                : Verdict.OUTSIDE;
    }

    String ratioText() {
        OptionalDouble ratio = ratio();
        // Both sides may have sent nothing at all.
        boolean told = ratio.isPresent() && Double.isFinite(ratio.getAsDouble());
        return told ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "–";
    }
}
