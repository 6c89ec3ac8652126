package dev.holdfast.mcp.tool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Points in time as people and models write them. What names no zone is UTC, on every machine. */
public final class Times {
    /** What {@link #parse} takes, for messages. */
    public static final String RULE =
            "a time such as 2026-03-01T18:30:00Z, 2026-03-01T18:30 or 2026-03-01 (the end of that"
                    + " day); without an offset it is UTC";

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Times() {}

    /** The point in time; of a day alone its last instant. Empty when it is none. */
    public static Optional<Instant> parse(String text) {
        String time = text.strip().replace(' ', 'T');
        return instant(time).or(() -> local(time)).or(() -> endOf(time)).filter(Times::isMeant);
    }

    /** Years beyond these are slips of the hand, and beyond what is kept of times. */
    private static boolean isMeant(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> local(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> endOf(String day) {
        try {
            return Optional.of(LocalDate.parse(day)
                    .plusDays(1)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .minusNanos(1));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
