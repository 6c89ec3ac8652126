package dev.holdfast.mcp.tool;

import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryRecall;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordKeeper;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory store, what finds things in it, and whoever keeps it in step with a memory API: each made when it is first
 * needed, and once. Nothing here but {@link #fresh}, {@link #recall} and {@link #close} waits for a network. Thread-safe.
 */
final class KeptMemories implements AutoCloseable {
    private final Supplier<MemoryStore> storeMaker;
    private final Function<Supplier<MemoryStore>, Optional<RecordKeeper>> keeperMaker;
    private @Nullable MemoryStore store;
    private @Nullable RecordKeeper keeper;
    private @Nullable MemoryRecall recall;
    private boolean begun;
    private boolean closed;

    /**
     * @param store must open nothing
     * @param keeper gives nobody where the settings name no memory API
     */
    KeptMemories(Supplier<MemoryStore> store, Function<Supplier<MemoryStore>, Optional<RecordKeeper>> keeper) {
        this.storeMaker = store;
        this.keeperMaker = keeper;
    }

    /** The store. */
    synchronized MemoryStore store() {
        if (store == null) {
            store = storeMaker.get();
        }
        return store;
    }

    /** Begins to keep it in step, in the background; to be called only when a client has got past the handshake. */
    synchronized void begin() {
        if (!begun && !closed) {
            begun = true;
            keeper = keeperMaker.apply(this::store).orElse(null);
            if (keeper != null) {
                keeper.start();
            }
        }
    }

    /** The store, once what other machines have stored is there; waits for that for a moment after the beginning, then no more. */
    MemoryStore fresh() {
        RecordKeeper present = keeper();
        if (present != null) {
            present.freshen();
        }
        return store();
    }

    /** What answers a question best among the {@link #fresh} memories, by what they mean too where that can be told. */
    MemoryPage recall(String question, MemoryFilter filter, Optional<String> cursor, int limit) {
        MemoryStore fresh = fresh();
        return recall(fresh).recall(question, filter, cursor, limit);
    }

    /** Hears that something in the store was changed. Returns at once. */
    void changed() {
        RecordKeeper present = keeper();
        if (present != null) {
            present.nudge();
        }
        recall(store()).changed();
    }

    /** Whether a change waits that another process could send. */
    boolean hasUnsent() {
        RecordKeeper present = keeper();
        return present != null && present.hasUnsent();
    }

    private synchronized MemoryRecall recall(MemoryStore of) {
        if (recall == null) {
            recall = MemoryRecall.of(of, MemoryRecall.PATIENCE);
        }
        return recall;
    }

    /** Ends the keeping, within five seconds, and closes the store. */
    @Override
    public void close() {
        MemoryStore opened;
        MemoryRecall asked;
        synchronized (this) {
            closed = true;
            opened = store;
            asked = recall;
        }
        RecordKeeper present = keeper();
        if (present != null) {
            present.close();
        }
        if (asked != null) {
            asked.close();
        }
        if (opened != null) {
            opened.close();
        }
    }

    /** Whether there is anything to close. */
    synchronized boolean isOpen() {
        return store != null;
    }

    private synchronized @Nullable RecordKeeper keeper() {
        return keeper;
    }
}
