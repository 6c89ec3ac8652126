package dev.holdfast.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/** A simulated process of a device: one thread, or several that live and die together. */
public final class SimProcess {
    private final Scheduler scheduler;
    private final Device device;
    private final String name;
    private final List<Task> tasks = new ArrayList<>();

    SimProcess(Scheduler scheduler, Device device, String name) {
        this.scheduler = scheduler;
        this.device = device;
        this.name = name;
    }

    /** Its device's name and its own. */
    public String name() {
        return name;
    }

    /** Starts one more thread in it. */
    public void start(String thread, Body body) {
        start(name + "." + thread, false, body);
    }

    void start(String thread, boolean background, Body body) {
        Task task = new Task(scheduler, this, thread, background, body);
        tasks.removeIf(old -> !scheduler.isAlive(old));
        tasks.add(task);
        scheduler.start(task);
    }

    /** Whether one of its threads has not ended. */
    public boolean isAlive() {
        return tasks.stream().anyMatch(scheduler::isAlive);
    }

    /** Waits until all its threads have ended. */
    public void join() {
        scheduler.await("the end of " + name, -1, () -> !isAlive());
    }

    /**
     * As {@code kill -9}: its threads do nothing any more, its file locks are free, what it wrote to files is there.
     * A thread that kills its own process does not return.
     */
    public void kill() {
        scheduler.note("kill " + name, () -> "kill " + name);
        end();
        scheduler.throwIfDead();
    }

    void end() {
        scheduler.kill(List.copyOf(tasks));
        device.disk().released(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
