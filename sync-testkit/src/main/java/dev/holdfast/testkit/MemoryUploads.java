package dev.holdfast.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Puts that have not ended, and what is left of those that a crash has ended. Thread-safe. */
final class MemoryUploads {
    /** A put under way. */
    static final class Upload {
        private final String key;
        private Instant touched;
        private boolean dead;

        private Upload(String key, Instant touched) {
            this.key = key;
            this.touched = touched;
        }
    }

    private final Set<Upload> uploads = new LinkedHashSet<>();
    private final Clock clock;

    MemoryUploads(Clock clock) {
        this.clock = clock;
    }

    synchronized Upload begin(String key) {
        Upload upload = new Upload(key, clock.instant());
        uploads.add(upload);
        return upload;
    }

    /** Something was done to it. */
    synchronized void touch(Upload upload) {
        upload.touched = clock.instant();
    }

    /** Whether it can still be finished: no crash has ended it, and no sweep. */
    synchronized boolean isAlive(Upload upload) {
        return !upload.dead && uploads.contains(upload);
    }

    /** The put has ended, well or not; what a crash left stays. */
    synchronized void end(Upload upload) {
        if (!upload.dead) {
            uploads.remove(upload);
        }
    }

    synchronized void crash() {
        uploads.forEach(upload -> upload.dead = true);
    }

    synchronized int sweep(String prefix, Duration idle) {
        Instant limit = clock.instant().minus(idle);
        int removed = 0;
        for (Iterator<Upload> all = uploads.iterator(); all.hasNext(); ) {
            Upload upload = all.next();
            if (upload.key.startsWith(prefix) && !upload.touched.isAfter(limit)) {
                all.remove();
                removed++;
            }
        }
        return removed;
    }
}
