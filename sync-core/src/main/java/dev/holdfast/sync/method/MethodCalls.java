package dev.holdfast.sync.method;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Methods' blocking calls as parts of a composition. {@link HybridRun} calls methods through this alone, so that tests can
 * put virtual time in the place of threads.
 */
interface MethodCalls {
    /** Completes when the method has loaded what it needs. */
    Mono<Void> prepare(SyncMethod method);

    Mono<Availability> availability(SyncMethod method, Duration limit);

    Mono<MethodResult> sync(SyncMethod method, MethodRequest request, SyncContext context);

    /** Counts time-outs. */
    Scheduler timer();

    /** A clock for durations, in nanoseconds. */
    long nanoTime();
}
