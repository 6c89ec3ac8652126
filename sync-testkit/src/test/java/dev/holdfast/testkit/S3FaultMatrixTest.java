package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.S3Fault.Expected;
import dev.holdfast.testkit.net.UnansweredPort;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of {@link S3Faults} at every step where it makes sense, through real sockets to a real S3 service: the right
 * error or a recovery, and never a torn or doubled object, an upload left open without need, or a call that hangs. Most
 * cases wait for something: a few run at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(60)
@Tag("once")
@Tag("alone")
class S3FaultMatrixTest {
    private static final int AT_ONCE = 4;

    /** What is tried, and what comes of it. */
    private record Case(S3Fault fault, S3FaultStep step, Future<Expected> outcome) {
        @Override
        public String toString() {
            return fault + " -> " + step;
        }
    }

    private final BlockingQueue<S3FaultSite> sites = new ArrayBlockingQueue<>(AT_ONCE);
    private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    private final List<Case> cases = new ArrayList<>();
    private final Map<S3Fault, Map<S3FaultStep, Expected>> observed = new LinkedHashMap<>();
    private int unreachable;
    private final MatrixPage page = new MatrixPage("S3");

    @BeforeAll
    void begin() throws IOException {
        for (int i = 0; i < AT_ONCE; i++) {
            sites.add(new S3FaultSite());
        }
        for (S3Fault fault : S3Faults.all()) {
            observed.put(fault, new EnumMap<>(S3FaultStep.class));
            for (S3FaultStep step : fault.expected.keySet()) {
                boolean reading = step.work.apply("").isReading();
                String at = (reading ? step.name() : "c" + cases.size()) + "/";
                cases.add(new Case(fault, step, workers.submit(() -> attempt(fault, step, at))));
            }
        }
    }

    private Expected attempt(S3Fault fault, S3FaultStep step, String at) throws Exception {
        S3FaultSite site = sites.take();
        try {
            return new S3FaultTrial(site, fault, step, at).run();
        } finally {
            sites.add(site);
        }
    }

    @AfterAll
    void close() {
        workers.shutdownNow();
        sites.forEach(S3FaultSite::close);
    }

    Stream<Case> cases() {
        return cases.stream();
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void comesToWhatItShould(Case one) throws InterruptedException {
        Expected outcome = outcome(one);
        assertThat(outcome).as(one.toString()).isEqualTo(one.fault().expected.get(one.step()));
        Objects.requireNonNull(observed.get(one.fault())).put(one.step(), outcome);
    }

    private static Expected outcome(Case one) throws InterruptedException {
        try {
            return one.outcome().get();
        } catch (ExecutionException e) {
            throw new AssertionError(one.toString(), e.getCause());
        }
    }

    @Order(2)
    @Test
    void aHostThatCannotBeFoundIsTransient() throws Exception {
        requireTransientAt(URI.create("http://holdfast.invalid"), "host name not found");
    }

    @Order(2)
    @Test
    void aConnectionThatIsNeverMadeIsTransient() throws Exception {
        try (UnansweredPort port = new UnansweredPort()) {
            requireTransientAt(port.endpoint(), "connect time-out");
        }
    }

    private void requireTransientAt(URI nowhere, String fault) throws Exception {
        S3FaultSite site = sites.take();
        try (StorageClient storage = new S3Storage(
                site.options().withEndpoint(nowhere).withTimeouts(Duration.ofMillis(100), S3FaultSite.AMPLE))) {
            for (S3FaultStep step : S3FaultStep.OPERATIONS) {
                String at = "nowhere-" + step.name() + "/";
                FaultWork work = step.work.apply(at);
                site.prepare(at, work);
                List<Duration> waits = new ArrayList<>();
                StorageClient composed =
                        S3FaultSite.composed(storage, S3FaultSite.AMPLE, 1, (time, cancel) -> waits.add(time));
                assertThat(work.run(composed, waits)).isEqualTo(FaultOutcome.TRANSIENT);
                assertThat(waits).hasSize(1);
                work.requireBefore(site.objects(at));
            }
        } finally {
            sites.add(site);
        }
        unreachable++;
        page.note(fault, "each operation: " + FaultOutcome.TRANSIENT.words);
    }

    @Order(3)
    @Test
    void theMatrixStandsInTheArchitecturePage() throws IOException {
        boolean complete = observed.entrySet().stream()
                .allMatch(fault ->
                        fault.getValue().size() == fault.getKey().expected.size());
        Assumptions.assumeTrue(complete && unreachable == 2, "the rows come from the other tests of this class");
        observed.forEach((fault, outcomes) -> page.note(fault.name, fault.outcome(outcomes)));
        page.requireSame();
    }
}
