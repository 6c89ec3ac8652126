package dev.holdfast.mcp.stdio;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries messages, in order, from the reading thread to the backend, which it builds first on its own thread. So reading
 * never waits for the backend. Thread-safe. What waits is bounded; beyond that the sender waits.
 */
final class Dispatcher {
    private static final long IDLE_MILLIS = 200;
    private static final long IDLE_AT_LATEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<Backend> builder;
    private final Runnable whenIdle;
    private final Budget budget = new Budget();
    private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();

    private record Message(int size, Consumer<Backend> delivery) {}

    /**
     * @param builder makes the backend; must not throw
     * @param whenIdle runs once, when the backend is built and the client's first questions are answered: the time for work
     *     that would have slowed these down. Must return at once
     */
    Dispatcher(Supplier<Backend> builder, Runnable whenIdle) {
        this.builder = builder;
        this.whenIdle = whenIdle;
    }

    /** Begins to build the backend and to deliver. To be called once. */
    void start() {
        Thread thread = new Thread(this::deliverAll, "holdfast-dispatch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Hands on a message; may be called before {@link #start}. */
    void send(byte[] line, Consumer<Backend> delivery) {
        budget.take(line.length);
        queue.add(new Message(line.length, delivery));
    }

    private void deliverAll() {
        Backend backend = builder.get();
        try {
            long end = System.nanoTime() + IDLE_AT_LATEST_NANOS;
            Message message = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            while (message != null && System.nanoTime() - end < 0) {
                deliver(message, backend);
                message = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            }
            whenIdle.run();
            while (true) {
                deliver(message != null ? message : queue.take(), backend);
                message = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Message message, Backend backend) {
        message.delivery().accept(backend);
        budget.give(message.size());
    }
}
