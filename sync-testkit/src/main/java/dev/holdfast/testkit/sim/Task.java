package dev.holdfast.testkit.sim;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One simulated thread. All but its baton belongs to whichever real thread has the turn. */
final class Task {
    private static final int PATIENCE = 1000;

    private final Scheduler scheduler;
    private final SimProcess process;
    private final String name;
    private final boolean background;
    private final Body body;
    private final Baton baton = new Baton();
    private @Nullable Carrier carrier;
    private boolean dead;
    private int refused;
    private @Nullable BooleanSupplier condition;
    private String waitsFor = "";
    private long waits;

    Task(Scheduler scheduler, SimProcess process, String name, boolean background, Body body) {
        this.scheduler = scheduler;
        this.process = process;
        this.name = name;
        this.background = background;
        this.body = body;
    }

    SimProcess process() {
        return process;
    }

    String name() {
        return name;
    }

    boolean isBackground() {
        return background;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    /** Ends the calling thread when it is dead. */
    void throwIfDead() {
        if (dead) {
            if (++refused > PATIENCE) {
                scheduler.abandon(this);
            }
            throw new CrashedError(name);
        }
    }

    /** Gives it the turn. */
    void resume() {
        if (carrier == null) {
            Carrier first = Carrier.free();
            carrier = first; // before it runs, as then this belongs to it
            first.carry(this);
        } else {
            baton.pass();
        }
    }

    /** Waits for the turn. Usually called by its carrier, but any thread that works for it will do. */
    void await() {
        baton.await();
    }

    /** For the carrier: does all of it. */
    void run() {
        if (dead) {
            return;
        }
        try {
            body.run();
        } catch (CrashedError e) {
            // That is how it was to end.
        } catch (Throwable e) {
            scheduler.failed(this, e);
        }
    }

    /** For the carrier, once it is free: lets others go on. */
    void ended() {
        scheduler.ended(this);
    }

    /** Whether the real thread is one that may act for this task now. */
    boolean mayBeActedForBy(Thread thread) {
        return !(thread instanceof Carrier other) || other.task() == this;
    }

    /** Begins a wait; the number tells it from later ones. */
    long waitFor(String what, @Nullable BooleanSupplier until) {
        waitsFor = what;
        condition = until;
        return ++waits;
    }

    boolean isIn(long wait) {
        return waits == wait && !waitsFor.isEmpty();
    }

    boolean conditionHolds() {
        return condition != null && condition.getAsBoolean();
    }

    void stopWaiting() {
        waitsFor = "";
        condition = null;
    }

    /** Whose stack tells where it stands. */
    @Nullable
    Thread thread() {
        return carrier;
    }

    @Override
    public String toString() {
        return waitsFor.isEmpty() ? name : name + " waits for " + waitsFor;
    }
}
