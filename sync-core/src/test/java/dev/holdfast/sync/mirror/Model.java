package dev.holdfast.sync.mirror;

import dev.holdfast.sync.mirror.ModelSide.Thing;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pair of model trees with its base: what a plan is made of, and what it is carried out on. */
final class Model {
    final ModelSide left;
    final ModelSide right;
    final TreeMap<String, BaseEntry> base = new TreeMap<>();
    boolean established = true;
    Set<String> unreadableLeft = Set.of();

    Model(ModelSide left, ModelSide right) {
        this.left = left;
        this.right = right;
    }

    Model copy() {
        Model copy = new Model(left.copy(), right.copy());
        copy.base.putAll(base);
        copy.established = established;
        copy.unreadableLeft = unreadableLeft;
        return copy;
    }

    ModelSide side(Side side) {
        return side == Side.LEFT ? left : right;
    }

    String key(String path) {
        return left.caseSensitive && right.caseSensitive ? path : Names.fold(path);
    }

    Base base() {
        return new Base(List.copyOf(base.values()), established);
    }

    /** Remembers that both sides are equal now. */
    void agree() {
        for (Thing thing : left.things.values()) {
            remember(thing.path());
        }
    }

    private void remember(String path) {
        TreeEntry one = entry(left, path);
        TreeEntry other = entry(right, path);
        if (one == null || other == null || one.kind() != other.kind()) {
            throw new AssertionError("not equal: " + path);
        }
        base.put(key(path), BaseEntry.of(path, one, other));
    }

    private static @Nullable TreeEntry entry(ModelSide side, String path) {
        Thing thing = side.get(path);
        return thing == null ? null : side.entry(thing, true);
    }

    /** The plan, with the hashes that it asks for. {@code look} decides what a listing shows unasked. */
    Plan plan(PlanMaker maker, Policy policy, int look) {
        Set<Wanted> known = new HashSet<>();
        for (int round = 0; round < 4; round++) {
            Plan plan = maker.plan(base(), list(Side.LEFT, look, known), list(Side.RIGHT, look >> 2, known), policy);
            if (plan.wanted().isEmpty()) {
                return plan;
            }
            ModelSide.require(known.addAll(plan.wanted()), "asks for the same hashes again: ", plan.wanted());
        }
        throw new AssertionError("asks for hashes without end");
    }

    /** Bit 0: hashes are told. Bit 1: directories are told where something is in them. */
    private TreeListing list(Side which, int look, Set<Wanted> known) {
        ModelSide side = side(which);
        Set<String> unreadable = which == Side.LEFT ? unreadableLeft : Set.of();
        return side.list(
                unreadable,
                thing -> isShown(side, thing, look) && !isBelow(unreadable, thing.path()),
                thing -> (look & 1) != 0 || known.contains(new Wanted(which, thing.path())));
    }

    private static boolean isShown(ModelSide side, Thing thing, int look) {
        return (look & 2) != 0
                || !thing.isDirectory()
                || side.below(thing.path()).isEmpty();
    }

    private static boolean isBelow(Set<String> roots, String path) {
        return !roots.isEmpty() && roots.stream().anyMatch(root -> path.startsWith(root + "/"));
    }

    void applyAll(List<Action> batch) {
        batch.forEach(this::apply);
    }

    /** Whether everything is as an action expects it. */
    boolean isExpected(Action action) {
        return action.expects().stream().allMatch(each -> each.holds(entry(side(each.side()), each.path())));
    }

    /** Carries an action out; whatever it expected must be so. */
    void apply(Action action) {
        for (Expectation each : action.expects()) {
            if (!each.holds(entry(side(each.side()), each.path()))) {
                throw new AssertionError("expected " + each + " by " + action);
            }
        }
        act(action);
        update(action);
    }

    private void act(Action action) {
        ModelSide side = side(action.side());
        String from = action.from() == null ? "" : action.from();
        switch (action.kind()) {
            case CREATE, REPLACE -> {
                Thing source = side(action.side().other()).get(from);
                if (source == null) {
                    throw new AssertionError("no source for " + action);
                }
                boolean there = side.get(action.path()) != null;
                ModelSide.require(there == (action.kind() == ActionKind.REPLACE), "in the way of ", action);
                side.write(action.path(), source.content(), source.modified());
            }
            case MOVE -> side.move(from, action.path());
            case TRASH -> {
                Thing thing = side.get(action.path());
                if (thing == null || !thing.isFile()) {
                    throw new AssertionError("no file for " + action);
                }
                side.trash.add(thing.content());
                side.remove(action.path());
            }
            case MAKE_DIRECTORY -> side.put(action.path(), EntryKind.DIRECTORY);
            case REMOVE_DIRECTORY -> {
                ModelSide.require(side.isDirectory(action.path()), "no directory for ", action);
                side.remove(action.path());
            }
            case REMEMBER, FORGET -> {}
        }
    }

    private void update(Action action) {
        String from = action.from() == null ? "" : action.from();
        switch (action.base()) {
            case NONE -> {}
            case REMEMBER -> remember(action.path());
            case FORGET -> base.remove(key(action.path()));
            case RELEASE -> base.remove(key(from));
            case MOVED -> {
                base.remove(key(from));
                remember(action.path());
            }
            case REBASE -> rebase(action, from);
        }
    }

    private void rebase(Action action, String from) {
        BaseEntry old = base.remove(key(from));
        TreeEntry mover = entry(side(action.side().other()), action.path());
        if (old == null || mover == null) {
            throw new AssertionError("nothing to rebase: " + action);
        }
        boolean left = action.side() == Side.RIGHT;
        base.put(
                key(action.path()),
                new BaseEntry(
                        action.path(),
                        old.kind(),
                        old.size(),
                        old.hash(),
                        left ? BaseEntry.Mark.of(mover) : old.left(),
                        left ? old.right() : BaseEntry.Mark.of(mover)));
    }

    /** Whether both hold the same, but for what only they know of it. */
    boolean looksLike(Model other) {
        return left.looksLike(other.left) && right.looksLike(other.right);
    }

    /** The planner, or one with a mistake in it. */
    interface PlanMaker {
        Plan plan(Base base, TreeListing left, TreeListing right, Policy policy);
    }
}
