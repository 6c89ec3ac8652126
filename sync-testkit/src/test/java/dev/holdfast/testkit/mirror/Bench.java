package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.FileConflicts;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.tree.MemoryFiles;
import dev.holdfast.testkit.tree.MemoryTree;
import java.time.Duration;

/** Two sides in memory, and runs of a mirror between them. */
final class Bench {
    final MemoryFiles left = new MemoryFiles();
    final MemoryFiles right = new MemoryFiles();
    final MemoryBase base = new MemoryBase();
    final MemoryConflicts conflicts = new MemoryConflicts();
    Tree source = new MemoryTree(left).withName("source folder");
    Tree destination = new MemoryTree(right).withName("destination folder");
    Policy policy = Policy.DEFAULT;
    MirrorOptions options = MirrorOptions.DEFAULT.withPatience(Duration.ZERO, Pause.REAL);

    MirrorRun mirror() {
        return new MirrorRun("notes", "notes", source, destination, policy, base, conflicts, options);
    }

    MirrorReport run() {
        return mirror().run(new RunControl());
    }

    FileConflicts resolver() {
        return new FileConflicts(source, destination, conflicts, options);
    }

    boolean isEqual() {
        return left.texts().equals(right.texts()) && left.paths().equals(right.paths());
    }
}
