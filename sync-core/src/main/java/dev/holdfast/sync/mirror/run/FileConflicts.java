package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.ConflictLog;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.conflict.Version;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.ConflictNames;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Resolves conflicts of one pair as somebody has chosen. It acts on one side alone, and the next run of the mirror brings
 * it to the other; the loser goes to the trash. Meanwhile it keeps others out of the sides that need it. Nothing is done when either version is not there any more as it was when the
 * conflict was found.
 */
public final class FileConflicts {
    private final Tree left;
    private final Tree right;
    private final ConflictLog log;
    private final MirrorOptions options;

    /** Of the pair with these two sides, which the caller closes. */
    public FileConflicts(Tree left, Tree right, ConflictLog log, MirrorOptions options) {
        this.left = left;
        this.right = right;
        this.log = log;
        this.options = options;
    }

    /**
     * Does what was chosen, then closes the conflict.
     *
     * @param choice anything but {@link ConflictChoice#GONE}
     * @param cancel ends the waiting for whoever holds a side
     * @throws StorageException.PreconditionFailed when the files are not what they were; nothing was done
     * @throws StorageException when a side can't be used
     */
    public void resolve(RecordedConflict conflict, ConflictChoice choice, CancelSignal cancel) throws StorageException {
        if (choice == ConflictChoice.GONE) {
            throw new IllegalArgumentException("nobody can choose that");
        }
        try (Holding holding = Holding.take(new Sides(left, right), EnumSet.allOf(Side.class), options, cancel)) {
            act(conflict, choice, holding);
        } catch (HoldLostException e) {
            throw e.failure();
        }
        log.resolve(conflict.id(), choice, options.clock().instant());
    }

    private void act(RecordedConflict conflict, ConflictChoice choice, Holding holding) throws StorageException {
        String copy = conflict.copy();
        if (copy == null) {
            decide(conflict, choice, holding);
        } else if (choice != ConflictChoice.BOTH) {
            Version kept = choice == ConflictChoice.SOURCE ? conflict.left() : conflict.right();
            keepOne(conflict, copy, kept, holding);
        }
    }

    /** Both sides have both, under two names: one of them goes, and the other one gets the name if it has it not. */
    private void keepOne(RecordedConflict conflict, String copy, @Nullable Version kept, Holding holding)
            throws StorageException {
        if (conflict.left() == null || conflict.right() == null || kept == null) {
            throw new StorageException.PreconditionFailed(
                    "One of the two at " + conflict.path()
                            + " is a directory, so both are kept: delete the one you don't want by hand.",
                    null);
        }
        Version lost = kept.equals(conflict.left()) ? conflict.right() : conflict.left();
        TreeEntry named = file(left, conflict.path(), conflict);
        TreeEntry other = file(left, copy, conflict);
        if (kept.isOf(named) && lost.isOf(other)) {
            holding.renew(Side.LEFT);
            left.trash(other);
        } else if (kept.isOf(other) && lost.isOf(named)) {
            holding.renew(Side.LEFT);
            left.trash(named);
            holding.renew(Side.LEFT);
            left.move(other, conflict.path());
        } else {
            throw changed(conflict);
        }
    }

    /** Each side has its own under the same name. */
    private void decide(RecordedConflict conflict, ConflictChoice choice, Holding holding) throws StorageException {
        TreeEntry ours = expected(left, conflict.left(), conflict);
        TreeEntry theirs = expected(right, conflict.right(), conflict);
        if (choice == ConflictChoice.DESTINATION) {
            holding.renew(Side.LEFT);
            left.trash(ours);
        } else if (choice == ConflictChoice.SOURCE) {
            holding.renew(Side.RIGHT);
            right.trash(theirs);
        } else {
            String free = freeName(conflict.path(), theirs);
            holding.renew(Side.RIGHT);
            right.move(theirs, free);
        }
    }

    private String freeName(String path, TreeEntry entry) throws StorageException {
        for (int number = 1; ; number++) {
            String name = ConflictNames.beside(path, entry, number);
            if (left.look(name) == null && right.look(name) == null) {
                return name;
            }
        }
    }

    private static TreeEntry expected(Tree tree, @Nullable Version version, RecordedConflict conflict)
            throws StorageException {
        TreeEntry entry = file(tree, conflict.path(), conflict);
        if (version == null || !version.isOf(entry)) {
            throw changed(conflict);
        }
        return entry;
    }

    private static TreeEntry file(Tree tree, String path, RecordedConflict conflict) throws StorageException {
        TreeEntry entry = tree.look(path);
        if (entry == null || entry.kind() != EntryKind.FILE) {
            throw changed(conflict);
        }
        return entry.hash() == null ? tree.hashed(entry, new CancelSignal()) : entry;
    }

    private static StorageException changed(RecordedConflict conflict) {
        return new StorageException.PreconditionFailed(
                "The two versions of " + conflict.path()
                        + " are not what they were: run the mirror and look again, and where that does not help, choose"
                        + " 'both' or delete by hand the one you don't want.",
                null);
    }
}
