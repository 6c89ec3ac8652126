package dev.holdfast.mcp.tool;

import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordKeeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine, made when it is first needed, and once. Making it opens the state and begins to work off the queue. The
 * memories stand beside it and need none of that. Thread-safe. Loads no logger before the engine is asked for.
 */
public final class LazyEngine {
    private final Supplier<Engine> maker;
    private final KeptMemories memories;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<Engine> engine = new CompletableFuture<>();
    private final AtomicBoolean endTold = new AtomicBoolean();
    private boolean departed;

    /** With the memories of the home that the engine has, which nobody keeps in step with a memory API. */
    public LazyEngine(Supplier<Engine> maker) {
        this.maker = maker;
        this.memories = new KeptMemories(
                () -> new MemoryStore(get().settings().home(), InstantSource.system()), store -> Optional.empty());
    }

    /**
     * @param maker see {@link #get()} for what becomes of its exceptions
     * @param memories gives the memory store; must open nothing
     * @param keeper gives whoever keeps that store in step with a memory API, where the settings name one
     */
    public LazyEngine(
            Supplier<Engine> maker,
            Supplier<MemoryStore> memories,
            Function<Supplier<MemoryStore>, Optional<RecordKeeper>> keeper) {
        this.maker = maker;
        this.memories = new KeptMemories(memories, keeper);
    }

    /** The memories, which wait for nothing of the engine. They are closed with this. */
    KeptMemories memories() {
        return memories;
    }

    /**
     * The engine; whoever comes first makes it, the others wait.
     *
     * @throws EngineUnavailableException when the maker threw that, now or at the first call, or after {@link #close}
     * @throws RuntimeException whatever else the maker threw
     */
    public Engine get() {
        if (claimed.compareAndSet(false, true)) {
            make();
        }
        try {
            return engine.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Hears that the client has told the session's end itself. */
    void endTold() {
        endTold.set(true);
    }

    /**
     * Does what is left to do for a client that has gone, as {@link Departure} says; to be called before {@link #close}.
     * Whoever calls it again waits for the first.
     *
     * @param mayMake whether the engine is made for this if it was not before, which takes a moment
     */
    public synchronized void depart(boolean mayMake) {
        if (departed) {
            return;
        }
        departed = true;
        if (!mayMake && (!engine.isDone() || engine.isCompletedExceptionally())) {
            return;
        }
        Engine made;
        try {
            made = get();
        } catch (RuntimeException e) {
            return; // there is none; make() has told why
        }
        if (endTold.compareAndSet(false, true)) {
            Departure.recordEnd(made, System.getenv());
        }
        handOver(made);
    }

    /** Makes the engine in the background, so that the first tool call finds it ready. */
    public void warmUp() {
        inBackground("holdfast-engine", () -> {
            if (claimed.compareAndSet(false, true)) {
                make();
            }
        });
    }

    /** Hears that a client has got past the handshake: makes the engine, and begins to keep the memories in step. Returns at once. */
    public void welcome() {
        warmUp();
        inBackground("holdfast-keeping", memories::begin);
    }

    /** Sees to it that what is pending is worked off when this process has ended. To be called before {@link #close}. */
    public void handOver() {
        if (engine.isDone() && !engine.isCompletedExceptionally()) {
            handOver(get());
        }
    }

    private void handOver(Engine made) {
        Departure.handOver(made, memories.hasUnsent());
    }

    /** Closes the memories, and the engine's service, if the engine was made; waits for that for at most the limit. */
    public void close(Duration limit) {
        if (claimed.compareAndSet(false, true)) {
            engine.completeExceptionally(new EngineUnavailableException("Holdfast is shutting down."));
            if (!memories.isOpen()) {
                return;
            }
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        inBackground("holdfast-close", () -> {
            memories.close();
            closeMade();
            closed.complete(null);
        });
        try {
            closed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Jobs are on disk and leases run out: the process may leave without a clean farewell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeMade() {
        Engine made;
        try {
            made = engine.join();
        } catch (CompletionException e) {
            return; // there is none to close; make() has told why
        }
        try {
            made.service().close();
        } catch (RuntimeException e) {
            Log.LOG.error("The sync engine could not be closed.", e);
        }
    }

    private void make() {
        try {
            Engine made = maker.get();
            engine.complete(made);
            made.service().startDraining();
        } catch (RuntimeException | LinkageError e) {
            Log.LOG.error("The sync engine is not available.", e);
            engine.completeExceptionally(e);
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(LazyEngine.class);
    }
}
