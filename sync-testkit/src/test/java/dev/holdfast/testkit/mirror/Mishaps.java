package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeListing;
import dev.holdfast.testkit.tree.TreeFaults;
import java.util.function.Consumer;

/**
 * What happens to one process: one mishap, at the so-manieth moment of all that it does to either side or to what it
 * remembers. A process that died does nothing any more.
 */
final class Mishaps implements TreeFaults {
    /** Kinds of mishaps. */
    enum Kind {
        /** All goes well. */
        NONE,
        /** The side fails, having done its part or not. */
        FAILURE,
        /** The side fails from then on. */
        OUTAGE,
        /** The process dies. */
        DEATH,
        /** Something else happens meanwhile. */
        MEANWHILE,
        /** The process stands still for so long that it no longer holds anything, and something else happens meanwhile. */
        STANDSTILL,
        /** Looks are cut short. */
        CUT_LISTING,
        /** The root is away while somebody looks. */
        MISSING_ROOT
    }

    private final Kind kind;
    private final int moment;
    private final Consumer<String> meanwhile;
    private int moments;
    private boolean dead;
    private boolean fired;

    /** @param meanwhile what else happens, told at which path this process is */
    Mishaps(Kind kind, int moment, Consumer<String> meanwhile) {
        this.kind = kind;
        this.moment = moment;
        this.meanwhile = meanwhile;
    }

    static Mishaps none() {
        return new Mishaps(Kind.NONE, 0, path -> {});
    }

    boolean fired() {
        return fired;
    }

    @Override
    public void at(String operation, String path, Moment when) throws StorageException {
        // Nobody can be kept from acting who comes to a standstill between a service's look and its effect.
        if (kind == Kind.STANDSTILL && when == Moment.AMID) {
            return;
        }
        if (isNow(path) && (kind == Kind.FAILURE || kind == Kind.OUTAGE)) {
            throw new StorageException.Transient("The line broke at " + operation + ".", null);
        }
    }

    /** The same for what is no side. */
    void at() {
        isNow("");
    }

    private boolean isNow(String path) {
        if (dead) {
            throw new Died();
        }
        moments++;
        boolean now = kind == Kind.OUTAGE ? moments >= moment : moments == moment;
        if (!now) {
            return false;
        }
        switch (kind) {
            case DEATH -> {
                fired = true;
                dead = true;
                throw new Died();
            }
            case MEANWHILE, STANDSTILL -> {
                fired = true;
                meanwhile.accept(path);
            }
            case FAILURE, OUTAGE -> fired = true;
            default -> {}
        }
        return true;
    }

    @Override
    public TreeListing listed(TreeListing whole) {
        if (kind == Kind.CUT_LISTING) {
            fired = true;
            int half = whole.entries().size() / 2;
            return TreeListing.of(whole.entries().subList(0, half)).cutShort();
        }
        if (kind == Kind.MISSING_ROOT) {
            fired = true;
            return TreeListing.missing();
        }
        return whole;
    }
}
