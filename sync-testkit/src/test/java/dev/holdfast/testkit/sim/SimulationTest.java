package dev.holdfast.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Simulation simulation = new Simulation(1);
    private final Device device = simulation.device("one");

    /** What three threads that step four times each did, in order. */
    private static List<String> order(long seed) {
        Simulation simulation = new Simulation(seed);
        Device device = simulation.device("device");
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            device.start(name, () -> {
                for (int step = 0; step < 4; step++) {
                    simulation.step("step");
                    order.add(name);
                }
            });
        }
        simulation.run();
        return order;
    }

    @Test
    void theSameSeedGivesTheSameOrderAndOthersGiveOthers() {
        Set<List<String>> orders =
                new TreeSet<>((left, right) -> left.toString().compareTo(right.toString()));
        for (long seed = 1; seed <= 100; seed++) {
            List<String> order = order(seed);
            assertThat(order).hasSize(12).isEqualTo(order(seed));
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(60);
    }

    @Test
    void onlyOneThreadRunsAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int thread = 0; thread < 4; thread++) {
            device.start("thread" + thread, () -> {
                for (int step = 0; step < 500; step++) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    simulation.step("step");
                }
            });
        }
        simulation.run();
        assertThat(most).hasValue(1);
    }

    @Test
    void sleepingTakesSimulatedTimeOnly() {
        device.start("sleeper", () -> device.sleep(Duration.ofDays(30)));
        simulation.run();
        assertThat(simulation.elapsed()).isGreaterThanOrEqualTo(Duration.ofDays(30));
    }

    @Test
    void whoSleepsLessWakesFirst() {
        List<Integer> woken = new ArrayList<>();
        for (int seconds : new int[] {3, 1, 2}) {
            device.start("sleeper" + seconds, () -> {
                device.sleep(Duration.ofSeconds(seconds));
                woken.add(seconds);
            });
        }
        simulation.run();
        assertThat(woken).containsExactly(1, 2, 3);
    }

    @Test
    void clocksGoWrongAsTheyAreTold() {
        device.clock().drift(1000);
        device.clock().jump(Duration.ofHours(-2));
        Instant before = device.clock().instant();
        device.start("sleeper", () -> device.sleep(Duration.ofSeconds(1001)));
        simulation.run();
        assertThat(before).isEqualTo(DeviceClock.BEGIN.minus(Duration.ofHours(2)));
        assertThat(Duration.between(before, device.clock().instant()).toSeconds())
                .isEqualTo(1001);
        assertThat(simulation.elapsed().toSeconds()).isEqualTo(1000);
    }

    @Test
    void aPauseEndsWhenItIsCancelled() {
        CancelSignal cancel = new CancelSignal();
        AtomicBoolean cancelled = new AtomicBoolean();
        device.start("waiter", () -> {
            try {
                device.pause().pause(Duration.ofDays(1), cancel);
            } catch (CancellationException e) {
                cancelled.set(true);
            }
        });
        device.after(Duration.ofSeconds(5), "canceller", cancel::cancel);
        simulation.run();
        assertThat(cancelled).isTrue();
        assertThat(simulation.elapsed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aKilledProcessDoesNothingMoreEvenInItsFinallyBlocks() {
        AtomicInteger steps = new AtomicInteger();
        AtomicBoolean cleanedUp = new AtomicBoolean();
        SimProcess victim = device.start("victim", () -> {
            try {
                while (true) {
                    simulation.step("work");
                    steps.incrementAndGet();
                }
            } finally {
                simulation.step("clean up");
                cleanedUp.set(true);
            }
        });
        device.start("killer", () -> {
            simulation.await("some work", () -> steps.get() > 10);
            victim.kill();
            int then = steps.get();
            device.sleep(Duration.ofSeconds(1));
            assertThat(steps).hasValue(then);
        });
        simulation.run();
        assertThat(victim.isAlive()).isFalse();
        assertThat(cleanedUp).isFalse();
    }

    @Test
    void aCrashEndsAllProcessesOfTheDeviceAndOfNoOther() {
        Device other = simulation.device("other");
        AtomicInteger survivors = new AtomicInteger();
        for (int thread = 0; thread < 3; thread++) {
            device.start("victim" + thread, () -> {
                device.sleep(Duration.ofSeconds(10));
                survivors.incrementAndGet();
            });
        }
        other.start("survivor", () -> {
            other.sleep(Duration.ofSeconds(10));
            survivors.incrementAndGet();
        });
        device.after(Duration.ofSeconds(5), "fuse", device::crash);
        simulation.run();
        assertThat(survivors).hasValue(1);
        assertThatThrownBy(() -> device.start("too early", () -> {})).isInstanceOf(IllegalStateException.class);
        device.restart();
        device.start("again", survivors::incrementAndGet);
        simulation.run();
        assertThat(survivors).hasValue(2);
    }

    @Test
    void aThreadThatCatchesItsEndIsFound() {
        AtomicInteger rounds = new AtomicInteger();
        SimProcess stubborn = device.start("stubborn", () -> {
            while (true) {
                try {
                    rounds.incrementAndGet();
                    simulation.step("work");
                } catch (CrashedError e) {
                    simulation.note("not me");
                }
            }
        });
        device.start("killer", () -> {
            simulation.await("some work", () -> rounds.get() > 10);
            stubborn.kill();
        });
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("one/stubborn goes on");
    }

    @Test
    void aDeadlockEndsTheRunAndNamesWhoWaitsForWhat() {
        AtomicBoolean left = new AtomicBoolean();
        AtomicBoolean right = new AtomicBoolean();
        device.start("left", () -> {
            simulation.await("the right one", right::get);
            left.set(true);
        });
        device.start("right", () -> {
            simulation.await("the left one", left::get);
            right.set(true);
        });
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("one/left waits for the right one")
                .hasMessageContaining("one/right waits for the left one")
                .hasMessageContaining("[seed 1]");
    }

    @Test
    void goingRoundInCirclesEndsTheRunWithTheLastEvents() {
        simulation.limit(5000, Duration.ofDays(1));
        device.start("spinner", () -> {
            while (true) {
                simulation.step("round and round");
            }
        });
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("5000 steps")
                .hasMessageContaining("one/spinner: round and round");
    }

    @Test
    void waitingInCirclesEndsTheRun() {
        simulation.limit(5000, Duration.ofDays(1));
        device.start("waiter", () -> {
            while (true) {
                device.sleep(Duration.ofHours(1));
            }
        });
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("simulated time");
    }

    @Test
    void aLockKeptOverAStepIsFound() {
        simulation.patience(Duration.ofMillis(300));
        Object lock = new Object();
        for (int thread = 0; thread < 2; thread++) {
            device.start("thread" + thread, () -> {
                synchronized (lock) {
                    device.sleep(Duration.ofSeconds(1));
                }
            });
        }
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("waits for something that the simulation does not know");
    }

    @Test
    void aFailureInAThreadIsTheRunsFailure() {
        IllegalStateException failure = new IllegalStateException("broken");
        device.start("fails", () -> {
            throw failure;
        });
        device.start("sleeps", () -> device.sleep(Duration.ofDays(1)));
        assertThatThrownBy(simulation::run)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("one/fails failed")
                .hasCause(failure);
    }

    @Test
    void backgroundProcessesEndWithTheOthers() {
        AtomicInteger rounds = new AtomicInteger();
        SimProcess server = device.background("server", () -> {
            while (true) {
                device.sleep(Duration.ofSeconds(1));
                rounds.incrementAndGet();
            }
        });
        device.start("client", () -> device.sleep(Duration.ofSeconds(10)));
        simulation.run();
        assertThat(rounds.get()).isBetween(9, 10);
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aRealThreadThatWorksForASimulatedOneTakesPart() {
        ExecutorService workers = Executors.newSingleThreadExecutor();
        List<String> order = new ArrayList<>();
        try {
            device.start(
                    "owner",
                    () -> workers.submit(() -> {
                                device.sleep(Duration.ofSeconds(2));
                                order.add("worker");
                            })
                            .get());
            device.start("other", () -> {
                device.sleep(Duration.ofSeconds(1));
                order.add("other");
            });
            simulation.run();
        } finally {
            workers.shutdownNow();
        }
        assertThat(order).containsExactly("other", "worker");
    }

    @Test
    void threadsAreUsedAgainAndNoneIsLost() {
        order(1);
        int threads = Carrier.idle();
        for (long seed = 1; seed <= 200; seed++) {
            order(seed);
        }
        assertThat(Carrier.idle()).isEqualTo(threads);
    }
}
