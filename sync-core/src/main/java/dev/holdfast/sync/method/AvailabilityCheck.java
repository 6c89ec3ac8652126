package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks methods whether they are available, all at once, and waits for none longer than the limit. What a method first has
 * to load takes none of it.
 */
final class AvailabilityCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AvailabilityCheck.class);

    // Bounded: a target that hangs must not cost one thread more each time it is asked.
    private static final ThreadPoolExecutor WORKERS =
            new ThreadPoolExecutor(0, 16, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "availability");
                thread.setDaemon(true);
                return thread;
            });

    /** A method keeps to its limit itself, and then its own words say more than ours. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private AvailabilityCheck() {}

    static Map<String, Availability> ask(List<SyncMethod> methods, Duration limit) {
        Map<String, CompletableFuture<Availability>> answers = new LinkedHashMap<>();
        methods.forEach(method -> answers.put(method.name(), ask(method, limit)));
        Map<String, Availability> known = new LinkedHashMap<>();
        answers.forEach((name, answer) -> known.put(name, answer.join()));
        return known;
    }

    private static CompletableFuture<Availability> ask(SyncMethod method, Duration limit) {
        Availability late = Availability.late(
                "The method " + method.name() + " did not answer within " + limit.toMillis() + " ms.");
        try {
            return CompletableFuture.runAsync(method::prepare, WORKERS)
                    .thenCompose(ready -> CompletableFuture.supplyAsync(() -> method.availability(limit), WORKERS)
                            .completeOnTimeout(late, limit.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS))
                    .exceptionally(failure -> {
                        LOG.error("Asking whether {} is available failed", method.name(), failure);
                        return Availability.no("Whether it can be used could not be told; the log says why.");
                    });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(late);
        }
    }
}
