package dev.holdfast.sync;

import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.StableIds;
import dev.holdfast.sync.state.StateException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a memory of each thing that an assistant said of its session at the end. A memory's id follows from what it is made
 * of, so that a crash between storing it and letting the summary go makes no second one. Thread-safe.
 */
final class SummaryMemories {
    /** The category of these memories. */
    static final String CATEGORY = "session";

    private static final Logger LOG = LoggerFactory.getLogger(SummaryMemories.class);
    private static final int AT_ONCE = 50;

    private final SessionSummaries summaries;
    private final MemoryStore store;
    private final AtomicBoolean troubled = new AtomicBoolean();

    SummaryMemories(SessionSummaries summaries, MemoryStore store) {
        this.summaries = summaries;
        this.store = store;
    }

    /**
     * Makes memories of all that wait. A store that can't be used holds up nothing else: the summaries wait on.
     *
     * @throws StateException when the state can't be used
     */
    void makeAll() {
        List<SessionSummaries.Summary> waiting = summaries.waiting(AT_ONCE);
        while (!waiting.isEmpty() && storeAll(waiting)) {
            waiting.forEach(summary -> summaries.taken(summary.id()));
            waiting = summaries.waiting(AT_ONCE);
        }
    }

    private boolean storeAll(List<SessionSummaries.Summary> waiting) {
        try {
            waiting.forEach(this::store);
            troubled.set(false);
            return true;
        } catch (StateException e) {
            if (troubled.compareAndSet(false, true)) {
                LOG.warn("What was said of sessions waits until memories can be stored again. {}", e.getMessage());
            }
            return false;
        }
    }

    private void store(SessionSummaries.Summary summary) {
        String where = summary.workingDirectory().orElse("");
        String session = summary.sessionId().orElse("");
        String id =
                StableIds.of(summary.ended(), CATEGORY, Long.toString(summary.id()), session, where, summary.text());
        MemoryText text = new MemoryText(summary.text(), "", where);
        store.addOnce(id, new NewMemory(CATEGORY, text, NewMemory.USUAL_IMPORTANCE, false), summary.ended());
    }
}
