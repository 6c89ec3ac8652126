package dev.holdfast.sync.method;

import dev.holdfast.settings.ForceMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries methods in priority order until one has done the work.
 *
 * <p>A method that is named, by the request or else by the settings, is used alone. Otherwise every method is asked
 * whether it is available, and they are tried in order; those that nobody configured are passed over. After the first
 * configured one, others are tried only if both the settings and the request allow fallback.
 *
 * <p>A method that has not answered after a second waits until all that have answered were tried; then it is asked again,
 * and given longer: far from its target every answer may take that second. Thread-safe.
 */
public final class HybridSync {
    /** The name that leaves the choice open. */
    public static final String AUTO = "auto";

    private static final Logger LOG = LoggerFactory.getLogger(HybridSync.class);
    private static final Duration AVAILABILITY_LIMIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Availability NOT_ASKED = Availability.no("It was not asked.");
    /** Methods that the settings speak of though this version may lack them. */
    private static final List<String> PLANNED = List.of("http");

    private final List<SyncMethod> methods;
    private final ForceMethod force;
    private final boolean fallbackAllowed;
    private final LongSupplier nanoTime;

    /**
     * Prepares.
     *
     * @param methods in any order; names unique
     * @param force what the settings insist on when a request doesn't name a method
     * @param fallbackAllowed whether the settings allow fallback
     */
    public HybridSync(List<SyncMethod> methods, ForceMethod force, boolean fallbackAllowed) {
        this(methods, force, fallbackAllowed, System::nanoTime);
    }

    /** With a clock for the attempts' durations, in nanoseconds. */
    HybridSync(List<SyncMethod> methods, ForceMethod force, boolean fallbackAllowed, LongSupplier nanoTime) {
        this.methods = methods.stream()
                .sorted(Comparator.comparingInt(SyncMethod::priority))
                .toList();
        this.force = force;
        this.fallbackAllowed = fallbackAllowed;
        this.nanoTime = nanoTime;
    }

    /**
     * Syncs with the first method that works.
     *
     * @param method {@link #AUTO} or a method's name
     * @param fallback whether the request allows fallback
     * @throws HybridSyncException when none worked; carries every attempt
     * @throws SyncException when there is no such method
     * @throws CancellationException when the context's signal was cancelled; nothing else is tried then
     */
    public HybridResult sync(String method, boolean fallback, MethodRequest request, SyncContext context)
            throws SyncException {
        Run run = new Run(request, context);
        boolean mayFallBack = fallback && fallbackAllowed;
        for (SyncMethod candidate : candidates(method, mayFallBack, run)) {
            context.cancel().throwIfCancelled();
            Optional<MethodResult> result = run.attempt(candidate);
            if (result.isPresent()) {
                return new HybridResult(candidate.name(), result.get(), run.attempts);
            }
            if (run.tried() && !mayFallBack) {
                break;
            }
        }
        throw run.failure();
    }

    /**
     * What a sync would send, by the method that it would try first.
     *
     * @throws SyncException when there is no such method, none is available, or it can't tell
     */
    public List<PlannedFile> plan(String method, MethodRequest request, SyncContext context) throws SyncException {
        Run run = new Run(request, context);
        for (SyncMethod candidate : candidates(method, fallbackAllowed, run)) {
            if (run.isAvailable(candidate)) {
                return candidate.plan(request, context);
            }
        }
        throw run.failure();
    }

    /** Every method's name and whether it can be used; waits at most about the limit in all. */
    public Map<String, Availability> availability(Duration limit) {
        return AvailabilityCheck.ask(methods, limit);
    }

    /**
     * Checks that a request could be begun at all.
     *
     * @throws SyncException when there is no method of that name
     */
    public void requireKnown(String method) throws SyncException {
        if (!method.equals(AUTO)
                && methods.stream().noneMatch(known -> known.name().equals(method))) {
            throw unknown(method);
        }
    }

    private List<SyncMethod> candidates(String method, boolean mayFallBack, Run run) throws SyncException {
        String wanted = method.equals(AUTO) ? force.name().toLowerCase(Locale.ROOT) : method;
        requireKnown(wanted);
        List<SyncMethod> candidates = methods.stream()
                .filter(known -> wanted.equals(AUTO) || known.name().equals(wanted))
                .toList();
        run.known.putAll(AvailabilityCheck.ask(candidates, AVAILABILITY_LIMIT));
        return mayFallBack
                ? candidates.stream().sorted(Comparator.comparing(run::isLate)).toList()
                : candidates;
    }

    private SyncException unknown(String wanted) {
        String names = methods.stream().map(SyncMethod::name).collect(Collectors.joining(", "));
        String what = PLANNED.contains(wanted)
                ? "The method " + wanted + " is not part of this version"
                : "There is no method called \"" + wanted + "\"";
        return new SyncException("hybrid", what + ": use " + AUTO + " or one of " + names + ".", false, null);
    }

    /** One request's way through the methods. */
    private final class Run {
        private final MethodRequest request;
        private final SyncContext context;
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<String> notConfigured = new ArrayList<>();
        private final Map<String, Availability> known = new HashMap<>();
        private @Nullable Exception last;
        private boolean mayWorkLater;

        Run(MethodRequest request, SyncContext context) {
            this.request = request;
            this.context = context;
        }

        boolean tried() {
            return !attempts.isEmpty();
        }

        boolean isLate(SyncMethod method) {
            return !known.getOrDefault(method.name(), NOT_ASKED).answered();
        }

        boolean isAvailable(SyncMethod method) {
            if (isLate(method)) {
                known.putAll(AvailabilityCheck.ask(List.of(method), PATIENCE));
            }
            Availability answer = known.getOrDefault(method.name(), NOT_ASKED);
            if (!answer.configured()) {
                notConfigured.add(answer.reason());
            } else if (!answer.available()) {
                mayWorkLater |= !answer.refused();
                attempts.add(new Attempt(method.name(), false, Duration.ZERO, Optional.of(answer.reason())));
            }
            return answer.available();
        }

        Optional<MethodResult> attempt(SyncMethod method) throws HybridSyncException {
            if (!isAvailable(method)) {
                return Optional.empty();
            }
            long start = nanoTime.getAsLong();
            try {
                MethodResult result = method.sync(request, context);
                attempts.add(new Attempt(method.name(), true, since(start), Optional.empty()));
                return Optional.of(result);
            } catch (IncompleteSyncException e) {
                // Its target works; what is missing no other method could read either.
                failed(method, start, e, e.sentence(), e.isTransient());
                throw failure();
            } catch (SyncException e) {
                failed(method, start, e, e.sentence(), e.isTransient());
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("The method {} failed unexpectedly", method.name(), e);
                failed(method, start, e, "It failed unexpectedly; the log says how.", false);
            }
            return Optional.empty();
        }

        private void failed(SyncMethod method, long start, Exception cause, String sentence, boolean isTransient) {
            last = cause;
            mayWorkLater |= isTransient;
            attempts.add(new Attempt(method.name(), false, since(start), Optional.of(sentence)));
        }

        private Duration since(long start) {
            return Duration.ofNanos(nanoTime.getAsLong() - start);
        }

        HybridSyncException failure() {
            return new HybridSyncException(sentence(), mayWorkLater, attempts, last);
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
                    .collect(Collectors.joining(" ", "No method worked. ", ""));
        }
    }
}
