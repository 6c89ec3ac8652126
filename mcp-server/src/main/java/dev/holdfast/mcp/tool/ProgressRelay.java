package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes progress notifications for one call out of the engine's progress events: always rising, as the protocol demands,
 * though files go back and forth; at most some a second, but a file that was told of is told to its end; and none once the
 * call has its answer. Thread-safe.
 */
final class ProgressRelay implements ProgressListener {
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Object token;
    private final Consumer<ProgressNotification> out;
    private final LongSupplier nanoTime;
    private final Map<String, Long> unfinished = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private long total;
    private long told = -1;
    private long toldAt;
    private boolean closed;

    ProgressRelay(Object token, Consumer<ProgressNotification> out, LongSupplier nanoTime) {
        this.token = token;
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        count(progress);
        String file = progress.source() + "/" + progress.file();
        boolean finished = progress.bytesDone() >= progress.bytesTotal();
        boolean due = finished && shown.remove(file);
        long now = nanoTime.getAsLong();
        if (closed || total <= told || (told >= 0 && now - toldAt < INTERVAL_NANOS && !due)) {
            return;
        }
        if (!finished) {
            shown.add(file);
        }
        told = total;
        toldAt = now;
        out.accept(ProgressNotification.builder(token, (double) total)
                .message(file + ": " + Human.bytes(progress.bytesDone()) + " of " + Human.bytes(progress.bytesTotal()))
                .build());
    }

    /** To be called before the answer is sent. */
    synchronized void close() {
        closed = true;
    }

    private void count(Progress progress) {
        String file = progress.source() + "/" + progress.file();
        long before = unfinished.getOrDefault(file, 0L);
        total += Math.max(0, progress.bytesDone() - before);
        if (progress.bytesDone() >= progress.bytesTotal()) {
            unfinished.remove(file);
        } else {
            unfinished.put(file, Math.max(before, progress.bytesDone()));
        }
    }
}
