package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a unit looks without being opened: size, time and identity of its file and of all that belongs to it, and when the
 * file was last touched in any way, so that a time that was set back does not hide a change. Where the system does not know
 * that last one it also keeps the time of an open file back, so there no look counts.
 *
 * @param text equal for equal looks
 * @param newest the latest of all times
 * @param rest for how long it has to have been left alone before that is to be believed
 */
record UnitLook(String text, Instant newest, Duration rest) {
    /** Longer than any file system's clock stands still. */
    private static final Duration OF_DATABASES = Duration.ofSeconds(2);

    /**
     * A change through mapped memory may leave the time as it is for as long as the system keeps pages unwritten. And what
     * SQLite has written to its log counts only when its index says so, which it does once the log is safe on the disk.
     */
    private static final Duration OF_OTHERS = Duration.ofMinutes(1);

    static UnitLook of(SnapshotUnit unit) throws SnapshotException {
        List<Companion> members = new ArrayList<>(List.of(Companion.NONE));
        members.addAll(unit.kind() == FileKind.DUCKDB ? Companion.DUCKDB : Companion.SQLITE);
        StringBuilder text = new StringBuilder(unit.kind().label());
        Instant newest = Instant.MIN;
        boolean logged = false;
        for (Companion member : members) {
            Path file = member.of(unit.file());
            Fingerprint print = Fingerprint.of(file);
            text.append('|').append(print.size()).append(' ').append(print.modified());
            text.append(' ').append(print.identity());
            newest = latest(newest, print.modifiedAt());
            logged |= member.equals(Companion.SQLITE_LOG) && print.size() > 0;
        }
        Instant touched = touched(unit.file());
        return new UnitLook(
                text.append('|').append(touched).toString(),
                latest(newest, touched),
                logged || unit.kind() == FileKind.FILE ? OF_OTHERS : OF_DATABASES);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Of the main file alone: SQLite itself touches a log when it opens one as root. */
    private static Instant touched(Path file) throws SnapshotException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Instant.MAX;
        }
        try {
            return Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS) instanceof FileTime time
                    ? time.toInstant()
                    : Instant.MAX;
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    /** Whether it has been left alone for so long that no change can leave it looking like this. */
    boolean isAtRest(Instant now) {
        return newest.isBefore(now.minus(rest));
    }
}
