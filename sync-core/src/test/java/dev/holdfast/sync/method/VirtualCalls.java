package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Calls of {@link FakeMethod}s in virtual time: no thread, no waiting, and every duration exact. */
final class VirtualCalls implements MethodCalls {
    private final VirtualTimeScheduler time;

    VirtualCalls(VirtualTimeScheduler time) {
        this.time = time;
    }

    @Override
    public Mono<Void> prepare(SyncMethod method) {
        return Mono.empty();
    }

    @Override
    public Mono<Availability> availability(SyncMethod method, Duration limit) {
        Way way = ((FakeMethod) method).way();
        return way.answersWithin(limit)
                ? Mono.delay(way.answersAfter(limit), time).map(tick -> method.availability(limit))
                : Mono.never();
    }

    @Override
    public Mono<MethodResult> sync(SyncMethod method, MethodRequest request, SyncContext context) {
        return Mono.delay(((FakeMethod) method).way().worksFor(), time)
                .then(Mono.fromCallable(() -> method.sync(request, context)));
    }

    @Override
    public Scheduler timer() {
        return time;
    }

    @Override
    public long nanoTime() {
        return time.now(TimeUnit.NANOSECONDS);
    }
}
