package dev.holdfast.sync.memory;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times as other stores write them. What names no zone is UTC, as SQLite's own times are. */
public final class StoredTime {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private StoredTime() {}

    /** The time that a text names, to the microsecond; empty when it is none of the years 0 to 9999. */
    public static Optional<Instant> parse(String text) {
        String time = text.strip().replace(' ', 'T');
        try {
            return inReach(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            return local(time);
        }
    }

    private static Optional<Instant> local(String time) {
        try {
            return inReach(LocalDateTime.parse(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Others than those of the years 0 to 9999 nobody means, and not every store can hold them. */
    static Optional<Instant> inReach(Instant time) {
        return Optional.of(Micros.truncated(time)).filter(each -> !each.isBefore(FIRST) && each.isBefore(END));
    }
}
