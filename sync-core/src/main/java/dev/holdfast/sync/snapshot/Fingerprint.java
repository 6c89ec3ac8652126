package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What changes when a file does, told without opening it.
 *
 * @param exists whether it is there, as a regular file: what was replaced by a link or a pipe is not
 * @param size its size
 * @param modified its time
 * @param identity which file it is, where the platform knows
 */
record Fingerprint(
        boolean exists,
        long size,
        @Nullable FileTime modified,
        @Nullable Object identity) {
    /** Longer than any file system's clock stands still. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Fingerprint MISSING = new Fingerprint(false, 0, null, null);

    static Fingerprint of(Path file) throws SnapshotException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? new Fingerprint(true, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey())
                    : MISSING;
        } catch (NoSuchFileException e) {
            return MISSING;
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    /** When the file was last changed; the epoch for one that is not there. */
    Instant modifiedAt() {
        return modified == null ? Instant.EPOCH : modified.toInstant();
    }

    /** Whether it changed so lately that another change may leave the same time. */
    boolean isFresh(Instant now) {
        return exists && modifiedAt().isAfter(now.minus(FRESH));
    }

    /** Whether this is the same file, with nothing cut off and perhaps something added. */
    boolean hasGrownFrom(Fingerprint earlier) {
        return exists && earlier.exists && size >= earlier.size && Objects.equals(identity, earlier.identity);
    }
}
