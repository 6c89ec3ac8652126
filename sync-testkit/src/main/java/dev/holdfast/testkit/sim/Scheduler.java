package dev.holdfast.testkit.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who goes on. Exactly one thread has the turn; it runs the scheduler itself when it gives the turn away, so that
 * everything here is as good as single-threaded. Time stands still while somebody can go on, but for what steps cost.
 */
final class Scheduler {
    private static final int STEP_NANOS = 1000;
    private static final String OUTSIDE = "test";

    private record Timer(long at, long number, @Nullable Task task, long turn, String actor, Runnable event) {}

    private final Random random;
    private final Trace trace;
    /** Of so many steps one gives the turn away; some mistakes need many switches to show, others few. */
    private final int reluctance;

    private final List<Task> ready = new ArrayList<>();
    private final List<Task> waiting = new ArrayList<>();
    private final List<Task> alive = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((left, right) ->
            left.at != right.at ? Long.compare(left.at, right.at) : Long.compare(left.number, right.number));
    private final AtomicLong steps = new AtomicLong();
    private final Baton driver = new Baton();
    private volatile @Nullable Task current;
    private @Nullable String eventActor;
    private @Nullable SimulationFailure failure;
    private boolean stopping;
    private long now;
    private long numbers;
    private long maxSteps = 1_000_000;
    private long maxNanos = Duration.ofDays(365).toNanos();
    private long patienceNanos = Duration.ofSeconds(60).toNanos();

    Scheduler(Random random, Trace trace) {
        this.random = random;
        this.trace = trace;
        this.reluctance = 1 << random.nextInt(4);
    }

    void limit(long mostSteps, Duration time) {
        maxSteps = mostSteps;
        maxNanos = time.toNanos();
    }

    void patience(Duration real) {
        patienceNanos = real.toNanos();
    }

    long now() {
        return now;
    }

    long steps() {
        return steps.get();
    }

    @Nullable
    Task current() {
        return eventActor == null ? current : null;
    }

    /**
     * Something is about to happen: others may go first.
     *
     * @param event asked for after they have
     */
    void step(Supplier<String> event, Supplier<String> detail) {
        Task me = acting();
        if (me != null) {
            me.throwIfDead();
            if (random.nextInt(reluctance) == 0) {
                ready.add(me);
                giveTurnAway(me);
            }
            requireWithinLimits();
            me.throwIfDead();
        }
        now += random.nextInt(STEP_NANOS);
        note(event.get(), detail);
    }

    /** Records without letting others go first. */
    void note(String event, Supplier<String> detail) {
        Task me = current;
        String actor = eventActor != null ? eventActor : me != null ? me.name() : OUTSIDE;
        trace.event(now, actor, event, detail);
    }

    /**
     * Waits until the time has passed or the condition holds.
     *
     * @param limit negative: for ever
     * @return whether the condition holds
     */
    boolean await(String what, long limit, @Nullable BooleanSupplier condition) {
        if (eventActor != null) {
            throw new IllegalStateException("What " + eventActor + " does at once can't wait for " + what + ".");
        }
        Task me = acting();
        if (me == null) {
            return awaitOutside(what, limit, condition);
        }
        me.throwIfDead();
        long wait = me.waitFor(what, condition);
        if (limit >= 0) {
            timers.add(new Timer(now + limit, ++numbers, me, wait, me.name(), () -> wake(me)));
        }
        if (condition != null) {
            waiting.add(me);
        }
        giveTurnAway(me);
        me.throwIfDead();
        return condition != null && condition.getAsBoolean();
    }

    private boolean awaitOutside(String what, long limit, @Nullable BooleanSupplier condition) {
        boolean holds = condition != null && condition.getAsBoolean();
        if (!holds && limit < 0) {
            throw new IllegalStateException("Nothing runs that could end the wait for " + what + ".");
        }
        now += holds ? 0 : limit;
        return holds;
    }

    /** Does something later, at once and in one step, on nobody's thread. */
    void at(long delay, String actor, Runnable event) {
        timers.add(new Timer(now + delay, ++numbers, null, 0, actor, event));
    }

    void start(Task task) {
        alive.add(task);
        ready.add(task);
    }

    /** Ends threads at their next step. */
    void kill(List<Task> tasks) {
        for (Task task : tasks) {
            if (alive.contains(task) && !task.isDead()) {
                task.die();
                if (task != current && !ready.contains(task)) {
                    wake(task);
                }
            }
        }
    }

    boolean isAlive(Task task) {
        return alive.contains(task) && !task.isDead();
    }

    private void wake(Task task) {
        waiting.remove(task);
        task.stopWaiting();
        ready.add(task);
    }

