package dev.holdfast.testkit.sim;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real thread that carries one simulated thread after the other: making new ones would take most of the time. */
final class Carrier extends Thread {
    private static final ConcurrentLinkedDeque<Carrier> IDLE = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Baton baton = new Baton();
    private @Nullable Task task;

    private Carrier() {
        super("simulated-" + NUMBERS.incrementAndGet());
        setDaemon(true);
    }

    /** One that waits for work. */
    static Carrier free() {
        Carrier carrier = IDLE.pollFirst();
        if (carrier == null) {
            carrier = new Carrier();
            carrier.start();
        }
        return carrier;
    }

    /** It is the task's turn now, on this thread. */
    void carry(Task next) {
        task = next;
        baton.pass();
    }

    /** How many threads wait for work. */
    static int idle() {
        return IDLE.size();
    }

    /** What it carries. */
    @Nullable
    Task task() {
        return task;
    }

    @Override
    public void run() {
        while (true) {
            baton.await();
            Task mine = task;
            if (mine != null) {
                mine.run();
                // An interrupt was meant for what it carried.
                Thread.interrupted();
                task = null;
                IDLE.addFirst(this);
                mine.ended();
            }
        }
    }
}
