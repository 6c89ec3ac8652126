package dev.holdfast.testkit.sim.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes of directories that a crash may undo. Each is one step: it is kept whole or lost whole. They may reach the disk
 * in any order, but for those of one name, which keep theirs.
 */
final class DiskJournal {
    /** One name that changes; to nothing when it goes away. */
    record Edit(
            DirectoryNode directory, String name, @Nullable Node node) {
        boolean concerns(Edit other) {
            return directory == other.directory && name.equals(other.name);
        }
    }

    private final List<List<Edit>> pending = new ArrayList<>();

    /** Does it, for everybody to see, and remembers that it is not on the disk yet. */
    void change(Edit... edits) {
        List<Edit> step = List.of(edits);
        step.forEach(edit -> edit.directory().set(edit.name(), edit.node()));
        pending.add(step);
    }

    /** Puts on the disk what was changed in the directory. */
    void force(DirectoryNode directory) {
        for (List<Edit> step : List.copyOf(pending)) {
            if (step.stream().anyMatch(edit -> edit.directory() == directory)) {
                commit(step);
            }
        }
    }

    /** Keeps some of what is left, forgets the rest. */
    void crash(Random random) {
        for (List<Edit> step : List.copyOf(pending)) {
            if (random.nextBoolean()) {
                commit(step);
            }
        }
        pending.clear();
    }

    private void commit(List<Edit> step) {
        int index = indexOf(step);
        if (index < 0) {
            return; // went along with another one already
        }
        for (List<Edit> earlier : List.copyOf(pending.subList(0, index))) {
            if (earlier.stream().anyMatch(one -> step.stream().anyMatch(one::concerns))) {
                commit(earlier);
            }
        }
        pending.remove(indexOf(step));
        step.forEach(edit -> edit.directory().setDurable(edit.name(), edit.node()));
    }

    private int indexOf(List<Edit> step) {
        for (int index = 0; index < pending.size(); index++) {
            if (pending.get(index) == step) {
                return index;
            }
        }
        return -1;
    }
}
