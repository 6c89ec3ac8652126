package dev.holdfast.sync.method;

import dev.holdfast.sync.event.CancelSignal;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lends the thread that waits for a composition's end to the parts of it that take long: a sync then runs where its job
 * runs, and nobody is told of an end before the method has ended. For one composition; used by the thread that waits.
 */
final class CallerThread {
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Scheduler scheduler = Schedulers.fromExecutor(work::add);

    Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Waits for the end, and works meanwhile. An interrupt asks the work to stop, and stays set.
     *
     * @throws SyncException when the composition ended with one; whatever else it ended with is thrown as it is
     */
    <T> T await(Mono<T> composition, CancelSignal cancel) throws SyncException {
        AtomicReference<@Nullable Signal<T>> end = new AtomicReference<>();
        composition.materialize().subscribe(signal -> work.add(() -> end.set(signal)));
        Signal<T> signal = end.get();
        while (signal == null) {
            next(cancel).run();
            signal = end.get();
        }
        return value(signal);
    }

    private static <T> T value(Signal<T> signal) throws SyncException {
        Throwable failure = signal.getThrowable();
        if (failure instanceof SyncException expected) {
            throw expected;
        }
        if (failure instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        T value = signal.get();
        if (value == null) {
            throw new IllegalStateException("a composition ended with nothing", failure);
        }
        return value;
    }

    private Runnable next(CancelSignal cancel) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel.cancel();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
