package dev.holdfast.sync.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainerTest {
    private static final Route HERE = new Route("here", false);

    private final ManualClock clock = new ManualClock();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final List<Drainer> drainers = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> runs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> settled = new ConcurrentLinkedQueue<>();
    private Path home;
    private StateDatabase state;
    private Outbox outbox;

    @BeforeEach
    void open(@TempDir Path directory) {
        home = directory;
        state = new StateDatabase(home, clock);
        outbox = new Outbox(state, clock, "as always", () -> 0);
    }

    @AfterEach
    void close() {
        drainers.forEach(Drainer::close);
        timer.shutdownNow();
        state.close();
    }

    @Test
    void workIsDoneAndReported() {
        drainer(HERE, (job, cancel) -> new Outcome.Done("{\"did\":\"" + job.payload() + "\"}"));
        String id = enqueue("work", HERE);
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.DONE);
        assertThat(outbox.get(id).orElseThrow().report()).contains("{\"did\":\"work\"}");
        await().untilAsserted(() -> assertThat(settled).containsExactly(id));
    }

    @Test
    void aFaultOnTheWayToTheJobsDoesNotEndTheDrainer() {
        AtomicInteger gathered = new AtomicInteger();
        JobHandler handler = new JobHandler() {
            @Override
            public Outcome run(Job job, CancelSignal cancel) {
                return new Outcome.Done("{}");
            }

            @Override
            public void gather() {
                if (gathered.incrementAndGet() == 1) {
                    throw new IllegalStateException("nobody thought of this");
                }
            }

            @Override
            public void settled(String jobId) {
                settled.add(jobId);
            }
        };
        Drainer drainer = new Drainer(state, outbox, home, HERE, handler, timer, Outbox.LEASE);
        drainers.add(drainer);
        drainer.start();
        await().until(() -> gathered.get() > 0);
        String id = enqueue("work", HERE);
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.DONE);
    }

    @Test
    void oneFailureForGoodDoesNotHoldUpTheOthers() {
        drainer(
                HERE,
                (job, cancel) -> job.payload().equals("hopeless")
                        ? new Outcome.Failed("{}", "no such bucket", false)
                        : new Outcome.Done("{}"));
        String hopeless = enqueue("hopeless", HERE);
        String work = enqueue("work", HERE);
        await().until(() -> outbox.get(work).orElseThrow().state() == JobState.DONE);
        assertThat(outbox.get(hopeless).orElseThrow().state()).isEqualTo(JobState.PARKED);
        assertThat(outbox.get(hopeless).orElseThrow().lastError()).contains("no such bucket");
    }

    @Test
    void whatFailsForNowIsTriedAgainWhenItsTimeHasCome() {
        drainer(
                HERE,
                (job, cancel) ->
                        job.attempts() == 1 ? new Outcome.Failed("{}", "no network", true) : new Outcome.Done("{}"));
        String id = enqueue("work", HERE);
        await().until(() -> outbox.get(id).orElseThrow().lastError().isPresent());
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.DONE);
        assertThat(outbox.get(id).orElseThrow().lastError()).isEmpty();
    }

    @Test
    void aHandlerThatBreaksLosesNothingAndStopsNobody() {
        drainer(HERE, (job, cancel) -> {
            if (job.payload().equals("broken")) {
                throw new IllegalStateException("a fault of ours with a secret in it");
            }
            return new Outcome.Done("{}");
        });
        String broken = enqueue("broken", HERE);
        String work = enqueue("work", HERE);
        await().until(() -> outbox.get(work).orElseThrow().state() == JobState.DONE);
        Job job = outbox.get(broken).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.PENDING);
        assertThat(job.lastError().orElseThrow()).contains("unexpectedly").doesNotContain("secret");
    }

    @Test
    void twoDrainersOfOneProcessDoEachJobOnceAndNeverTogether() {
        AtomicInteger atWork = new AtomicInteger();
        BiFunction<Job, CancelSignal, Outcome> work = (job, cancel) -> {
            runs.add(atWork.incrementAndGet() == 1 ? job.id() : "two at once");
            atWork.decrementAndGet();
            return new Outcome.Done("{}");
        };
        drainer(HERE, work);
        drainer(HERE, work);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(enqueue("work " + i, HERE));
        }
        await().until(() ->
                outbox.counts(HERE).pending() == 0 && outbox.counts(HERE).running() == 0);
        assertThat(runs).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void whileOneWorksNobodyElseHasTheLockAndAfterwardsItIsFree() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        drainer(HERE, (job, cancel) -> {
            begun.countDown();
            awaitLatch(go);
            return new Outcome.Done("{}");
        });
        enqueue("work", HERE);
        begun.await();
        assertThat(HomeLock.tryAcquire(home.resolve("drain.lock"))).isEmpty();
        go.countDown();
        await().until(() -> {
            var lock = HomeLock.tryAcquire(home.resolve("drain.lock"));
            lock.ifPresent(HomeLock::close);
            return lock.isPresent();
        });
    }

    @Test
    void aDrainerWithOtherSettingsGetsItsTurn() {
        Route there = new Route("there", false);
        drainer(HERE, (job, cancel) -> new Outcome.Done("\"here\""));
        drainer(there, (job, cancel) -> new Outcome.Done("\"there\""));
        String first = enqueue("work", HERE);
        String second = enqueue("work", there);
        await().until(() -> outbox.counts(HERE).pending() + outbox.counts(HERE).running() == 0);
        assertThat(outbox.get(first).orElseThrow().report()).contains("\"here\"");
        assertThat(outbox.get(second).orElseThrow().report()).contains("\"there\"");
    }

    @Test
    void theOneWhoAskedMayStopItsJob() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Drainer drainer = drainer(HERE, (job, cancel) -> untilCancelled(begun, cancel));
        String id = enqueue("work", HERE);
        begun.await();
        assertThat(drainer.stop("another job")).isFalse();
        assertThat(drainer.stop(id)).isTrue();
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.CANCELLED);
    }

    @Test
    void aJobThatTwoHaveAskedForIsNotStoppedByOne() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        String id = enqueue("work", HERE);
        assertThat(enqueue("work", HERE)).isEqualTo(id);
        Drainer drainer = drainer(HERE, (job, cancel) -> untilCancelled(begun, cancel));
        begun.await();
        assertThat(drainer.stop(id)).isFalse();
        assertThat(outbox.get(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void closingGivesTheJobBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Drainer drainer = drainer(HERE, (job, cancel) -> untilCancelled(begun, cancel));
        String id = enqueue("work", HERE);
        begun.await();
        drainer.close();
        assertThat(outbox.get(id).orElseThrow().state()).isEqualTo(JobState.PENDING);
        drainer(HERE, (job, cancel) -> new Outcome.Done("{}"));
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.DONE);
    }

    @Test
    void workThatDoesNotStopWhenClosingIsGivenBackAndKeepsTheLock() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Drainer drainer = drainer(HERE, (job, cancel) -> {
            begun.countDown();
            awaitLatch(go);
            return new Outcome.Done("{}");
        });
        String id = enqueue("work", HERE);
        begun.await();
        drainer.close();
        assertThat(outbox.get(id).orElseThrow().state()).isEqualTo(JobState.PENDING);
        assertThat(HomeLock.tryAcquire(home.resolve("drain.lock")))
                .as("nobody may begin the same work beside it")
                .isEmpty();
        go.countDown();
        drainer(HERE, (job, cancel) -> new Outcome.Done("\"second\""));
        await().until(() -> outbox.get(id).orElseThrow().state() == JobState.DONE);
        assertThat(outbox.get(id).orElseThrow().report()).contains("\"second\"");
    }

    private Drainer drainer(Route route, BiFunction<Job, CancelSignal, Outcome> work) {
        JobHandler handler = new JobHandler() {
            @Override
            public Outcome run(Job job, CancelSignal cancel) {
                return work.apply(job, cancel);
            }

            @Override
            public void settled(String jobId) {
                settled.add(jobId);
            }
        };
        Drainer drainer = new Drainer(state, outbox, home, route, handler, timer, Outbox.LEASE);
        drainers.add(drainer);
        drainer.start();
        return drainer;
    }

    private String enqueue(String payload, Route route) {
        String id = outbox.enqueue(new NewJob("sync", payload, route, "test")).jobId();
        drainers.forEach(Drainer::wake);
        return id;
    }

    private static Outcome untilCancelled(CountDownLatch begun, CancelSignal cancel) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cancel.onCancel(cancelled::countDown);
        begun.countDown();
        awaitLatch(cancelled);
        return new Outcome.Stopped("{}");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
