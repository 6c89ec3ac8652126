package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.ConflictKind;
import dev.holdfast.sync.conflict.ConflictLog;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.conflict.Version;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.Conflict;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the list of conflicts true to what a pair has: before anything is done about them, so that a crash hides none. */
final class ConflictBook {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictBook.class);

    private final ConflictLog log;
    private final String place;
    private final Sides sides;

    ConflictBook(ConflictLog log, String place, Sides sides) {
        this.log = log;
        this.place = place;
        this.sides = sides;
    }

    /** Closes what is there no more once the plan is carried out, and adds what a plan found. */
    void update(Sight sight, Instant now, CancelSignal cancel) {
        List<RecordedConflict> found = new ArrayList<>();
        for (Conflict conflict : sight.plan().conflicts()) {
            if (conflict.outcome() != Conflict.Outcome.SKIPPED) {
                found.add(recorded(conflict, now, cancel));
            }
        }
        closeSettled(sight, found, now);
        found.forEach(log::add);
    }

    /**
     * What was edited after both had got both: its version in the list is the one that is there from now on, as long as the
     * other one tells which of the two it is. Somebody who chooses chooses among those.
     */
    void renew(CancelSignal cancel) {
        for (RecordedConflict each : log.open(place)) {
            try {
                renew(each, cancel);
            } catch (StorageException e) {
                LOG.warn("The versions of {} could not be looked at; the next run does: {}", each.path(), e.sentence());
            }
        }
    }

    private void renew(RecordedConflict conflict, CancelSignal cancel) throws StorageException {
        Version left = conflict.left();
        Version right = conflict.right();
        String copy = conflict.copy();
        if (left == null || right == null || copy == null) {
            return;
        }
        TreeEntry named = sides.left().look(conflict.path());
        TreeEntry other = sides.left().look(copy);
        if (named == null || other == null || named.kind() != EntryKind.FILE || other.kind() != EntryKind.FILE) {
            return;
        }
        if ((left.looksLike(named) && right.looksLike(other)) || (left.looksLike(other) && right.looksLike(named))) {
            return; // Nothing has to be read for what nobody touched.
        }
        Version atName = Version.of(hashed(named, cancel));
        Version atCopy = Version.of(hashed(other, cancel));
        if (left.sameAs(atName) != right.sameAs(atCopy)) {
            log.add(conflict.withVersions(atName, atCopy));
        } else if (right.sameAs(atName) != left.sameAs(atCopy)) {
            log.add(conflict.withVersions(atCopy, atName));
        }
    }

    private TreeEntry hashed(TreeEntry entry, CancelSignal cancel) throws StorageException {
        return entry.hash() == null ? sides.left().hashed(entry, cancel) : entry;
    }

    private void closeSettled(Sight sight, List<RecordedConflict> found, Instant now) {
        List<RecordedConflict> open = log.open(place);
        if (open.isEmpty()) {
            return;
        }
        Set<String> still = new HashSet<>();
        found.forEach(each -> still.add(each.id()));
        Set<String> files = filesAfter(sight);
        for (RecordedConflict each : open) {
            boolean there = each.copy() != null && files.contains(each.copy());
            if (!there && !still.contains(each.id())) {
                log.resolve(each.id(), ConflictChoice.GONE, now);
            }
        }
    }

    /** The files that stand there on either side once the plan is carried out, but for those that it brings. */
    private static Set<String> filesAfter(Sight sight) {
        Set<String> files = new HashSet<>();
        for (Side side : Side.values()) {
            sight.of(side).entries().stream()
                    .filter(entry -> entry.kind() == EntryKind.FILE)
                    .forEach(entry -> files.add(entry.path()));
        }
        sight.plan().batches().stream().flatMap(List::stream).forEach(action -> {
            if (action.kind() == ActionKind.TRASH) {
                files.remove(action.path());
            } else if (action.kind() == ActionKind.MOVE && action.from() != null) {
                files.remove(action.from());
            }
        });
        return files;
    }

    private RecordedConflict recorded(Conflict conflict, Instant now, CancelSignal cancel) {
        return RecordedConflict.of(
                ConflictKind.FILE,
                place,
                conflict.path(),
                Version.of(read(Side.LEFT, conflict.left(), cancel)),
                Version.of(read(Side.RIGHT, conflict.right(), cancel)),
                conflict.copy(),
                now,
                switch (conflict.outcome()) {
                    case LEFT_WON -> ConflictChoice.SOURCE;
                    case RIGHT_WON -> ConflictChoice.DESTINATION;
                    case KEPT_BOTH, OPEN, SKIPPED -> null;
                });
    }

    /** With its hash, by which the version is known again wherever it is; files that differ in size may have none yet. */
    private @Nullable TreeEntry read(Side side, @Nullable TreeEntry entry, CancelSignal cancel) {
        if (entry == null || entry.kind() != EntryKind.FILE || entry.hash() != null) {
            return entry;
        }
        try {
            return sides.of(side).hashed(entry, cancel);
        } catch (StorageException e) {
            // Then its size and time have to do; what is done about the conflict fails by itself if it has to.
            return entry;
        }
    }
}
