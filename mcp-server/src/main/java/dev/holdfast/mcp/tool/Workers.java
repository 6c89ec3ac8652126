package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.CancelSignal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The threads on which tools call the engine. A call holds one only while it works, not while it waits for a job.
 * Thread-safe.
 *
 * <p>A cancelled call gets its {@link CancelSignal}, never an interrupt: an interrupt would close the files that the
 * engine has open.
 */
final class Workers implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 2048;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), this::thread);

    Workers() {
        pool.allowCoreThreadTimeOut(true);
    }

    /** Something to do that ends later. */
    interface Work<T> {
        CompletionStage<T> begin(CancelSignal cancel) throws Exception;
    }

    /** Begins the work at each subscription; cancelling the subscription cancels the work's signal. */
    <T> Mono<T> run(Work<T> work) {
        return Mono.create(sink -> {
            CancelSignal cancel = new CancelSignal();
            sink.onCancel(cancel::cancel);
            try {
                pool.execute(() -> begin(work, cancel, sink));
            } catch (RejectedExecutionException e) {
                sink.error(e);
            }
        });
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    private static <T> void begin(Work<T> work, CancelSignal cancel, MonoSink<T> sink) {
        if (cancel.isCancelled()) {
            return;
        }
        try {
            var unused = work.begin(cancel).whenComplete((result, failure) -> {
                if (cancel.isCancelled()) {
                    return; // nobody listens any more
                }
                if (failure != null) {
                    sink.error(failure);
                } else {
                    sink.success(result);
                }
            });
        } catch (Exception | LinkageError e) {
            sink.error(e);
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "holdfast-tool-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
