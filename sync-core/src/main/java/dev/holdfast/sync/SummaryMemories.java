package dev.holdfast.sync;

import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.StableIds;
import dev.holdfast.sync.state.StateException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a memory of each thing that an assistant said of its session at the end. A memory's id follows from what it is made
 * of, so that neither a crash between storing it and letting the summary go nor saying it again within minutes makes a second
 * one. Thread-safe.
 */
final class SummaryMemories {
    /** The category of these memories. */
    static final String CATEGORY = "session";

    private static final Logger LOG = LoggerFactory.getLogger(SummaryMemories.class);
    private static final int AT_ONCE = 50;
    private static final long SAME_OCCASION_SECONDS = 600;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final SessionSummaries summaries;
    private final MemoryStore store;
    private final AtomicReference<@Nullable Long> restUntil = new AtomicReference<>();
    private final AtomicReference<@Nullable Long> lastMade = new AtomicReference<>();

    SummaryMemories(SessionSummaries summaries, MemoryStore store) {
        this.summaries = summaries;
        this.store = store;
    }

    /**
     * Makes memories of all that wait now. A store that can't be used holds up nothing else: the summaries wait on, and the longer
     * it took to say so, as one that another program has locked does, the longer it is left alone.
     *
     * @throws StateException when the state can't be used
     */
    void makeAll() {
        Long rest = restUntil.get();
        if (rest != null && System.nanoTime() - rest < 0) {
            return;
        }
        List<SessionSummaries.Summary> waiting;
        do {
            waiting = summaries.waiting(AT_ONCE);
            if (waiting.isEmpty() || !storeAll(waiting)) {
                break;
            }
            summaries.taken(waiting);
            // One that comes meanwhile is left to the next time: going on would have each session's end find the state
            // busy.
        } while (waiting.size() == AT_ONCE);
        lastMade.set(System.nanoTime());
    }

    /** The same, unless it was done a moment ago: sessions that end in a rush must not find the state busy with each other. */
    void makeAllInTime() {
        Long last = lastMade.get();
        if (last == null || System.nanoTime() - last >= PAUSE.toNanos()) {
            makeAll();
        }
    }

    private boolean storeAll(List<SessionSummaries.Summary> waiting) {
        long start = System.nanoTime();
        try {
            Map<String, MemoryStore.Once> memories = new LinkedHashMap<>();
            waiting.forEach(summary -> collect(summary, memories));
            store.addOnce(List.copyOf(memories.values()));
            restUntil.set(null);
            return true;
        } catch (StateException | MemoryException e) {
            long now = System.nanoTime();
            if (restUntil.getAndSet(now + 2 * (now - start)) == null) {
                LOG.warn("What was said of sessions waits until memories can be stored again. {}", e.getMessage());
            }
            return false;
        }
    }

    private void collect(SessionSummaries.Summary summary, Map<String, MemoryStore.Once> memories) {
        long occasion = summary.ended().getEpochSecond() / SAME_OCCASION_SECONDS;
        String before = id(summary, occasion - 1);
        if (memories.containsKey(before) || store.find(before).isPresent()) {
            return;
        }
        MemoryText text =
                new MemoryText(summary.text(), "", summary.workingDirectory().orElse(""));
        NewMemory memory = new NewMemory(CATEGORY, text, NewMemory.USUAL_IMPORTANCE, false);
        String id = id(summary, occasion);
        memories.putIfAbsent(id, new MemoryStore.Once(id, memory, summary.ended()));
    }

    private static String id(SessionSummaries.Summary summary, long occasion) {
        return StableIds.of(
                Instant.ofEpochSecond(occasion * SAME_OCCASION_SECONDS),
                CATEGORY,
                summary.sessionId().orElse(""),
                summary.workingDirectory().orElse(""),
                summary.text());
    }
}
