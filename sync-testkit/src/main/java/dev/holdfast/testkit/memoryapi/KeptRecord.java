package dev.holdfast.testkit.memoryapi;

import java.time.Instant;
import java.util.Optional;

/**
 * A record as the {@link StandInMemoryApi} keeps it, with what it shows to nobody.
 *
 * @param id its id, which is given once
 * @param user whose it is
 * @param content what it says, even if it is sensitive
 * @param category its category
 * @param tags its tags
 * @param keywords its expanded keywords
 * @param importance from 0 to 1
 * @param sensitive whether it is shown redacted
 * @param created when it came, by the database's clock
 * @param updated when it was last changed, by the same
 * @param deleted when it was deleted
 */
public record KeptRecord(
        long id,
        String user,
        String content,
        String category,
        String tags,
        String keywords,
        double importance,
        boolean sensitive,
        Instant created,
        Instant updated,
        Optional<Instant> deleted) {

    /** What the server shows in place of what a sensitive record says. */
    public static final String REDACTED = "[REDACTED: sensitive]";

    boolean isDeleted() {
        return deleted.isPresent();
    }

    KeptRecord gone(Instant now) {
        return new KeptRecord(
                id, user, content, category, tags, keywords, importance, sensitive, created, now, Optional.of(now));
    }
}
