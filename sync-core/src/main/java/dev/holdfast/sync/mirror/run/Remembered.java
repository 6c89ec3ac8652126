package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.mirror.Expectation;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is remembered of a pair, as a run goes on: here for its next plan, and in the store for the next run. Thread-safe. */
final class Remembered {
    private final MirrorBase store;
    private final Policy policy;
    private final Map<String, BaseEntry> entries = new ConcurrentHashMap<>();
    private final Queue<BaseChange> unwritten = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean established;

    private Remembered(MirrorBase store, Policy policy, boolean established) {
        this.store = store;
        this.policy = policy;
        this.established = established;
    }

    /** Two entries that have become one, as when a side no longer tells names apart by case, are both forgotten. */
    static Remembered read(MirrorBase store, Policy policy) {
        Base base = store.read();
        Remembered all = new Remembered(store, policy, base.established());
        List<String> doubtful = new ArrayList<>();
        for (BaseEntry entry : base.entries()) {
            BaseEntry twin = all.entries.put(policy.key(entry.path()), entry);
            if (twin != null) {
                doubtful.add(twin.path());
                doubtful.add(entry.path());
            }
        }
        if (!doubtful.isEmpty()) {
            doubtful.forEach(path -> all.entries.remove(policy.key(path)));
            store.change(List.of(new BaseChange(doubtful, null)));
        }
        return all;
    }

    Base base() {
        return new Base(List.copyOf(entries.values()), established);
    }

    void establish() {
        if (!established) {
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
     */
    void confirm(Action action, @Nullable TreeEntry now, @Nullable TreeEntry there) {
        BaseChange change = change(action, now, there);
        if (change.isEmpty()) {
            return;
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
            case REMEMBER -> remember(List.of(), equal(action, now, there));
            case MOVED -> remember(forget(from), equal(action, now, there));
            case REBASE -> rebase(action, from, there);
        };
    }

    private List<String> forget(String path) {
        BaseEntry old = entries.remove(policy.key(path));
        return old == null ? List.of() : List.of(old.path());
    }

    private BaseChange remember(List<String> forgotten, @Nullable BaseEntry entry) {
        if (entry == null) {
            return new BaseChange(forgotten, null);
        }
        BaseEntry old = entries.put(policy.key(entry.path()), entry);
        List<String> gone = new ArrayList<>(forgotten);
        if (old != null && !old.path().equals(entry.path())) {
            gone.add(old.path());
        }
        return new BaseChange(gone, entry);
    }

    private static @Nullable BaseEntry equal(Action action, @Nullable TreeEntry now, @Nullable TreeEntry there) {
        if (now == null || there == null) {
            return null;
        }
        boolean left = action.side() == Side.LEFT;
        return BaseEntry.of(action.path(), left ? now : there, left ? there : now);
    }

    private BaseChange rebase(Action action, String from, @Nullable TreeEntry mover) {
        BaseEntry old = entries.remove(policy.key(from));
        if (old == null || mover == null) {
            return new BaseChange(old == null ? List.of() : List.of(old.path()), null);
        }
        boolean left = action.side() == Side.RIGHT;
        BaseEntry moved = new BaseEntry(
                action.path(),
                old.kind(),
                old.size(),
                old.hash(),
                left ? Mark.of(mover) : old.left(),
                left ? old.right() : Mark.of(mover));
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
