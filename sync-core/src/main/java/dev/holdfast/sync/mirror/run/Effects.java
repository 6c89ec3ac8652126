package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.Expectation;
import dev.holdfast.sync.mirror.Reason;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries out single actions of one plan. What an action expects of the side that it changes is checked by the side itself
 * in the same step; what it expects of the other side is looked at right before. Thread-safe.
 */
final class Effects {
    private final Sides sides;
    private final RunControl control;
    private final Holding holding;
    private final ProgressListener progress;
    private final String pair;
    private final Map<Place, TreeEntry> moved = new ConcurrentHashMap<>();

    /** A path of a side. */
    private record Place(Side side, String path) {}

    Effects(Sides sides, RunControl control, Holding holding, ProgressListener progress, String pair) {
        this.sides = sides;
        this.control = control;
        this.holding = holding;
        this.progress = progress;
        this.pair = pair;
    }

    /**
     * What an effect led to.
     *
     * @param now what is at the action's path since; null when nothing is
     * @param there what the other side has there, as the action took it to be; null when that is nothing. Whatever came there
     *     since is another state
     */
    record Effect(@Nullable TreeEntry now, @Nullable TreeEntry there) {}

    /**
     * Acts.
     *
     * @throws StorageException.PreconditionFailed when something is not as it is expected; nothing was done
     * @throws HoldLostException when others may have got in
     */
    Effect perform(Action action) throws StorageException {
        control.pass(holding::renewAll);
        Tree tree = sides.of(action.side());
        if (action.kind() == ActionKind.CREATE || action.kind() == ActionKind.REPLACE) {
            return copy(tree, action);
        }
        return new Effect(act(tree, action), there(action));
    }

    private @Nullable TreeEntry act(Tree tree, Action action) throws StorageException {
        switch (action.kind()) {
            case MOVE -> {
                checkOther(action);
                String from = Objects.requireNonNull(action.from());
                TreeEntry now = tree.move(seen(action, action.side(), from), action.path());
                moved.put(new Place(action.side(), action.path()), now);
                return now;
            }
            case TRASH -> {
                checkOther(action);
                TreeEntry seen = seen(action, action.side(), action.path());
                // What lost, and what the other side never had, is nowhere else.
                if (action.reason() == Reason.DELETED) {
                    tree.delete(seen);
                } else {
                    tree.trash(seen);
                }
                return null;
            }
            case MAKE_DIRECTORY -> {
                checkOther(action);
                return tree.makeDirectory(action.path());
            }
            case REMOVE_DIRECTORY -> {
                checkOther(action);
                if (!tree.removeDirectory(action.path())) {
                    throw changed(action.path());
                }
                return null;
            }
            default -> throw new IllegalArgumentException("touches neither side: " + action);
        }
    }

    private @Nullable TreeEntry there(Action action) {
        Side other = action.side().other();
        for (Expectation each : action.expects()) {
            if (each.side() == other && each.seen() != null) {
                return expected(action, other, each.path());
            }
        }
        return null;
    }

    private Effect copy(Tree tree, Action action) throws StorageException {
        Side other = action.side().other();
        String from = Objects.requireNonNull(action.from());
        TreeEntry source = known(tree, other, seen(action, other, from));
        TreeEntry over = expected(action, action.side(), action.path());
        holding.renew(action.side());
        report(action, 0);
        TreeEntry written = tree.write(
                action.path(),
                over,
                sides.of(other).asWritten(source),
                () -> new ControlledStream(sides.of(other).open(source), control, holding),
                done -> {
                    if (done < action.bytes()) {
                        report(action, done);
                    }
                },
                control.signal());
        report(action, action.bytes());
        return new Effect(written, source);
    }

    /** With its hash where only that can tell whether the side has put it into a form of its own. */
    private TreeEntry known(Tree tree, Side from, TreeEntry seen) throws StorageException {
        return tree.hasOwnForm() && seen.hash() == null ? sides.of(from).hashed(seen, control.signal()) : seen;
    }

    private void report(Action action, long done) {
        progress.onProgress(new Progress(pair, action.path(), done, action.bytes()));
    }

    /** Looks at the side that stays as it is, then makes sure that nobody gets in on the one that is changed. */
    private void checkOther(Action action) throws StorageException {
        Side other = action.side().other();
        for (Expectation each : action.expects()) {
            if (each.side() == other) {
                TreeEntry seen = expected(action, other, each.path());
                TreeEntry now = sides.of(other).look(each.path());
                if (!new Expectation(other, each.path(), seen).holds(now)) {
                    throw changed(each.path());
                }
            }
        }
        holding.renew(action.side());
    }

    private TreeEntry seen(Action action, Side side, String path) {
        TreeEntry seen = expected(action, side, path);
        if (seen == null) {
            throw new IllegalArgumentException("nothing was seen at " + path + " for " + action);
        }
        return seen;
    }

    /** What was seen at a path, as it is there since this run itself moved it. */
    private @Nullable TreeEntry expected(Action action, Side side, String path) {
        for (Expectation each : action.expects()) {
            TreeEntry seen = each.seen();
            if (seen != null && each.side() == side && each.path().equals(path)) {
                TreeEntry now = moved.get(new Place(side, path));
                return now == null ? at(path, seen) : now;
            }
        }
        return null;
    }

    private static TreeEntry at(String path, TreeEntry seen) {
        return new TreeEntry(
                path, seen.kind(), seen.size(), seen.modified(), seen.hash(), seen.identity(), seen.version());
    }

    private static StorageException changed(String path) {
        return new StorageException.PreconditionFailed("What is at " + path + " is not what was seen there.", null);
    }
}
