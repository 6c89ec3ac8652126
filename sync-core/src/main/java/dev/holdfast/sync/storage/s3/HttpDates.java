package dev.holdfast.sync.storage.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Times as HTTP writes them. */
final class HttpDates {
    private HttpDates() {}

    /** The service's own time when it answered, when it said so. */
    static Optional<Instant> of(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date").flatMap(HttpDates::parse);
    }

    /** A time; empty when this is none. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
