package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** The calls of one session that are being worked on, by the id that the client gave them. Thread-safe. */
final class Calls {
    private static final Logger log = LoggerFactory.getLogger(Calls.class);

    private final InFlight inFlight;
    private final Map<Object, Disposable.Swap> running = new ConcurrentHashMap<>();

    Calls(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /**
     * Starts the work and returns; the work sends its own answer, unless it breaks off.
     *
     * @param whenBroken sends the answer that the work couldn't
     * @param whenOver runs at the end, however it came about
     */
    void start(Object id, Mono<Void> work, Consumer<McpSchema.JSONRPCResponse> whenBroken, Runnable whenOver)
            throws Refusal {
        Disposable.Swap call = Disposables.swap();
        if (running.putIfAbsent(id, call) != null) {
            throw new Refusal(
                    400, McpSchema.ErrorCodes.INVALID_REQUEST, "A request of this id is still being worked on.");
        }
        inFlight.enter();
        call.update(work.onErrorResume(failure -> {
                    log.warn("A call failed.", failure);
                    whenBroken.accept(CleanErrors.answer(id, failure));
                    return Mono.empty();
                })
                .doFinally(end -> {
                    running.remove(id, call);
                    whenOver.run();
                    inFlight.leave();
                })
                .subscribe());
    }

    boolean areNone() {
        return running.isEmpty();
    }

    /** Stops the work on a call; unknown ids are those that have been answered in the meantime. */
    void cancel(Object id) {
        Disposable call = running.get(id);
        if (call != null) {
            call.dispose();
        }
    }

    void cancelAll() {
        running.keySet().forEach(this::cancel);
    }
}
