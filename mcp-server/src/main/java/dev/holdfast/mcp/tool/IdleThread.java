package dev.holdfast.mcp.tool;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that does one thing after the other, and ends when there was nothing to do for a while. */
final class IdleThread {
    private static final long KEPT_SECONDS = 10;

    private IdleThread() {}

    static Executor named(String name) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, KEPT_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
