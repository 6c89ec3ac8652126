package dev.holdfast.testkit.sim;

import dev.holdfast.sync.storage.Pause;
import dev.holdfast.testkit.sim.disk.DiskHost;
import dev.holdfast.testkit.sim.disk.SimDisk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A simulated machine: a clock, a disk, processes. It is up from the beginning; after a {@link #crash} it is down until
 * {@link #restart}.
 */
public final class Device {
    private final Scheduler scheduler;
    private final String name;
    private final Random random;
    private final DeviceClock clock;
    private final SimDisk disk;
    private final List<SimProcess> processes = new ArrayList<>();
    private boolean up = true;

    Device(Scheduler scheduler, String name, long seed) {
        this.scheduler = scheduler;
        this.name = name;
        this.random = new Random(seed);
        this.clock = new DeviceClock(scheduler::now);
        this.disk = new SimDisk(new Host(), Long.hashCode(seed));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its clock. */
    public DeviceClock clock() {
        return clock;
    }

    /** Its disk. Each operation lets others go first. */
    public SimDisk disk() {
        return disk;
    }

    /** Chance of its own, for what it decides to do: the same whatever other devices draw. */
    public Random random() {
        return random;
    }

    /** Waits for simulated time. Product code takes this in place of {@link Pause#REAL}. */
    public Pause pause() {
        return (time, cancel) -> {
            cancel.throwIfCancelled();
            scheduler.await("a pause of " + time, clock.real(time), cancel::isCancelled);
            cancel.throwIfCancelled();
        };
    }

    /** Waits until so much has passed on the device's clock, however that is set meanwhile. */
    public void sleep(Duration time) {
        scheduler.await("a sleep of " + time, clock.real(time), null);
    }

    /** Starts a process. The run lasts until it has ended. */
    public SimProcess start(String process, Body body) {
        return start(process, false, body);
    }

    /** Starts a process that goes on as long as others do: a server, or one that makes trouble. */
    public SimProcess background(String process, Body body) {
        return start(process, true, body);
    }

    private SimProcess start(String process, boolean background, Body body) {
        if (!up) {
            throw new IllegalStateException(name + " is down.");
        }
        SimProcess started = new SimProcess(scheduler, this, name + "/" + process);
        processes.removeIf(old -> !old.isAlive());
        processes.add(started);
        started.start(started.name(), background, body);
        return started;
    }

    /** Starts a process when so much time has passed, if the device is up then. */
    public void after(Duration time, String process, Body body) {
        scheduler.at(clock.real(time), name, () -> {
            if (up) {
                start(process, body);
            }
        });
    }

    /** Whether it is up. */
    public boolean isUp() {
        return up;
    }

    /**
     * The power fails: all its processes are gone, and what its disk had not been told to keep is kept, lost or torn, as
     * the seed wants it. A thread of the device's own does not return.
     */
    public void crash() {
        scheduler.note("crash " + name, () -> "crash of " + name);
        up = false;
        processes.forEach(SimProcess::end);
        processes.clear();
        disk.crash(random);
        scheduler.throwIfDead();
    }

    /** It is up again, with what its disk has kept and nothing running. */
    public void restart() {
        scheduler.note("restart " + name, () -> "restart of " + name);
        up = true;
    }

    @Override
    public String toString() {
        return name;
    }

    private final class Host implements DiskHost {
        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public void step(Supplier<String> event, Supplier<String> detail) {
            scheduler.step(event, detail);
        }

        @Override
        public void sleep(Duration time) {
            Device.this.sleep(time);
        }

        @Override
        public void await(String what, BooleanSupplier condition) {
            scheduler.await(what, -1, condition);
        }

        @Override
        public Object process() {
            Task task = scheduler.current();
            return task == null ? Device.this : task.process();
        }
    }
}
