package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.mirror.Expectation;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.entry.ContentHashes;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is remembered of a pair, as a run goes on: here for its next plan, and in the store for the next run. Thread-safe. */
final class Remembered {
    /** No file has it: long before any clock began. */
    private static final Instant NEVER = Instant.parse("-9999-01-01T00:00:00Z");

    private final MirrorBase store;
    private final Policy policy;
    private final Sides sides;
    private final InstantSource clock;
    private final Map<String, BaseEntry> entries = new ConcurrentHashMap<>();
    private final Queue<BaseChange> unwritten = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private boolean read;
    private volatile boolean established;

    /** Nothing is read before somebody asks for the {@link #base}. */
    Remembered(MirrorBase store, Policy policy, Sides sides, InstantSource clock) {
        this.store = store;
        this.policy = policy;
        this.sides = sides;
        this.clock = clock;
    }

    /** Two entries that have become one, as when a side no longer tells names apart by case, are both forgotten. */
    private void read() {
        Base base = store.read();
        List<String> doubtful = new ArrayList<>();
        for (BaseEntry entry : base.entries()) {
            BaseEntry twin = entries.put(policy.key(entry.path()), entry);
            if (twin != null) {
                doubtful.add(twin.path());
                doubtful.add(entry.path());
            }
        }
        if (!doubtful.isEmpty()) {
            doubtful.forEach(path -> entries.remove(policy.key(path)));
            store.change(List.of(new BaseChange(doubtful, null)));
        }
        established = base.established();
        read = true;
    }

    /** Whether this look is known to need nothing; then nothing else is read. */
    Optional<Settled> settled(String looks) {
        return read
                ? Optional.empty()
                : store.settled().filter(known -> known.looks().equals(looks));
    }

    void settle(Settled look) {
        store.settle(look);
    }

    /** For the thread that plans, and before anything is confirmed. */
    Base base() {
        if (!read) {
            read();
        }
        return new Base(List.copyOf(entries.values()), established);
    }

    /** What was settled was established before. */
    void establish() {
        if (read && !established) {
            store.establish();
            established = true;
        }
    }

    /**
     * Learns what follows from an action whose effect is confirmed. Returns when it is stored; what several threads confirm
     * at once is stored at once.
     *
     * @param now what is at the action's path since; null when nothing is
     * @param there what the other side has there, as the action took it to be; null when nothing is
     * @return whether the side has put what it was given into a form of its own, which the other one has not got yet
     */
    boolean confirm(Action action, @Nullable TreeEntry now, @Nullable TreeEntry there) {
        BaseChange change = change(action, now, there);
        if (change.isEmpty()) {
            return false;
        }
        unwritten.add(change);
        writing.lock();
        try {
            List<BaseChange> all = new ArrayList<>();
            for (BaseChange each = unwritten.poll(); each != null; each = unwritten.poll()) {
                all.add(each);
            }
            if (!all.isEmpty()) {
                store.change(all);
            }
        } finally {
            writing.unlock();
        }
        BaseEntry entry = change.remembered();
        return entry != null && entry.formed() == action.side();
    }

    /** The same for actions that touch neither side, all at once. */
    void confirmAll(List<Action> notes) {
        List<BaseChange> changes = notes.stream()
                .map(note -> change(
                        note, seen(note, note.side()), seen(note, note.side().other())))
                .filter(change -> !change.isEmpty())
                .toList();
        if (!changes.isEmpty()) {
            store.change(changes);
        }
    }

    private BaseChange change(Action action, @Nullable TreeEntry now, @Nullable TreeEntry there) {
        String from = Objects.requireNonNullElse(action.from(), "");
        return switch (action.base()) {
            case NONE -> new BaseChange(List.of(), null);
            case FORGET -> new BaseChange(forget(action.path()), null);
            case RELEASE -> new BaseChange(forget(from), null);
            case REMEMBER -> remember(List.of(), equal(action, now, there, entries.get(policy.key(action.path()))));
            case MOVED -> {
                BaseEntry before = entries.get(policy.key(from));
                yield remember(forget(from), equal(action, now, there, before));
            }
            case REBASE -> rebase(action, from, there);
        };
    }

    private List<String> forget(String path) {
        BaseEntry old = entries.remove(policy.key(path));
        return old == null ? List.of() : List.of(old.path());
    }

    private BaseChange remember(List<String> forgotten, @Nullable BaseEntry seen) {
        if (seen == null) {
            return new BaseChange(forgotten, null);
        }
        BaseEntry entry = steady(seen);
        BaseEntry old = entries.put(policy.key(entry.path()), entry);
        List<String> gone = new ArrayList<>(forgotten);
        if (old != null && !old.path().equals(entry.path())) {
            gone.add(old.path());
        }
        return new BaseChange(gone, entry);
    }

    /**
     * What was changed a moment ago may change once more within the grain of its clock and look the same: then its hash alone tells
     * the next time. Buckets name each version by something else than time.
     */
    private BaseEntry steady(BaseEntry entry) {
        if (entry.kind() != EntryKind.FILE || entry.hash() == null) {
            return entry;
        }
        return new BaseEntry(
                entry.path(),
                entry.kind(),
                entry.size(),
                entry.hash(),
                steady(Side.LEFT, entry.left()),
                steady(Side.RIGHT, entry.right()));
    }

    private Mark steady(Side side, Mark mark) {
        boolean byTime = sides.of(side).guarding() == Tree.Guarding.EACH_EFFECT;
        return byTime && mark.modified().isAfter(clock.instant().minus(ContentHashes.GRAIN))
                ? new Mark(NEVER, mark.identity(), null, mark.own())
                : mark;
    }

    private static @Nullable BaseEntry equal(
            Action action, @Nullable TreeEntry now, @Nullable TreeEntry there, @Nullable BaseEntry before) {
        if (now == null || there == null) {
            return null;
        }
        if (action.kind() == ActionKind.CREATE || action.kind() == ActionKind.REPLACE) {
            return BaseEntry.written(action.path(), there, now, action.side(), before);
        }
        TreeEntry left = action.side() == Side.LEFT ? now : there;
        TreeEntry right = action.side() == Side.LEFT ? there : now;
        return before == null ? BaseEntry.of(action.path(), left, right) : before.shownAs(action.path(), left, right);
    }

    private BaseChange rebase(Action action, String from, @Nullable TreeEntry mover) {
        BaseEntry old = entries.remove(policy.key(from));
        if (old == null || mover == null) {
            return new BaseChange(old == null ? List.of() : List.of(old.path()), null);
        }
        boolean left = action.side() == Side.RIGHT;
        Mark seen = Mark.of(mover, old.mark(action.side().other()).own());
        BaseEntry moved = new BaseEntry(
                action.path(), old.kind(), old.size(), old.hash(), left ? seen : old.left(), left ? old.right() : seen);
        return remember(List.of(old.path()), moved);
    }

    private static @Nullable TreeEntry seen(Action action, Side side) {
        return action.expects().stream()
                .filter(each -> each.side() == side && each.seen() != null)
                .map(Expectation::seen)
                .findFirst()
                .orElse(null);
    }
}
