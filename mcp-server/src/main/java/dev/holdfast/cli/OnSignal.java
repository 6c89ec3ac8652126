package dev.holdfast.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What to do when the user or the system asks this process to end while it is at something. */
final class OnSignal {
    /** For how long work may go on that stops at its next part once it is told to. */
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

    private OnSignal() {}

    /** The same with the limit that most work can keep to. */
    static <T> T during(Supplier<T> work, Runnable action) {
        return during(work, action, USUAL_LIMIT);
    }

    /**
     * Does the work. At a signal meanwhile, runs the action and holds the process's end up until the work has ended, but
     * not for longer than the limit.
     *
     * @param action tells the work to stop; must not block
     */
    static <T> T during(Supplier<T> work, Runnable action, Duration limit) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    action.run();
                    awaitEnd(ended, limit);
                },
                "holdfast-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            ended.countDown();
            forget(hook);
        }
    }

    private static void awaitEnd(CountDownLatch ended, Duration limit) {
        try {
            // When the time is up the process ends as it is: jobs are on disk, and nothing torn is ever visible.
            boolean unused = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook with it.
        }
    }
}
