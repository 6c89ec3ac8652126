package dev.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Tells cheaply whether a source has changed since a moment. Looks at times only, so it is for the status and no more. */
final class Freshness {
    /** A status must be quick: in a larger tree the rest is not looked at. */
    private static final int MOST_ENTRIES = 20_000;

    private Freshness() {}

    /** Whether a file or directory in it was changed after the moment, or it can't be looked at. */
    static boolean changedSince(Path source, Instant moment) {
        Look look = new Look(moment);
        try {
            Files.walkFileTree(source, look);
        } catch (IOException e) {
            return true;
        }
        return look.changed;
    }

    private static final class Look extends SimpleFileVisitor<Path> {
        private final long millis;
        private int entries;
        private boolean changed;

        Look(Instant moment) {
            this.millis = moment.toEpochMilli();
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return look(attributes);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // SQLite's shared memory changes when somebody only reads.
            return file.toString().endsWith("-shm") ? FileVisitResult.CONTINUE : look(attributes);
        }

        private FileVisitResult look(BasicFileAttributes attributes) {
            entries++;
            changed |= attributes.lastModifiedTime().toMillis() > millis;
            return changed || entries >= MOST_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
