package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A process of its own that takes a snapshot, says how that went, and keeps it until it is killed. */
final class SnapshotChild {
    private SnapshotChild() {}

    public static void main(String[] arguments) throws InterruptedException, SnapshotException, IOException {
        Path base = Path.of(arguments[0]);
        try (Snapshotter snapshotter = new Snapshotter(
                new Staging(base),
                base.resolveSibling("drivers"),
                Set.of(),
                Set.of(),
                new CancelSignal(),
                Duration.ZERO,
                (time, cancel) -> {})) {
            SnapshotUnit unit = snapshotter.scan(Path.of(arguments[1])).units().get(0);
            try (Snapshot snapshot = snapshotter.take(unit)) {
                say("taken " + snapshot.files().size());
                Thread.currentThread().join();
            } catch (SnapshotException e) {
                say("refused " + e.isTransient() + " " + e.sentence());
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
