package dev.holdfast.sync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    /** The one that a fresh home begins with. */
    private static final long TURN = 0;

    private static final Route HERE = new Route("here", false);
    private static final Route ELSEWHERE = new Route("elsewhere", false);

    private final ManualClock clock = new ManualClock();
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
        state.close();
    }

    @Test
    void aJobIsOnDiskWhenEnqueueHasReturned() {
        String id = enqueue("work").jobId();
        try (StateDatabase other = new StateDatabase(home, clock)) {
            Job job = new Outbox(other, clock, "as always").get(id).orElseThrow();
            assertThat(job.payload()).isEqualTo("work");
            assertThat(job.state()).isEqualTo(JobState.PENDING);
            assertThat(job.triggeredBy()).isEqualTo("test");
            assertThat(job.created()).isEqualTo(clock.instant());
        }
    }

    @Test
    void idsSortByTimeAndOrder() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(enqueue("work " + i).jobId());
            clock.advance(Duration.ofMillis(i % 2));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-z]{26}"));
    }

    @Test
    void anEqualJobThatWaitsIsJoined() {
        Outbox.Receipt first = enqueue("work");
        Outbox.Receipt second = enqueue("work");
        assertThat(first.joined()).isFalse();
        assertThat(second).isEqualTo(new Outbox.Receipt(first.jobId(), 1, true));
        assertThat(outbox.get(first.jobId()).orElseThrow().requests()).isEqualTo(2);
    }

    @Test
    void otherWorkOtherPlacesAndJobsThatRunAreNotJoined() {
        String first = enqueue("work").jobId();
        assertThat(enqueue("other work").joined()).isFalse();
        assertThat(outbox.enqueue(new NewJob("sync", "work", ELSEWHERE, "test")).joined())
                .isFalse();
        assertThat(outbox.enqueue(new NewJob("other kind", "work", HERE, "test"))
                        .joined())
                .isFalse();
        assertThat(lease().id()).isEqualTo(first);
        Outbox.Receipt later = enqueue("work");
        assertThat(later.joined())
                .as("what changed since the run began needs another")
                .isFalse();
        assertThat(later.length()).isEqualTo(5);
    }

    @Test
    void theOldestDueJobIsLeasedOnce() {
        String first = enqueue("one").jobId();
        clock.advance(Duration.ofMillis(1));
        String second = enqueue("two").jobId();
        Job leased = lease();
        assertThat(leased.id()).isEqualTo(first);
        assertThat(leased.state()).isEqualTo(JobState.RUNNING);
        assertThat(leased.attempts()).isEqualTo(1);
        assertThat(lease().id()).isEqualTo(second);
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
    }

    @Test
    void onlyTheLastLeaseCounts() {
        enqueue("work");
        Job early = lease();
        assertThat(state.write(outbox::reclaim)).isEqualTo(1);
        Job late = lease();
        assertThat(late.fence()).isGreaterThan(early.fence());
        assertThat(outbox.renew(early)).isFalse();
        assertThat(outbox.complete(early, "{}")).isFalse();
        assertThat(outbox.fail(early, "late", "{}")).isFalse();
        assertThat(outbox.park(early, "late", "{}")).isFalse();
        assertThat(outbox.cancel(early, "{}")).isFalse();
        assertThat(outbox.giveBack(early)).isFalse();
        assertThat(stateOf(late)).isEqualTo(JobState.RUNNING);
        assertThat(outbox.complete(late, "{\"method\":\"x\"}")).isTrue();
        assertThat(outbox.complete(late, "{}")).as("a second end").isFalse();
        assertThat(outbox.get(late.id()).orElseThrow().report()).contains("{\"method\":\"x\"}");
    }

    @Test
    void noClockTakesALeaseFromALivingProcess() {
        enqueue("work");
        Job leased = lease();
        clock.advance(Duration.ofDays(1));
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
        assertThat(outbox.renew(leased)).isTrue();
        clock.advance(Duration.ofDays(-2));
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
        assertThat(outbox.complete(leased, "{}")).isTrue();
    }

    @Test
    void whoseTurnHasPassedLeasesNothing() {
        enqueue("work");
        assertThat(outbox.lease(HERE, "test", TURN + 1)).isEmpty();
        assertThat(outbox.lease(HERE, "test", TURN)).isPresent();
    }

    @Test
    void aFailedJobComesDueAgainLaterAndLaterForEver() {
        enqueue("work");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Job leased = lease();
            assertThat(outbox.fail(leased, "no network", "{}")).isTrue();
            Instant next = outbox.counts(HERE).nextAttempt().orElseThrow();
            waits.add(Duration.between(clock.instant(), next).toSeconds());
            clock.advance(Duration.between(clock.instant(), next).minusMillis(1));
            assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
            assertThat(outbox.hasWork(HERE)).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(outbox.hasWork(HERE)).isTrue();
        }
        assertThat(waits).containsExactly(30L, 60L, 120L, 240L, 480L, 600L, 600L);
    }

    @Test
    void askingAgainMakesAFailedJobDueAtOnce() {
        enqueue("work");
        assertThat(outbox.fail(lease(), "no network", "{}")).isTrue();
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
        assertThat(enqueue("work").joined()).isTrue();
        assertThat(lease().attempts()).isEqualTo(2);
    }

    @Test
    void aParkedJobIsInNobodysWayUntilItIsRetried() {
        String parked = enqueue("hopeless").jobId();
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        clock.advance(Duration.ofDays(400));
        enqueue("work");
        assertThat(outbox.complete(lease(), "{}")).isTrue();
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
        assertThat(outbox.lastError()).contains("no such bucket");
        assertThat(outbox.retry("unknown")).isFalse();
        assertThat(outbox.retry(parked)).isTrue();
        assertThat(outbox.retry(parked)).isFalse();
        assertThat(lease().id()).isEqualTo(parked);
    }

    @Test
    void allParkedJobsAreRetriedTogether() {
        for (int i = 0; i < 3; i++) {
            enqueue("hopeless " + i);
            assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        }
        assertThat(outbox.retryAll(ELSEWHERE)).isZero();
        assertThat(outbox.retryAll(HERE)).isEqualTo(3);
        assertThat(outbox.counts(HERE).pending()).isEqualTo(3);
    }

    @Test
    void whatFailedUnderOtherSettingsIsTakenUpOnceByAProcessThatHasNewOnes() {
        String parked = enqueue("hopeless").jobId();
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        String failed = enqueue("work").jobId();
        assertThat(outbox.fail(lease(), "no credentials here", "{}")).isTrue();
        assertThat(outbox.takeUp(HERE)).as("nothing has changed").isZero();

        Outbox changed = new Outbox(state, clock, "as of today", () -> 0);
        assertThat(changed.takeUp(ELSEWHERE)).isZero();
        assertThat(changed.takeUp(HERE)).isEqualTo(2);
        assertThat(lease().id()).isEqualTo(parked);
        assertThat(lease().id()).isEqualTo(failed);
    }

    @Test
    void aFailedJobCanBeRetriedBeforeItsTime() {
        String failed = enqueue("work").jobId();
        assertThat(outbox.fail(lease(), "no network", "{}")).isTrue();
        assertThat(outbox.retry(failed)).isTrue();
        assertThat(lease().id()).isEqualTo(failed);
    }

    @Test
    void parkedJobsAreListedWithTheirReasons() {
        enqueue("hopeless");
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        enqueue("work");
        assertThat(outbox.parked(10))
                .singleElement()
                .satisfies(job -> assertThat(job.lastError()).contains("no such bucket"));
    }

    @Test
    void aClockSetBackADayHoldsNoNextTryUp() {
        enqueue("work");
        assertThat(outbox.fail(lease(), "no network", "{}")).isTrue();
        clock.advance(Duration.ofDays(-1));
        assertThat(lease().attempts()).isEqualTo(2);
    }

    @Test
    void askingAgainUnparksAnEqualJob() {
        String parked = enqueue("work").jobId();
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        Outbox.Receipt again = enqueue("work");
        assertThat(again.jobId()).isEqualTo(parked);
        assertThat(again.joined()).isTrue();
        assertThat(lease().id()).isEqualTo(parked);
    }

    @Test
    void aJobIsNeverLeasedByAProcessThatSendsElsewhere() {
        enqueue("work");
        assertThat(outbox.hasWork(ELSEWHERE)).isFalse();
        assertThat(outbox.lease(ELSEWHERE, "test", TURN)).isEmpty();
        assertThat(outbox.counts(ELSEWHERE).foreign()).isEqualTo(1);
        assertThat(outbox.counts(ELSEWHERE).nextAttempt()).isEmpty();
        assertThat(outbox.counts(HERE).foreign()).isZero();
        assertThat(outbox.lease(HERE, "test", TURN)).isPresent();
    }

    @Test
    void jobsOfTheHomesOwnSettingsFollowThatFile() {
        outbox.enqueue(new NewJob("sync", "work", new Route("old place", true), "test"));
        assertThat(outbox.lease(new Route("new place", false), "test", TURN))
                .as("settings from an environment do not adopt it")
                .isEmpty();
        assertThat(outbox.lease(new Route("new place", true), "test", TURN)).isPresent();
    }

    @Test
    void jobsOfAnEnvironmentAreNotAdoptedByTheHomesOwnSettings() {
        outbox.enqueue(new NewJob("sync", "work", new Route("place of an environment", false), "test"));
        assertThat(outbox.lease(new Route("place of the file", true), "test", TURN))
                .isEmpty();
    }

    @Test
    void aParkedJobOfTheHomesOwnSettingsGoesToTheNewPlaceWhenAskedForAgain() {
        NewJob job = new NewJob("sync", "work", new Route("mistyped", true), "test");
        String parked = outbox.enqueue(job).jobId();
        assertThat(outbox.park(outbox.lease(job.route(), "test", TURN).orElseThrow(), "no such bucket", "{}"))
                .isTrue();
        Route corrected = new Route("corrected", true);
        Outbox.Receipt again = outbox.enqueue(new NewJob("sync", "work", corrected, "test"));
        assertThat(again.jobId()).isEqualTo(parked);
        assertThat(outbox.lease(corrected, "test", TURN).orElseThrow().route()).isEqualTo(corrected);
    }

    @Test
    void whatADeadDrainerHadIsTakenBackAtOnce() {
        enqueue("work");
        Job orphan = lease();
        assertThat(state.write(outbox::reclaim)).isEqualTo(1);
        Job again = lease();
        assertThat(again.id()).isEqualTo(orphan.id());
        assertThat(outbox.complete(orphan, "{}")).isFalse();
        assertThat(outbox.complete(again, "{}")).isTrue();
        assertThat(state.write(outbox::reclaim)).isZero();
    }

    @Test
    void aJobThatKeepsKillingItsProcessHasToWait() {
        enqueue("deadly");
        for (int i = 0; i < 3; i++) {
            lease();
            assertThat(state.write(outbox::reclaim)).isEqualTo(1);
        }
        lease();
        assertThat(state.write(outbox::reclaim)).isEqualTo(1);
        assertThat(outbox.lease(HERE, "test", TURN)).isEmpty();
        clock.advance(Backoff.LONGEST);
        assertThat(outbox.lease(HERE, "test", TURN)).isPresent();
    }

    @Test
    void aJobGivenBackIsDueAndTheTryDoesNotCount() {
        enqueue("work");
        assertThat(outbox.giveBack(lease())).isTrue();
        assertThat(lease().attempts()).isEqualTo(1);
    }

    @Test
    void aClockThatWasFarAheadDoesNotHoldJobsBack() {
        clock.advance(Duration.ofDays(3650));
        enqueue("work");
        clock.advance(Duration.ofDays(-3650));
        assertThat(outbox.hasWork(HERE)).isTrue();
        assertThat(outbox.lease(HERE, "test", TURN)).isPresent();
    }

    @Test
    void countsTellHowTheQueueStands() {
        Instant start = clock.instant();
        for (int i = 0; i < 4; i++) {
            enqueue("work " + i);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(outbox.fail(lease(), "no network", "{}")).isTrue();
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        lease();
        assertThat(outbox.counts(HERE))
                .isEqualTo(new QueueCounts(2, 1, 1, 1, 0, Optional.of(start.plusSeconds(3)), Optional.of(start)));
    }

    @Test
    void theTallyAgreesWithTheTableWhateverHappensToJobs() {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            Route route = random.nextBoolean() ? HERE : ELSEWHERE;
            switch (random.nextInt(6)) {
                case 0, 1 -> outbox.enqueue(new NewJob("sync", "work " + random.nextInt(20), route, "test"));
                case 2 -> settle(route, job -> outbox.complete(job, "{}"));
                case 3 -> settle(route, job -> outbox.park(job, "no", "{}"));
                case 4 -> settle(route, job -> outbox.fail(job, "no", "{}"));
                default -> outbox.retryAll(route);
            }
            clock.advance(Duration.ofDays(random.nextInt(40) == 0 ? 91 : 0));
        }
        assertThat(tally("SELECT state, target, count(*) FROM job GROUP BY state, target, canonical"))
                .hasSizeGreaterThan(3)
                .hasSameElementsAs(tally("SELECT state, target, jobs FROM job_tally WHERE jobs <> 0"));
    }

    private void settle(Route route, Predicate<Job> end) {
        outbox.lease(route, "test", TURN)
                .ifPresent(job -> assertThat(end.test(job)).isTrue());
    }

    private List<String> tally(String query) {
        return state.read(connection ->
                Sql.query(connection, query, row -> row.getString(1) + " " + row.getString(2) + " " + row.getLong(3)));
    }

    @Test
    void historyIsBoundedByAgeAndByNumber() {
        String old = enqueue("old").jobId();
        assertThat(outbox.complete(lease(), "{}")).isTrue();
        clock.advance(Duration.ofDays(91));
        String parked = enqueue("parked").jobId();
        assertThat(outbox.park(lease(), "no such bucket", "{}")).isTrue();
        assertThat(outbox.get(old)).isEmpty();
        for (int i = 0; i < 1005; i++) {
            enqueue("work " + i);
            assertThat(outbox.complete(lease(), "{}")).isTrue();
            clock.advance(Duration.ofMillis(1));
        }
        long ended = state.read(connection -> Sql.number(connection, "SELECT count(*) FROM job WHERE state = 'done'"));
        assertThat(ended).isEqualTo(1000);
        assertThat(outbox.get(parked)).as("parked jobs are no history").isPresent();
    }

    private Outbox.Receipt enqueue(String payload) {
        return outbox.enqueue(new NewJob("sync", payload, HERE, "test"));
    }

    private Job lease() {
        return outbox.lease(HERE, "test", TURN).orElseThrow();
    }

    private JobState stateOf(Job job) {
        return outbox.get(job.id()).orElseThrow().state();
    }
}
