package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a restore has done so far. Not thread-safe. */
final class RestoreResult {
    private final List<String> restored = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    private final List<Path> keptAside = new ArrayList<>();
    private final List<RemoteProblem> problems = new ArrayList<>();
    private long bytes;

    void restored(RestorePlan.Placed placed) {
        restored.add(placed.name());
        bytes += placed.file().size();
    }

    void unchanged(RestorePlan.Placed placed) {
        unchanged.add(placed.name());
    }

    void keptAside(Path file) {
        keptAside.add(file);
    }

    void failed(RestorePlan.Placed placed, StorageException failure) {
        problems.add(new RemoteProblem(placed.name(), placed.file().key(), failure.sentence()));
    }

    RestoreReport report(String systemId, Optional<Path> directory, RestorePlan plan, Duration duration) {
        return new RestoreReport(
                systemId, directory, plan.sources(), restored, unchanged, keptAside, problems, bytes, duration);
    }
}
