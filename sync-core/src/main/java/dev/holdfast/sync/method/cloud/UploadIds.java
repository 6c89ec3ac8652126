package dev.holdfast.sync.method.cloud;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of uploads: {@code YYYYMMDD_HHMMSS_mmmrrrr_SYSTEM} with milliseconds and four random hex digits, so that they sort
 * by time and don't collide.
 */
final class UploadIds {
    private static final int MAX_LENGTH = 100;
    /** An id from further ahead is no clock that was wrong but nonsense, and not followed. */
    private static final Duration FAR = Duration.ofDays(365);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'_'HHmmss'_'SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern FORM = Pattern.compile("(\\d{8}_\\d{6}_\\d{3})[0-9a-f]{4}_[a-zA-Z0-9_-]+");

    private UploadIds() {}

    /**
     * A new id that sorts behind the newest one there is, even when the clock was set back since.
     *
     * @param newest the newest one on the remote; empty when there is none
     */
    static String next(Instant now, RandomGenerator random, String systemId, String newest) {
        Instant behind = time(newest)
                .map(time -> time.plusMillis(1))
                .filter(time -> time.isBefore(now.plus(FAR)))
                .orElse(now);
        Instant time = now.isAfter(behind) ? now : behind;
        String chance = HexFormat.of().toHexDigits((short) random.nextInt());
        String id = TIME.format(time) + chance + "_" + systemId;
        return id.length() <= MAX_LENGTH ? id : id.substring(0, MAX_LENGTH);
    }

    /** When the upload was begun, if this is an id of ours. */
    static Optional<Instant> time(String id) {
        Matcher matcher = FORM.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static boolean isOlderThan(Duration age, String id, Instant now) {
        return time(id).map(time -> time.isBefore(now.minus(age))).orElse(false);
    }
}
