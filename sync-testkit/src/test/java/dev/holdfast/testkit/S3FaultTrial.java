package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.S3Fault.Expected;
import dev.holdfast.testkit.S3Fault.Patience;
import dev.holdfast.testkit.net.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One fault at one step: what comes of the operation, and whether all is sound behind it. */
final class S3FaultTrial {
    private static final Duration MOMENT = Duration.ofMillis(250);

    private final S3FaultSite site;
    private final S3Fault fault;
    private final S3FaultStep step;
    private final String at;
    private final FaultWork work;

    /**
     * Prepares nothing yet.
     *
     * @param site for its own use as long as it runs
     * @param at a prefix that nobody else uses
     */
    S3FaultTrial(S3FaultSite site, S3Fault fault, S3FaultStep step, String at) {
        this.site = site;
        this.fault = fault;
        this.step = step;
        this.at = at;
        this.work = step.work.apply(at);
    }

    Expected run() throws StorageException, IOException {
        Expected outcome = new Expected(run(true), run(false));
        if (!work.isReading()) {
            site.clear(at);
        }
        return outcome;
    }

    /** A busy machine may be late for a short time-out at another request than the struck one: then it gets more time. */
    private FaultOutcome run(boolean passes) throws StorageException, IOException {
        if (fault.patience == Patience.NORMAL) {
            return run(passes, site.patient(), S3FaultSite.AMPLE).orElseThrow(() -> new AssertionError("never struck"));
        }
        for (Duration moment = MOMENT; moment.compareTo(S3FaultSite.AMPLE) < 0; moment = moment.multipliedBy(3)) {
            Optional<FaultOutcome> outcome = runWithin(moment, passes);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new AssertionError("never struck");
    }

    private Optional<FaultOutcome> runWithin(Duration moment, boolean passes) throws StorageException, IOException {
        if (fault.patience == Patience.SHORT_GUARD) {
            return run(passes, site.patient(), moment);
        }
        try (StorageClient impatient = site.withSocketTimeout(moment)) {
            return run(passes, impatient, S3FaultSite.AMPLE);
        }
    }

    /** What came of it; empty when the fault never struck. */
    private Optional<FaultOutcome> run(boolean passes, StorageClient storage, Duration stall)
            throws StorageException, IOException {
        site.prepare(at, work);
        AtomicInteger strikes = new AtomicInteger();
        fault.plant.in(
                site,
                request -> (fault.strikesAll || step.struck.test(request))
                        && isAt(request)
                        && strikes.incrementAndGet() > 0);
        List<Duration> waits = new ArrayList<>();
        int retries = passes ? 20 : fault.patience == Patience.NORMAL ? 1 : 0;
        FaultOutcome outcome = work.run(
                S3FaultSite.composed(storage, stall, retries, (time, cancel) -> {
                    waits.add(time);
                    if (passes) {
                        site.front().heal();
                    }
                }),
                waits);
        if (fault.spoilsConnections) {
            site.renew();
        }
        site.front().heal();
        if (strikes.get() == 0 && !fault.strikesUnseen) {
            return Optional.empty();
        }
        requireSentOnce(strikes.get());
        fault.wait
                .filter(asked -> !waits.isEmpty())
                .ifPresent(asked -> assertThat(waits.get(0)).isEqualTo(asked));
        requireSound(outcome);
        return Optional.of(outcome);
    }

    private void requireSentOnce(int strikes) {
        if (fault.arrives && step == S3FaultStep.PART) {
            assertThat(strikes).as("how often a part was sent that had arrived").isOne();
        }
    }

    /** A request for many keys names none of them in its address. */
    private boolean isAt(HttpRequest request) {
        Optional<String> prefix = request.parameter("prefix");
        return request.path().contains("/" + at)
                || prefix.filter(asked -> at.startsWith(asked) || asked.startsWith(at))
                        .isPresent()
                || request.has("delete")
                || request.query().isEmpty();
    }

    private void requireSound(FaultOutcome outcome) throws StorageException {
        if (fault.swept.contains(step)) {
            FaultWork.sweep(site.undisturbed(), at);
        }
        boolean open = !site.uploads(at).isEmpty();
        if (open && !work.leftOver()) {
            assertThat(outcome).as("what left an upload open").isEqualTo(FaultOutcome.TRANSIENT);
        }
        if (fault.spoils && !FaultWork.keys(site.undisturbed(), at).isEmpty()) {
            assertThatThrownBy(() -> FaultWork.read(site.undisturbed(), at + "a"))
                    .isInstanceOf(StorageException.Corrupt.class);
            return;
        }
        Map<String, byte[]> now = site.objects(at);
        if (outcome.isDone()) {
            work.requireAfter(now);
            assertThat(open).as("an upload is left").isEqualTo(work.leftOver() && fault.blinds);
        } else {
            work.requireOldOrNew(now);
            if (open || (work.isBefore(now) && !step.isInParts())) {
                requireDoneLater();
            }
        }
    }

    private void requireDoneLater() throws StorageException {
        work.action().run(site.undisturbed());
        work.requireAfter(site.objects(at));
        assertThat(site.uploads(at)).as("uploads left open in the end").isEmpty();
    }
}
