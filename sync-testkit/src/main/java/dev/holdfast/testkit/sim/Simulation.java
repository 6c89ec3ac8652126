package dev.holdfast.testkit.sim;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Runs devices, their processes and a network between them in simulated time, one thread at a time. Who goes on, what is
 * lost and how long things take is drawn from the seed: the same seed gives the same run, event for event.
 *
 * <p>Code runs on it as it is as long as it waits through what it is given here: clocks, {@link Device#pause}, paths of a
 * {@link Device#disk}, storages of the {@link #network}. Each of these calls is a step, at which another thread may go on;
 * between steps nobody else does anything. A thread must not keep a monitor or lock over a step if another one of the
 * simulation wants it too: the run then ends with a failure that shows where. {@link ProcessClasses} helps where such a
 * lock is static. A real thread that the code has made itself may take steps too, as long as the simulated one that gave
 * it the work waits for it.
 *
 * <p>A test makes one, starts processes and calls {@link #run()} from a thread of its own; between runs it may look at and
 * change everything. {@link Campaign} does that for many seeds. Not thread-safe beyond that; different simulations may run
 * at the same time.
 */
public final class Simulation {
    private final long seed;
    private final Random random;
    private final Trace trace = new Trace();
    private final Scheduler scheduler;
    private final DeviceClock clock;
    private final Network network;
    private boolean told;

    /** One in which nothing has happened yet. */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new Random(mix(seed, 1));
        this.scheduler = new Scheduler(new Random(mix(seed, 2)), trace);
        this.clock = new DeviceClock(scheduler::now);
        this.network = new Network(scheduler, new Random(mix(seed, 3)));
    }

    /** Seeds that lie side by side must not give runs that are alike. */
    private static long mix(long seed, long stream) {
        long mixed = (seed * 31 + stream) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Where all chance comes from. */
    public long seed() {
        return seed;
    }

    /** Chance for the test itself. */
    public Random random() {
        return random;
    }

    /** The true time; services in the network have it. */
    public Clock clock() {
        return clock;
    }

    /** The network that all devices share. */
    public Network network() {
        return network;
    }

    /** A new machine; its name makes its chance. */
    public Device device(String name) {
        return new Device(scheduler, name, mix(seed, name.hashCode()));
    }

    /** Ends the run with a failure after so many steps or so much simulated time: 1,000,000 and a year otherwise. */
    public Simulation limit(long steps, Duration time) {
        scheduler.limit(steps, time);
        return this;
    }

    /** How long no step may be taken in real time before the run counts as stuck: a minute otherwise. */
    Simulation patience(Duration real) {
        scheduler.patience(real);
        return this;
    }

    /** Runs until every process that is not in the background has ended; then ends those that are. */
    public void run() {
        try {
            scheduler.run();
        } catch (SimulationFailure failure) {
            throw told(failure);
        }
    }

    /** The failure with the seed and the last events. */
    SimulationFailure told(Throwable failure) {
        if (failure instanceof SimulationFailure known && told) {
            return known;
        }
        told = true;
        SimulationFailure whole = new SimulationFailure(
                failure.getMessage() + " [seed " + seed + "]\n" + trace.tail(),
                failure instanceof SimulationFailure ? failure.getCause() : failure);
        whole.setStackTrace(failure.getStackTrace());
        return whole;
    }

    /** For simulated threads: something happens; others may go first. Ends the thread when its process is no more. */
    public void step(String event) {
        scheduler.step(() -> event, () -> event);
    }

    /**
     * For simulated threads: returns when the condition holds, which another one brings about.
     *
     * @param condition asked by whoever has the turn, often; takes no step
     */
    public void await(String what, BooleanSupplier condition) {
        scheduler.await(what, -1, condition);
    }

    /** Records something worth knowing, without letting others go first. */
    public void note(String event) {
        scheduler.note(event, () -> event);
    }

    /** How many steps were taken so far. */
    public long steps() {
        return scheduler.steps();
    }

    /** How much simulated time has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.now());
    }

    /** The hash of everything that happened so far: equal for equal runs, on every machine and JDK. */
    public String hash() {
        return trace.hash();
    }

    /** Keeps every event from now on, for {@link #story()}. */
    public Simulation keepStory() {
        trace.keepWhole();
        return this;
    }

    /** Every event since {@link #keepStory()}, a line each, with names and times. */
    public List<String> story() {
        return trace.story();
    }
}
