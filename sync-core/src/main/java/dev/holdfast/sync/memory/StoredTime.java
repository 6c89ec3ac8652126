package dev.holdfast.sync.memory;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times as other stores write them. What names no zone is UTC, as SQLite's own times are. */
final class StoredTime {
    private StoredTime() {}

    static Optional<Instant> parse(String text) {
        String time = text.strip().replace(' ', 'T');
        try {
            return Optional.of(Micros.truncated(OffsetDateTime.parse(time).toInstant()));
        } catch (DateTimeException e) {
            return local(time);
        }
    }

    private static Optional<Instant> local(String time) {
        try {
            return Optional.of(Micros.truncated(LocalDateTime.parse(time).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
