package dev.holdfast.testkit.sim.disk;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a simulated disk needs of whoever runs it. */
public interface DiskHost {
    /** Tells the times that files get. */
    Clock clock();

    /**
     * Called before every operation takes effect: the place to let others go first, to record it, or to throw an error
     * that ends the caller.
     *
     * @param event what is about to happen, in words that are the same in every run: files by number, not by name; to
     *     be asked for when the others have gone
     * @param detail the same for people, with names
     */
    void step(Supplier<String> event, Supplier<String> detail);

    /** Returns when so much time has passed. */
    void sleep(Duration time);

    /** Returns when the condition holds, which somebody else brings about. */
    void await(String what, BooleanSupplier condition);

    /** The process that calls: file locks are held by processes. */
    Object process();

    /** Runs one thread, alone, on this clock; nothing is recorded and nothing takes time. */
    static DiskHost alone(Clock clock) {
        return new DiskHost() {
            @Override
            public Clock clock() {
                return clock;
            }

            @Override
            public void step(Supplier<String> event, Supplier<String> detail) {
                // Nobody else is there to go first.
            }

            @Override
            public void sleep(Duration time) {
                // Takes no time.
            }

            @Override
            public void await(String what, BooleanSupplier condition) {
                if (!condition.getAsBoolean()) {
                    throw new IllegalStateException("Nobody else is there who could end the wait for " + what + ".");
                }
            }

            @Override
            public Object process() {
                return clock;
            }
        };
    }
}
