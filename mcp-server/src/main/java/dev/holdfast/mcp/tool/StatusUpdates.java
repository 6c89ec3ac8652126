package dev.holdfast.mcp.tool;

import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells who listens that the status has changed: a job was queued, or one ended. Thread-safe. */
final class StatusUpdates {
    private static final Duration WATCHED = Duration.ofHours(24);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    /** Follows a job that nobody waits for, to tell of its end. Holds no thread. */
    void watch(SyncService service, String jobId) {
        if (watched.add(jobId)) {
            var unused = service.await(jobId, WATCHED, ProgressListener.NONE, new CancelSignal())
                    .whenComplete((report, failure) -> {
                        watched.remove(jobId);
                        changed();
                    });
        }
    }
}
