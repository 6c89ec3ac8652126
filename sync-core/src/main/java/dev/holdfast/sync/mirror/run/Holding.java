package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps others out of the sides that need it while a plan is carried out. Thread-safe. */
final class Holding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(3);

    private final Map<Side, Held> held = new EnumMap<>(Side.class);
    private final LongSupplier nanos;
    private final long every;

    private static final class Held {
        private final Tree.Hold hold;
        private long renewed;

        Held(Tree.Hold hold, long now) {
            this.hold = hold;
            this.renewed = now;
        }
    }

    private Holding(LongSupplier nanos, Duration every) {
        this.nanos = nanos;
        this.every = every.toNanos();
    }

    /** Takes those of these sides that can't guard each effect by itself, always in the same order. */
    static Holding take(Sides sides, Iterable<Side> changed, MirrorOptions options, CancelSignal cancel)
            throws StorageException {
        Holding holding = new Holding(options.nanos(), options.renewEvery());
        boolean whole = false;
        try {
            for (Side side : changed) {
                Tree tree = sides.of(side);
                if (tree.guarding() == Tree.Guarding.BY_HOLDING) {
                    Tree.Hold hold = hold(tree, options, cancel);
                    holding.held.put(side, new Held(hold, options.nanos().getAsLong()));
                }
            }
            whole = true;
            return holding;
        } finally {
            if (!whole) {
                holding.close();
            }
        }
    }

    /** Asks again and again: others are done sooner or later, and a dead one is known only by watching it. */
    private static Tree.Hold hold(Tree tree, MirrorOptions options, CancelSignal cancel) throws StorageException {
        long begin = options.nanos().getAsLong();
        while (true) {
            try {
                return tree.hold();
            } catch (StorageException.Transient e) {
                if (options.nanos().getAsLong() - begin >= options.patience().toNanos()) {
                    throw e;
                }
            }
            options.pause().pause(ASK_AGAIN, cancel);
        }
    }

    /**
     * Makes sure that a side is still held, unless that was done a moment ago.
     *
     * @throws HoldLostException when it is not
     */
    void renew(Side side) {
        Held mine = held.get(side);
        if (mine == null) {
            return;
        }
        synchronized (mine) {
            long now = nanos.getAsLong();
            if (now - mine.renewed < every) {
                return;
            }
            try {
                mine.hold.renew();
            } catch (StorageException e) {
                throw new HoldLostException(e);
            }
            mine.renewed = now;
        }
    }

    void renewAll() {
        held.keySet().forEach(this::renew);
    }

    /** What can't be given back is given up by the side itself, after a while. */
    @Override
    public void close() {
        held.forEach((side, mine) -> {
            try {
                mine.hold.close();
            } catch (StorageException e) {
                LOG.warn("The {} could not be given free for others at once: {}", side.word(), e.sentence());
            }
        });
    }
}
