package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks methods whether they are available, all at once, and waits for none longer than the limit. What a method first has
 * to load takes none of it.
 */
final class AvailabilityCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AvailabilityCheck.class);

    /** A method keeps to its limit itself, and then its own words say more than ours; so it gets a little less. */
    private static final int PARTS = 10;

    /** For loading classes on a machine that is busy with other things; whoever takes longer hangs. */
    private static final Duration PREPARE_LIMIT = Duration.ofSeconds(30);

    private final MethodCalls calls;

    AvailabilityCheck(MethodCalls calls) {
        this.calls = calls;
    }

    /** What a method answered, and how long that took. */
    record Answer(Availability availability, Duration took) {}

    private record Named(String name, Answer answer) {}

    /** Every method's answer by its name, in the methods' order. What only stands in for others steps back for them. */
    Mono<Map<String, Answer>> ask(List<SyncMethod> methods, Duration limit) {
        return Flux.fromIterable(methods)
                .flatMapSequential(method -> ask(method, limit), Math.max(1, methods.size()))
                .collectList()
                .map(answers -> {
                    Map<String, Answer> byName = new LinkedHashMap<>();
                    answers.forEach(each -> byName.put(each.name(), each.answer()));
                    return settled(byName);
                });
    }

    private Mono<Named> ask(SyncMethod method, Duration limit) {
        Availability late = Availability.late(
                "The method " + method.name() + " did not answer within " + limit.toMillis() + " ms.");
        long start = calls.nanoTime();
        Duration its = limit.minus(limit.dividedBy(PARTS));
        Mono<Availability> answer = calls.availability(method, its).timeout(limit, Mono.just(late), calls.timer());
        return calls.prepare(method)
                .thenReturn(Boolean.TRUE)
                .timeout(PREPARE_LIMIT, Mono.just(Boolean.FALSE), calls.timer())
                .flatMap(isReady -> isReady ? answer : Mono.just(late))
                .onErrorResume(RejectedExecutionException.class, e -> Mono.just(late))
                .map(availability ->
                        new Named(method.name(), new Answer(availability, Duration.ofNanos(calls.nanoTime() - start))));
    }

    /** Has a method load what it needs. What goes wrong shows when it is asked. */
    static void prepare(SyncMethod method) {
        try {
            method.prepare();
        } catch (RuntimeException | Error e) {
            LOG.warn("The method {} could not prepare itself", method.name(), e);
        }
    }

    /**
     * Asks one method. It always answers: an exception that comes when nobody waits any more could not be passed on. One
     * whose code is broken counts as not configured, so that it takes the place of none that works.
     */
    static Availability answerOf(SyncMethod method, Duration limit) {
        try {
            @Nullable Availability answer = method.availability(limit);
            if (answer != null) {
                return answer;
            }
            LOG.error("Asked whether it is available, {} gave no answer", method.name());
        } catch (VirtualMachineError e) {
            // The trouble is the machine's, and may pass.
            LOG.error("Asking whether {} is available failed", method.name(), e);
            return Availability.no("Whether it can be used could not be told; the log says why.");
        } catch (RuntimeException | Error e) {
            LOG.error("Asking whether {} is available failed", method.name(), e);
        }
        return Availability.notConfigured(
                "Whether the method " + method.name()
                        + " can be used could not be told; the log says why. If an extension brings it, update or remove that.");
    }

    private static Map<String, Answer> settled(Map<String, Answer> answers) {
        List<String> named = answers.entrySet().stream()
                .filter(entry -> entry.getValue().availability().configured()
                        && !entry.getValue().availability().standIn())
                .map(Map.Entry::getKey)
                .toList();
        if (!named.isEmpty()) {
            answers.replaceAll((name, answer) -> answer.availability().standIn()
                    ? new Answer(
                            Availability.notConfigured("It only stands in while no other method is configured, and "
                                    + String.join(", ", named) + " is."),
                            answer.took())
                    : answer);
        }
        return answers;
    }
}
