package dev.holdfast.sync.method;

import dev.holdfast.sync.method.AvailabilityCheck.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One request's way through the methods, composed; nothing happens before somebody subscribes. For one subscription. */
final class HybridRun {
    private static final Logger LOG = LoggerFactory.getLogger(HybridRun.class);
    private static final Duration AVAILABILITY_LIMIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Answer NOT_ASKED = new Answer(Availability.no("It was not asked."), Duration.ZERO);

    private final List<SyncMethod> candidates;
    private final boolean mayFallBack;
    private final MethodRequest request;
    private final SyncContext context;
    private final MethodCalls calls;
    private final AvailabilityCheck check;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> notConfigured = new ArrayList<>();
    private final Map<String, Answer> known = new HashMap<>();
    private @Nullable Throwable last;
    private @Nullable IncompleteSyncException incomplete;
    private boolean mayWorkLater;

    /**
     * Prepares.
     *
     * @param candidates by priority
     * @param mayFallBack whether another one may be tried after the first that is configured
     */
    HybridRun(
            List<SyncMethod> candidates,
            boolean mayFallBack,
            MethodRequest request,
            SyncContext context,
            MethodCalls calls) {
        this.candidates = candidates;
        this.mayFallBack = mayFallBack;
        this.request = request;
        this.context = context;
        this.calls = calls;
        this.check = new AvailabilityCheck(calls);
    }

    /** Ends with what the first method that works did, a {@link HybridSyncException}, or a CancellationException. */
    Mono<HybridResult> sync() {
        return inOrder().concatMap(this::attempt, 1).next().switchIfEmpty(Mono.error(this::failure));
    }

    /** Ends with the first method that is available, whether fallback is allowed or not. */
    Mono<SyncMethod> firstAvailable() {
        return inOrder()
                .concatMap(
                        method -> answer(method)
                                .filter(answer -> take(method, answer))
                                .map(answer -> method),
                        1)
                .next()
                .switchIfEmpty(Mono.error(this::failure));
    }

    /** By priority, but what is slow to answer comes last where there is a choice. */
    private Flux<SyncMethod> inOrder() {
        return Mono.defer(() -> unlessCancelled(check.ask(candidates, AVAILABILITY_LIMIT)))
                .flatMapIterable(answers -> {
                    known.putAll(answers);
                    return mayFallBack
                            ? candidates.stream()
                                    .sorted(Comparator.comparing(this::isLate))
                                    .toList()
                            : candidates;
                });
    }

    private Mono<HybridResult> attempt(SyncMethod method) {
        return answer(method).flatMap(answer -> take(method, answer) ? work(method) : next());
    }

    /** What the method answered; a late one is asked again, and given longer. */
    private Mono<Answer> answer(SyncMethod method) {
        return Mono.defer(() -> {
            context.cancel().throwIfCancelled();
            if (!isLate(method)) {
                return Mono.just(known.getOrDefault(method.name(), NOT_ASKED));
            }
            return unlessCancelled(check.ask(List.of(method), PATIENCE))
                    .doOnNext(known::putAll)
                    .map(answers -> answers.getOrDefault(method.name(), NOT_ASKED));
        });
    }

    private boolean isLate(SyncMethod method) {
        return !known.getOrDefault(method.name(), NOT_ASKED).availability().answered();
    }

    /** Whether the method can be used; why not is kept for the report. */
    private boolean take(SyncMethod method, Answer answer) {
        Availability availability = answer.availability();
        if (!availability.configured()) {
            notConfigured.add(availability.reason());
        } else if (!availability.available()) {
            mayWorkLater |= !availability.refused();
            attempts.add(new Attempt(method.name(), false, answer.took(), Optional.of(availability.reason())));
        }
        return availability.available();
    }

    private Mono<HybridResult> work(SyncMethod method) {
        long start = calls.nanoTime();
        return calls.sync(method, request, context)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("it gave no result")))
                .map(result -> {
                    attempts.add(new Attempt(method.name(), true, since(start), Optional.empty()));
                    return new HybridResult(method.name(), result, attempts);
                })
                .onErrorResume(failure -> failed(method, start, failure));
    }

    private Mono<HybridResult> failed(SyncMethod method, long start, Throwable failure) {
        if (failure instanceof SyncException expected) {
            last = expected;
            if (expected instanceof IncompleteSyncException some && isBetter(some)) {
                incomplete = some;
            }
            mayWorkLater |= expected.isTransient();
            attempts.add(new Attempt(method.name(), false, since(start), Optional.of(expected.sentence())));
            return next();
        }
        if (failure instanceof CancellationException || failure instanceof Error) {
            return Mono.error(failure);
        }
        // Nobody knows whether what went wrong will pass. Waiting for nothing costs one try in ten minutes, and being
        // parked for a fault that passes would keep memory off the remote until somebody looks; so it is tried again.
        LOG.error("The method {} failed unexpectedly", method.name(), failure);
        last = failure;
        mayWorkLater = true;
        attempts.add(new Attempt(
                method.name(), false, since(start), Optional.of("It failed unexpectedly; the log says how.")));
        return next();
    }

    /** Of several that did some of the work, the one that left out least is told of. */
    private boolean isBetter(IncompleteSyncException some) {
        return incomplete == null || some.unread().size() < incomplete.unread().size();
    }

    /** On to the next method, if that is allowed. */
    private Mono<HybridResult> next() {
        if (attempts.isEmpty() || mayFallBack) {
            return Mono.empty();
        }
        List<String> tried = attempts.stream().map(Attempt::method).toList();
        candidates.stream()
                .filter(method -> !tried.contains(method.name())
                        && known.getOrDefault(method.name(), NOT_ASKED)
                                .availability()
                                .configured())
                .map(method -> new Attempt(
                        method.name(),
                        false,
                        Duration.ZERO,
                        Optional.of("It was not tried, because fallback is not allowed.")))
                .forEach(attempts::add);
        return Mono.error(failure());
    }

    private Duration since(long start) {
        return Duration.ofNanos(calls.nanoTime() - start);
    }

    /** Ends at once when cancelled: asking leaves nothing behind. A method that works ends by itself, and is waited for. */
    private <T> Mono<T> unlessCancelled(Mono<T> asking) {
        Mono<Void> cancelled = Mono.create(sink -> context.cancel().onCancel(sink::success));
        return asking.takeUntilOther(cancelled).switchIfEmpty(Mono.error(() -> new CancellationException("cancelled")));
    }

    private HybridSyncException failure() {
        return new HybridSyncException(sentence(), mayWorkLater, attempts, incomplete == null ? last : incomplete);
    }

    private String sentence() {
        if (attempts.isEmpty()) {
            return notConfigured.isEmpty()
                    ? "There is no method to sync with."
                    : "No remote is configured: " + String.join(" ", notConfigured);
        }
        if (attempts.size() == 1) {
            return attempts.get(0).error().orElse("It failed.");
        }
        return attempts.stream()
                .map(attempt -> attempt.method() + ": " + attempt.error().orElse("failed"))
                .collect(Collectors.joining(
                        " ", incomplete == null ? "No method worked. " : "No method did all of the work. ", ""));
    }
}
