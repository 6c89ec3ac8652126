package dev.holdfast.testkit;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Runs a scenario again and again, each time on a new storage and with another fault: its first call fails, its second,
 * its third, until one run is over before its fault could fire. All of that once with the call failing before and once
 * after its effect, and each of these once with that call alone failing and once with all calls from there on.
 */
public final class FaultyRuns {
    private FaultyRuns() {}

    /**
     * Does some work over the faulty storage, puts up with its failing, and checks over the bare one that nothing is
     * torn, doubled or lost.
     *
     * @param <S> the bare storage
     */
    @FunctionalInterface
    public interface Scenario<S extends StorageClient> {
        /** Called once for each fault; what it throws fails the test, with a word about the fault. */
        void run(FaultyStorage faulty, S bare) throws Exception;
    }

    /**
     * Runs the scenario under every fault.
     *
     * @param fresh makes an empty storage for each run, which is closed after it
     * @param failure makes what a call fails with
     * @return how many runs met their fault; a test asserts on it that the scenario did something
     */
    public static <S extends StorageClient> int atEachCall(
            Callable<S> fresh, Supplier<? extends Throwable> failure, Scenario<S> scenario) throws Exception {
        int met = 0;
        for (Moment moment : Moment.values()) {
            for (boolean lasting : new boolean[] {false, true}) {
                int call = 1;
                while (run(fresh, fault(call, moment, lasting).failing(failure), scenario)) {
                    call++;
                }
                met += call - 1;
            }
        }
        return met;
    }

    private static Fault fault(int call, Moment moment, boolean lasting) {
        Fault fault =
                lasting ? Fault.onAny().nth(call).forEver() : Fault.onAny().nth(call);
        return moment == Moment.AFTER ? fault.after() : fault;
    }

    private static <S extends StorageClient> boolean run(Callable<S> fresh, Fault fault, Scenario<S> scenario)
            throws Exception {
        S bare = fresh.call();
        try (FaultyStorage faulty = new FaultyStorage(bare).plan(fault).mayMiss()) {
            scenario.run(faulty, bare);
            return faulty.fired();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("With this fault: " + fault, e);
        }
    }
}
