package dev.holdfast.sync.memory.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.record.RecordSync.Depth;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordKeeperTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final RecordCycles.Cycle GOOD = new RecordCycles.Cycle(true, false, false);
    private static final RecordCycles.Cycle FAILED = new RecordCycles.Cycle(false, false, true);
    private static final RecordCycles.Cycle REFUSED = new RecordCycles.Cycle(false, true, true);

    private final Script cycles = new Script();
    private RecordKeeper keeper = new RecordKeeper(cycles, NEVER);

    @AfterEach
    void close() {
        cycles.open.countDown();
        keeper.close();
    }

    /** Cycles that end as they are told; {@link #GOOD} when they are not. */
    private static class Script implements RecordCycles {
        final List<Depth> depths = new CopyOnWriteArrayList<>();
        final Queue<Cycle> ends = new ConcurrentLinkedQueue<>();
        final CountDownLatch closed = new CountDownLatch(1);
        volatile CountDownLatch open = new CountDownLatch(0);
        volatile boolean othersLook;

        @Override
        public Cycle cycle(Depth depth, CancelSignal cancel) {
            depths.add(depth);
            Cycle end = ends.poll();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return end == null ? GOOD : end;
        }

        @Override
        public boolean hasLookedWithin(Duration time) {
            return othersLook;
        }

        @Override
        public void close() {
            closed.countDown();
            open.countDown();
        }
    }

    private void begin(Duration interval) {
        keeper = new RecordKeeper(cycles, interval);
        keeper.start();
    }

    private void awaitCycles(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> cycles.depths.size() >= count);
    }

    @Test
    void everyTenthLookGoesThroughEverythingAndSoDoesTheFirst() {
        begin(SOON);
        awaitCycles(21);
        for (int i = 0; i < 21; i++) {
            assertThat(cycles.depths.get(i)).isEqualTo(i % 10 == 0 ? Depth.FULL : Depth.CHANGES);
        }
    }

    @Test
    void changesThatNeverCeaseDoNotPutOffTheLookAtEverything() {
        Script busy = new Script() {
            @Override
            public Cycle cycle(Depth depth, CancelSignal cancel) {
                Cycle end = super.cycle(depth, cancel);
                keeper.nudge();
                return end;
            }
        };
        keeper = new RecordKeeper(busy, SOON);
        keeper.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> busy.depths.stream().filter(Depth.FULL::equals).count() >= 3);
        keeper.close();
        assertThat(busy.depths).contains(Depth.CHANGES);
    }

    @Test
    void aChangeIsSentAtOnceAndWhoeverMadeItWaitsForNothing() {
        cycles.open = new CountDownLatch(1);
        begin(NEVER);
        awaitCycles(1);
        keeper.nudge();
        keeper.nudge();
        assertThat(keeper.hasUnsent()).isTrue();
        assertThat(cycles.depths).as("the cycle that hangs holds up nobody").hasSize(1);
        cycles.open.countDown();
        awaitCycles(2);
        await().atMost(Duration.ofSeconds(30)).until(() -> !keeper.hasUnsent());
        assertThat(cycles.depths).containsExactly(Depth.FULL, Depth.CHANGES);
    }

    @Test
    void whatAnEarlierProcessLeftCountsAsUnsentUntilSomebodyHasLooked() {
        cycles.open = new CountDownLatch(1);
        begin(NEVER);
        awaitCycles(1);
        assertThat(keeper.hasUnsent()).as("the first look is not over").isTrue();
        cycles.open.countDown();
        await().atMost(Duration.ofSeconds(30)).until(() -> !keeper.hasUnsent());
    }

    @Test
    void whatFailsIsTriedAgainByItself() {
        cycles.ends.addAll(List.of(FAILED, FAILED));
        begin(SOON);
        awaitCycles(3);
        assertThat(cycles.depths.subList(0, 3))
                .as("nothing was gone through yet")
                .containsOnly(Depth.FULL);
        await().atMost(Duration.ofSeconds(30)).until(() -> !keeper.hasUnsent());
    }

    @Test
    void whileTheKeyIsRefusedAChangeAsksForNothing() {
        cycles.ends.add(REFUSED);
        begin(NEVER);
        awaitCycles(1);
        keeper.freshen();
        keeper.nudge();
        assertThat(keeper.hasUnsent()).as("no other process has a better key").isFalse();
        keeper.close();
        assertThat(cycles.depths).hasSize(1);
    }

    @Test
    void aRefusedKeyIsLookedAtAgainEachInterval() {
        cycles.ends.addAll(List.of(REFUSED, REFUSED));
        begin(SOON);
        awaitCycles(4);
    }

    @Test
    void whatAnotherProcessHasJustLookedAtIsNotLookedAtAgain() {
        cycles.othersLook = true;
        begin(SOON);
        awaitCycles(1);
        keeper.nudge();
        awaitCycles(2);
        assertThat(cycles.depths)
                .as("the first is for this process, the second for its change")
                .hasSize(2);
        cycles.othersLook = false;
        awaitCycles(3);
    }

    @Test
    void whoeverWantsToSeeMemoriesGetsThemThoughTheFirstCycleHangs() {
        cycles.open = new CountDownLatch(1);
        keeper = new RecordKeeper(cycles, NEVER);
        keeper.freshen();
        keeper.start();
        awaitCycles(1);
        keeper.freshen();
        assertThat(cycles.open.getCount()).as("it hangs still").isEqualTo(1);
    }

    @Test
    void closingEndsWhatHangsAndNothingIsBegunLater() {
        cycles.open = new CountDownLatch(1);
        begin(SOON);
        awaitCycles(1);
        keeper.close();
        assertThat(cycles.closed.getCount()).isZero();
        int before = cycles.depths.size();
        keeper.nudge();
        keeper.start();
        assertThat(cycles.depths).hasSize(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("holdfast-records"));
    }
}
