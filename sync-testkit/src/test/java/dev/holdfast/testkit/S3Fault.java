package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.net.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A fault, at which steps it is tried, and what has to come of it there. Built once, then only read. */
final class S3Fault {
    /** How patient the storage is. */
    enum Patience {
        /** More than any machine needs that is merely busy. */
        NORMAL,
        /** A service that is silent for a moment is given up on by the connection. */
        SHORT_SOCKET,
        /** An operation without progress for a moment is given up on by the stall guard. */
        SHORT_GUARD
    }

    /** Has requests struck. */
    @FunctionalInterface
    interface Plant {
        void in(S3FaultSite site, Predicate<HttpRequest> struck);
    }

    /**
     * What has to come of it.
     *
     * @param once when it has passed at the first retry
     * @param lasting when it does not pass
     */
    record Expected(FaultOutcome once, FaultOutcome lasting) {}

    static final Expected RETRIED = new Expected(FaultOutcome.RECOVERED, FaultOutcome.TRANSIENT);
    static final Expected UNHARMED = always(FaultOutcome.UNHARMED);
    static final Expected RECOVERED = always(FaultOutcome.RECOVERED);
    static final Expected UNNOTICED = always(FaultOutcome.UNNOTICED);
    static final Expected TRANSIENT = always(FaultOutcome.TRANSIENT);
    static final Expected DENIED = always(FaultOutcome.DENIED);
    static final Expected PERMANENT = always(FaultOutcome.PERMANENT);
    static final Expected CORRUPT = always(FaultOutcome.CORRUPT);
    static final Expected OCCUPIED = always(FaultOutcome.PRECONDITION_FAILED);

    final String name;
    final Plant plant;
    final Map<S3FaultStep, Expected> expected = new EnumMap<>(S3FaultStep.class);
    Patience patience = Patience.NORMAL;
    boolean strikesAll;
    boolean strikesUnseen;
    boolean spoils;
    boolean spoilsConnections;
    boolean arrives;
    boolean blinds;
    Set<S3FaultStep> swept = EnumSet.noneOf(S3FaultStep.class);
    Optional<Duration> wait = Optional.empty();

    S3Fault(String name, Plant plant) {
        this.name = name;
        this.plant = plant;
    }

    private static Expected always(FaultOutcome outcome) {
        return new Expected(outcome, outcome);
    }

    /** Tries it at these steps; at the usual ones when none is named. What was said earlier of a step gives way. */
    S3Fault at(Expected outcome, S3FaultStep... steps) {
        List<S3FaultStep> chosen = steps.length == 0 ? S3FaultStep.USUAL : List.of(steps);
        chosen.forEach(step -> expected.put(step, outcome));
        return this;
    }

    S3Fault with(Patience other) {
        patience = other;
        return this;
    }

    /** It strikes every request of the operation. */
    S3Fault atEveryRequest() {
        strikesAll = true;
        return this;
    }

    /** It strikes before there is a request to be seen: what comes of it has to show that it did. */
    S3Fault unseen() {
        strikesUnseen = true;
        return this;
    }

    /** Afterwards the client may use a connection once more that is not alive. */
    S3Fault thatSpoilsConnections() {
        spoilsConnections = true;
        return this;
    }

    /** What is sent arrives nevertheless. */
    S3Fault thatArrives() {
        arrives = true;
        return this;
    }

    /** A sweep does not see what is there. */
    S3Fault thatBlinds() {
        blinds = true;
        return this;
    }

    /** The service itself keeps something else than it was sent. */
    S3Fault thatSpoils() {
        spoils = true;
        return this;
    }

    /** At these steps an upload may be left that nobody knows of: the sweep finds it. */
    S3Fault leavesForSweepAt(S3FaultStep... steps) {
        swept.addAll(List.of(steps));
        return this;
    }

    /** The retry has to wait so long. */
    S3Fault waits(Duration asked) {
        wait = Optional.of(asked);
        return this;
    }

    /** What is observed at each step, in words for the matrix. */
    String outcome(Map<S3FaultStep, Expected> observed) {
        Map<Expected, Set<S3FaultStep>> steps = new LinkedHashMap<>();
        observed.forEach((step, outcome) -> steps.computeIfAbsent(outcome, any -> EnumSet.noneOf(S3FaultStep.class))
                .add(step));
        List<String> said = new ArrayList<>();
        steps.forEach((outcome, at) -> said.add(S3FaultStep.words(at, observed.keySet()) + ": " + words(outcome)));
        swept.forEach(step -> said.add(step.words + " leaves an empty upload to the sweep"));
        return String.join("; ", said);
    }

    private static String words(Expected outcome) {
        if (outcome.equals(RETRIED)) {
            return "retried";
        }
        assertThat(outcome.once()).as("what the matrix has one word for").isEqualTo(outcome.lasting());
        return outcome.once().words;
    }

    @Override
    public String toString() {
        return name;
    }
}
