package dev.holdfast.sync;

import dev.holdfast.sync.memory.record.RecordService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks the memory API whether it is there, while others are asked the same. */
final class ApiProbe {
    private final CompletableFuture<Optional<String>> problem = new CompletableFuture<>();

    private ApiProbe() {}

    /** Begins to ask; for at most the limit. */
    static ApiProbe begin(RecordService service, Duration limit) {
        ApiProbe probe = new ApiProbe();
        Thread thread = new Thread(() -> probe.ask(service, limit), "holdfast-api-probe");
        thread.setDaemon(true);
        thread.start();
        return probe;
    }

    private void ask(RecordService service, Duration limit) {
        try {
            problem.complete(service.problem(limit));
        } catch (RuntimeException | Error e) {
            problem.completeExceptionally(e);
        }
    }

    /** Waits for the answer: what is wrong, in a sentence, or nothing. */
    Optional<String> problem() {
        return problem.join();
    }
}
