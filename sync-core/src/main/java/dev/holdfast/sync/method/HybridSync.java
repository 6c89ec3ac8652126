package dev.holdfast.sync.method;

import dev.holdfast.settings.ForceMethod;
import dev.holdfast.sync.event.CancelSignal;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tries methods in priority order until one has done all of the work. One that could send only some of the sources may be
 * followed by one that sends all; if none does, what was sent is told of all the same.
 *
 * <p>A method that is named, by the request or else by the settings, is used alone. Otherwise every method is asked
 * whether it is available, all at once and for a second at most, and they are tried in order; those that nobody configured
 * are passed over. After the first configured one, others are tried only if both the settings and the request allow
 * fallback; those that therefore were not are named in the report all the same.
 *
 * <p>A method that has not answered after a second waits until all that have answered were tried; then it is asked again,
 * and given longer: far from its target every answer may take that second. Thread-safe.
 */
public final class HybridSync {
    /** The name that leaves the choice open. */
    public static final String AUTO = "auto";

    private final Supplier<FoundMethods> source;
    private final ForceMethod force;
    private final boolean fallbackAllowed;
    private @Nullable FoundMethods found;

    /**
     * Prepares.
     *
     * @param methods in any order; names unique
     * @param force what the settings insist on when a request doesn't name a method
     * @param fallbackAllowed whether the settings allow fallback
     */
    public HybridSync(List<SyncMethod> methods, ForceMethod force, boolean fallbackAllowed) {
        this(() -> new FoundMethods(methods, List.of()), force, fallbackAllowed);
    }

    /**
     * Prepares.
     *
     * @param source tells the methods, once, when they are first needed
     * @param force what the settings insist on when a request doesn't name a method
     * @param fallbackAllowed whether the settings allow fallback
     */
    public HybridSync(Supplier<FoundMethods> source, ForceMethod force, boolean fallbackAllowed) {
        this.source = source;
        this.force = force;
        this.fallbackAllowed = fallbackAllowed;
    }

    private synchronized FoundMethods found() {
        if (found == null) {
            FoundMethods all = source.get();
            List<SyncMethod> byPriority = all.methods().stream()
                    .sorted(Comparator.comparingInt(SyncMethod::priority))
                    .toList();
            found = new FoundMethods(byPriority, all.problems());
        }
        return found;
    }

    /** What is wrong with methods that were to be added, one sentence each. */
    public List<String> notices() {
        return found().problems();
    }

    /**
     * Syncs with the first method that works, on the calling thread. Cancelling the context's signal ends it at any time:
     * at once while methods are asked, and as soon as the method has stopped while one works.
     *
     * @param method {@link #AUTO} or a method's name
     * @param fallback whether the request allows fallback
     * @throws HybridSyncException when none worked; carries every attempt
     * @throws SyncException when there is no such method
     * @throws java.util.concurrent.CancellationException when the context's signal was cancelled; nothing else is tried
     *     then
     */
    public HybridResult sync(String method, boolean fallback, MethodRequest request, SyncContext context)
            throws SyncException {
        CallerThread caller = new CallerThread();
        return caller.await(syncing(method, fallback, request, context, new ThreadedCalls(caller)), context.cancel());
    }

    /** The same, composed over other calls. */
    Mono<HybridResult> syncing(
            String method, boolean fallback, MethodRequest request, SyncContext context, MethodCalls calls)
            throws SyncException {
        return new HybridRun(candidates(method), fallback && fallbackAllowed, request, context, calls).sync();
    }

    /**
     * What a sync would send, by the method that it would try first.
     *
     * @throws SyncException when there is no such method, none is available, or it can't tell
     */
    public List<PlannedFile> plan(String method, MethodRequest request, SyncContext context) throws SyncException {
        CallerThread caller = new CallerThread();
        HybridRun run = new HybridRun(candidates(method), fallbackAllowed, request, context, new ThreadedCalls(caller));
        return caller.await(run.firstAvailable(), context.cancel()).plan(request, context);
    }

    /** Every method's name and whether it can be used; waits at most about the limit in all. */
    public Map<String, Availability> availability(Duration limit) {
        CallerThread caller = new CallerThread();
        Mono<Map<String, Availability>> asking = new AvailabilityCheck(new ThreadedCalls(caller))
                .ask(found().methods(), limit)
                .map(answers -> {
                    Map<String, Availability> known = new LinkedHashMap<>();
                    answers.forEach((name, answer) -> known.put(name, answer.availability()));
                    return known;
                });
        try {
            return caller.await(asking, new CancelSignal());
        } catch (SyncException e) {
            throw new IllegalStateException("asking is no sync", e);
        }
    }

    /**
     * Checks that a request could be begun at all.
     *
     * @throws SyncException when there is no method of that name
     */
    public void requireKnown(String method) throws SyncException {
        if (!method.equals(AUTO)
                && found().methods().stream().noneMatch(known -> known.name().equals(method))) {
            String names = found().methods().stream().map(SyncMethod::name).collect(Collectors.joining(", "));
            throw new SyncException(
                    "hybrid",
                    "There is no method called \"" + method + "\": use " + AUTO + " or one of " + names + ".",
                    false,
                    null);
        }
    }

    private List<SyncMethod> candidates(String method) throws SyncException {
        String wanted = method.equals(AUTO) ? force.name().toLowerCase(Locale.ROOT) : method;
        requireKnown(wanted);
        return found().methods().stream()
                .filter(known -> wanted.equals(AUTO) || known.name().equals(wanted))
                .toList();
    }
}
