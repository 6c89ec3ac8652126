package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Asks methods on threads of their own, all at once, and has them work on the caller's. */
final class ThreadedCalls implements MethodCalls {
    // Bounded, and without a queue: a target that hangs must neither cost one thread more each time it is asked nor
    // hold
    // up the question to another one.
    private static final Scheduler WORKERS = Schedulers.fromExecutorService(
            new ThreadPoolExecutor(0, 16, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "availability");
                thread.setDaemon(true);
                return thread;
            }));

    private final Scheduler caller;

    ThreadedCalls(CallerThread caller) {
        this.caller = caller.scheduler();
    }

    /** A method's code failed in a way that Reactor would not pass on; whoever waits for the end must hear of it. */
    static final class BrokenMethodException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenMethodException(Error cause) {
            super(cause);
        }
    }

    @Override
    public Mono<Void> prepare(SyncMethod method) {
        return Mono.<Void>fromRunnable(() -> AvailabilityCheck.prepare(method)).subscribeOn(WORKERS);
    }

    @Override
    public Mono<Availability> availability(SyncMethod method, Duration limit) {
        return Mono.fromCallable(() -> AvailabilityCheck.answerOf(method, limit))
                .subscribeOn(WORKERS);
    }

    @Override
    public Mono<MethodResult> sync(SyncMethod method, MethodRequest request, SyncContext context) {
        return Mono.fromCallable(() -> worked(method, request, context)).subscribeOn(caller);
    }

    @Override
    public Scheduler timer() {
        return Schedulers.parallel();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    private static MethodResult worked(SyncMethod method, MethodRequest request, SyncContext context)
            throws SyncException {
        try {
            return method.sync(request, context);
        } catch (LinkageError | VirtualMachineError | AssertionError e) {
            throw new BrokenMethodException(e);
        }
    }
}