    /** Ends the calling thread when it is one of those that were killed. */
    void throwIfDead() {
        Task me = current();
        if (me != null) {
            me.throwIfDead();
        }
    }

    private @Nullable Task acting() {
        Task me = current();
        if (me != null && !me.mayBeActedForBy(Thread.currentThread())) {
            throw new IllegalStateException(
                    Thread.currentThread().getName() + " goes on although it is the turn of " + me.name() + ".");
        }
        return me;
    }

    private void giveTurnAway(Task me) {
        current = null;
        Task next = choose();
        current = next;
        if (next != me && next != null) {
            next.resume();
            me.await();
        }
    }

    private @Nullable Task choose() {
        while (!stopping) {
            fireDue();
            wakeWaiting();
            if (!ready.isEmpty()) {
                return take(random.nextInt(ready.size()));
            }
            Timer next = timers.peek();
            if (next == null) {
                stop("Nobody can go on: " + alive.stream().map(Task::toString).collect(Collectors.joining("; ")), null);
            } else {
                now = Math.max(now, next.at);
                requireWithinLimits();
            }
        }
        return alive.isEmpty() ? null : alive.get(0);
    }

    private Task take(int index) {
        Task last = ready.remove(ready.size() - 1);
        return index == ready.size() ? last : ready.set(index, last);
    }

    private void fireDue() {
        for (Timer next = timers.peek(); next != null && next.at <= now && !stopping; next = timers.peek()) {
            timers.remove();
            Task task = next.task;
            if (task == null) {
                fire(next);
            } else if (task.isIn(next.turn)) {
                next.event.run();
            }
        }
    }

    private void fire(Timer timer) {
        eventActor = timer.actor;
        try {
            timer.event.run();
        } catch (CrashedError e) {
            throw new IllegalStateException("An event is nobody's thread and can't be killed.", e);
        } catch (RuntimeException | Error e) {
            stop(timer.actor + " failed: " + e, e);
        } finally {
            eventActor = null;
        }
    }

    private void wakeWaiting() {
        for (Task task : List.copyOf(waiting)) {
            if (task.conditionHolds()) {
                wake(task);
            }
        }
    }

    private void requireWithinLimits() {
        if (!stopping && steps.incrementAndGet() > maxSteps) {
            stop("More than " + maxSteps + " steps: somebody goes round in circles.", null);
        }
        if (!stopping && now > maxNanos) {
            stop("More than " + Duration.ofNanos(maxNanos) + " of simulated time: somebody waits in circles.", null);
        }
    }

    void failed(Task task, Throwable cause) {
        stop(task.name() + " failed: " + cause, cause);
    }

    private void stop(String message, @Nullable Throwable cause) {
        if (failure == null) {
            failure = new SimulationFailure(message, cause);
        }
        stopAll();
    }

    private void stopAll() {
        stopping = true;
        for (Task task : alive) {
            task.die();
            task.stopWaiting();
        }
        ready.clear();
        waiting.clear();
    }

    void ended(Task task) {
        alive.remove(task);
        if (alive.stream().allMatch(Task::isBackground)) {
            stopAll();
        }
        passOn();
    }

    private void passOn() {
        current = null;
        Task next = choose();
        current = next;
        if (next == null) {
            driver.pass();
        } else {
            next.resume();
        }
    }

    /** Lets the others go on and never comes back: this one does not end although it has been told to. */
    void abandon(Task task) {
        stop(task.name() + " goes on although its process is no more: it catches what should end it.", null);
        alive.remove(task);
        passOn();
        while (true) {
            LockSupport.park(this);
        }
    }

    /** Runs until all threads in the foreground have ended, then ends those in the background. */
    void run() {
        if (current != null) {
            throw new IllegalStateException("It runs already.");
        }
        if (alive.stream().allMatch(Task::isBackground)) {
            stopAll();
        }
        passOn();
        awaitEnd();
        current = null;
        stopping = false;
        SimulationFailure found = failure;
        if (found != null) {
            throw found;
        }
    }

    private void awaitEnd() {
        long seen;
        do {
            seen = steps.get();
            if (driver.await(patienceNanos)) {
                return;
            }
        } while (seen != steps.get());
        throw stuck();
    }

    private SimulationFailure stuck() {
        Task holder = current;
        Thread thread = holder == null ? null : holder.thread();
        SimulationFailure stuck = new SimulationFailure(
                "No step in " + Duration.ofNanos(patienceNanos) + " of real time: " + holder
                        + " waits for something that the simulation does not know, such as a lock that another thread"
                        + " keeps over a step.",
                null);
        if (thread != null) {
            stuck.setStackTrace(thread.getStackTrace());
        }
        failure = stuck;
        return stuck;
    }
}
