package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.BaseChange;
import dev.holdfast.sync.mirror.run.MirrorBase;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.tree.MemoryFiles;
import dev.holdfast.testkit.tree.MemoryTree;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine: its user's files, what it remembers, and runs of its mirror with the remote that all share. */
final class Machine {
    final String name;
    final MemoryFiles files;
    private final MemoryFiles remote;
    private final InstantSource clock;
    private final World.Habits habits;
    final MemoryBase base = new MemoryBase();
    final MemoryConflicts conflicts = new MemoryConflicts();
    boolean running;

    Machine(String name, MemoryFiles remote, boolean caseSensitive, InstantSource clock, World.Habits habits) {
        this.name = name;
        this.remote = remote;
        this.clock = clock;
        this.files = new MemoryFiles(caseSensitive, clock);
        this.habits = habits;
    }

    /** Runs the mirror; null when the process died. */
    @Nullable
    MirrorReport run(Mishaps mishaps, boolean allowDeletes) {
        running = true;
        try {
            return mirror(mishaps, allowDeletes).run(new RunControl());
        } catch (Died e) {
            return null;
        } finally {
            running = false;
        }
    }

    MirrorRun mirror(Mishaps mishaps, boolean allowDeletes) {
        Tree left = new MemoryTree(files).withName(name).withFaults(mishaps);
        Tree right = new MemoryTree(remote)
                .withName("remote")
                .withGuarding(Tree.Guarding.BY_HOLDING)
                .withFaults(mishaps);
        MirrorOptions options = new MirrorOptions(
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                (time, cancel) -> {},
                progress -> {},
                clock,
                () -> clock.instant().toEpochMilli() * 1_000_000);
        return new MirrorRun(
                name,
                name,
                habits.side(left),
                habits.side(right),
                habits.policy(Policy.DEFAULT.withAllowDeletes(allowDeletes)),
                new Mortal(mishaps),
                conflicts,
                options);
    }

    /** What is remembered, as a process writes it that may die right before and right after. */
    private final class Mortal implements MirrorBase {
        private final Mishaps mishaps;

        Mortal(Mishaps mishaps) {
            this.mishaps = mishaps;
        }

        @Override
        public Base read() {
            mishaps.at();
            return habits.remembered(base.read());
        }

        @Override
        public void change(List<BaseChange> changes) {
            mishaps.at();
            base.change(changes);
            mishaps.at();
        }

        @Override
        public void establish() {
            mishaps.at();
            base.establish();
        }
    }
}
