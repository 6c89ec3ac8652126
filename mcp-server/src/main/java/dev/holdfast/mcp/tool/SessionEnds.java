package dev.holdfast.mcp.tool;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ends of sessions of which a server has many, over HTTP: a client that leaves without {@code end} has its session's
 * end recorded all the same. Thread-safe.
 */
final class SessionEnds {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEnds.class);
    private static final long LAST_SECONDS = 2;

    private final LazyEngine engine;
    /** Of its own: all others may be held up by calls. */
    private final Executor executor = IdleThread.named("holdfast-session-end");

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    /** Its parties are this and whatever is being recorded. */
    private final Phaser recording = new Phaser(1);

    SessionEnds(LazyEngine engine) {
        this.engine = engine;
    }

    /** Hears that the client has called {@code end} in this session. */
    void told(String sessionId) {
        told.add(sessionId);
    }

    /** Hears that the session is over. Returns at once. */
    void over(String sessionId) {
        if (told.remove(sessionId)) {
            return;
        }
        recording.register();
        executor.execute(this::record);
    }

    /** Waits for what is being recorded, for two seconds at most. */
    void awaitRecorded() {
        try {
            recording.awaitAdvanceInterruptibly(recording.arrive(), LAST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The ends of {} session(s) were not recorded in time.", recording.getUnarrivedParties());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void record() {
        try {
            // The variables of this process say nothing of the client's session.
            Departure.recordEnd(engine.get(), Map.of());
        } catch (RuntimeException e) {
            // There is no engine, and whoever tried to make it has told why.
            LOG.warn("A client has gone, and its session's end was not recorded. {}", e.getMessage());
        } finally {
            recording.arriveAndDeregister();
        }
    }
}
