package dev.holdfast.sync.memory.record;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a cycle has done so far. */
final class Tally {
    private static final int MOST_ERRORS = 10;

    private final Set<String> errors = new LinkedHashSet<>();
    private long pushed;
    private long pulled;
    private long deleted;
    private long parked;
    private long conflicts;
    private boolean keyRefused;

    void pushed() {
        pushed++;
    }

    void pulled() {
        pulled++;
    }

    void deleted() {
        deleted++;
    }

    void parked() {
        parked++;
    }

    void conflict() {
        conflicts++;
    }

    void keyRefused() {
        keyRefused = true;
    }

    boolean isKeyRefused() {
        return keyRefused;
    }

    /** Keeps a sentence for the user, once. */
    void error(String sentence) {
        if (errors.size() < MOST_ERRORS) {
            errors.add(sentence);
        }
    }

    /** Adds what a step did that is now on the disk. */
    void add(Tally step) {
        pushed += step.pushed;
        pulled += step.pulled;
        deleted += step.deleted;
        parked += step.parked;
        conflicts += step.conflicts;
        step.errors.forEach(this::error);
    }

    RecordSyncResult result(boolean complete) {
        return new RecordSyncResult(
                pushed, pulled, deleted, parked, conflicts, errors.stream().toList(), keyRefused, complete);
    }
}
