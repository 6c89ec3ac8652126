package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.Optional;

/**
 * One memory, as it is stored.
 *
 * @param id its id, which never changes; sorts by time of storing
 * @param revision 1 at first, and one more with each change
 * @param category what kind it is
 * @param text what it says; {@link MemoryText#NONE} for a deleted one, and, in lists, for a sensitive one
 * @param importance from 0 to 1
 * @param sensitive whether it is shown only when asked for by its id, and leaves the machine only where a setting says so
 * @param created when it was first stored, to the microsecond
 * @param updated when it was last changed
 * @param deleted when it was deleted; empty for one that is there
 */
public record Memory(
        String id,
        long revision,
        String category,
        MemoryText text,
        double importance,
        boolean sensitive,
        Instant created,
        Instant updated,
        Optional<Instant> deleted) {

    /** One that says this from then on. */
    static Memory first(String id, NewMemory said, Instant at) {
        return new Memory(
                id, 1, said.category(), said.text(), said.importance(), said.sensitive(), at, at, Optional.empty());
    }

    /** The same after a change that gives it this text. */
    Memory changed(NewMemory to, Instant now) {
        return new Memory(
                id, revision + 1, to.category(), to.text(), to.importance(), to.sensitive(), created, now, deleted);
    }

    /** The same after it became this elsewhere; it is there again if it was deleted. */
    Memory taken(NewMemory to, Instant when) {
        return new Memory(
                id,
                revision + 1,
                to.category(),
                to.text(),
                to.importance(),
                to.sensitive(),
                created,
                when,
                Optional.empty());
    }

    /** The same, last changed then. */
    Memory at(Instant when) {
        return new Memory(id, revision, category, text, importance, sensitive, created, when, deleted);
    }

    /** The same after it was deleted. */
    Memory gone(Instant now) {
        return new Memory(
                id, revision + 1, category, MemoryText.NONE, importance, sensitive, created, now, Optional.of(now));
    }

    /** The same as it stood at an earlier revision. */
    Memory back(Memory earlier, Instant now) {
        return new Memory(
                id,
                revision + 1,
                earlier.category,
                earlier.text,
                earlier.importance,
                earlier.sensitive,
                created,
                now,
                earlier.deleted.map(then -> now));
    }

    /** Without what it says. */
    Memory withheld() {
        return withText(MemoryText.NONE);
    }

    Memory withText(MemoryText other) {
        return new Memory(id, revision, category, other, importance, sensitive, created, updated, deleted);
    }

    /** What of it somebody can choose. */
    NewMemory chosen() {
        return new NewMemory(category, text, importance, sensitive);
    }
}
