package dev.holdfast.testkit.net;

import java.time.Duration;

/**
 * What happens to the bytes in one direction of a connection.
 *
 * @param cutAfter how many bytes pass before it ends; {@link #NEVER} for all
 * @param ending how it ends then
 * @param alteredAt which byte is changed on the way, 0 for the first; {@link #NEVER} for none
 * @param piece how many bytes pass at once at most
 * @param every the wait after each piece
 */
public record LineFault(long cutAfter, Ending ending, long alteredAt, int piece, Duration every) {
    /** More bytes than there are. */
    public static final long NEVER = Long.MAX_VALUE;

    /** All bytes pass as they come. */
    public static final LineFault NONE = new LineFault(NEVER, Ending.FIN, NEVER, 64 * 1024, Duration.ZERO);

    public LineFault {
        if (cutAfter < 0 || alteredAt < 0 || piece < 1 || every.isNegative()) {
            throw new IllegalArgumentException(
                    "cutAfter " + cutAfter + ", alteredAt " + alteredAt + ", piece " + piece + ", every " + every);
        }
    }

    /** The same, but it ends after so many bytes. None at all means: when the first one would have passed. */
    public LineFault cut(long after, Ending how) {
        return new LineFault(after, how, alteredAt, piece, every);
    }

    /** The same with one byte changed. */
    public LineFault altered(long at) {
        return new LineFault(cutAfter, ending, at, piece, every);
    }

    /** The same, but a few bytes at a time. */
    public LineFault drip(int bytes, Duration wait) {
        return new LineFault(cutAfter, ending, alteredAt, bytes, wait);
    }
}
