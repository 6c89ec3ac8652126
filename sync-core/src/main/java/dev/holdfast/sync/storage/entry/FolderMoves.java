package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Moves folders file by file. A note in the tree says that a move is under way: with it, the same move done again goes on
 * where the first one ended, and the target may be there; without it, the target must be free.
 */
final class FolderMoves {
    private final StorageClient storage;
    private final TreePaths paths;
    private final Entries entries;
    private final Folders folders;
    private final FreeMoves moves;
    private final WorkspaceOptions options;

    FolderMoves(
            StorageClient storage,
            TreePaths paths,
            Entries entries,
            Folders folders,
            FreeMoves moves,
            WorkspaceOptions options) {
        this.storage = storage;
        this.paths = paths;
        this.entries = entries;
        this.folders = folders;
        this.moves = moves;
        this.options = options;
    }

    /** Moves a folder; see {@link Workspace#move}. */
    void move(String from, String to) throws StorageException {
        String source = paths.prefix(from);
        String target = paths.prefix(to);
        if (from.isEmpty() || target.startsWith(source)) {
            throw new StorageException.PreconditionFailed(
                    "The folder \"" + from + "\" can't be moved into itself.", null);
        }
        String note = note(from, to);
        if (storage.stat(note).isEmpty()) {
            requireMovable(from, to);
            storage.put(note, Content.of((from + "\n" + to).getBytes(StandardCharsets.UTF_8)), PutOptions.DEFAULT);
        } else if (!folders.exists(source) && !folders.exists(target)) {
            storage.delete(note);
            throw missing(from);
        }
        moveFiles(source, target);
        folders.move(source, target, storage::putFolder);
        storage.delete(note);
    }

    private void requireMovable(String from, String to) throws StorageException {
        String source = paths.prefix(from);
        String target = paths.prefix(to);
        if (!folders.exists(source)) {
            throw missing(from);
        }
        if (entries.file(to).isPresent() || folders.exists(target)) {
            throw new StorageException.PreconditionFailed("There is already an entry " + to + ".", null);
        }
        entries.requireNoFileAbove(to);
        int growth = TreePaths.bytes(target) - TreePaths.bytes(source);
        if (growth > 0) {
            requireRoom(source, growth);
        }
    }

    /** So that no move ends in the middle, at a file whose new path would be too long. */
    private void requireRoom(String source, int growth) throws StorageException {
        PageWalk walk = new PageWalk(storage, source, Depth.ALL);
        for (PageWalk.Item item = walk.next(); item != null; item = walk.next()) {
            if (!TreePaths.fits(item.key(), growth)) {
                throw new StorageException.InvalidKey(
                        "The new path of " + paths.path(item.key()) + " would be too long: choose a shorter name.");
            }
        }
    }

    /** Until nothing is left: files may have come while the others were moved. */
    private void moveFiles(String source, String target) throws StorageException {
        try (Batch batch = new Batch(options)) {
            int moved;
            do {
                moved = 0;
                PageWalk walk = new PageWalk(storage, source, Depth.ALL);
                for (List<StoredObject> some = walk.batch(); !some.isEmpty(); some = walk.batch()) {
                    Map<String, String> targets = new LinkedHashMap<>();
                    some.forEach(object ->
                            targets.put(object.key(), target + object.key().substring(source.length())));
                    moved += batch.move(targets, UnaryOperator.identity(), moves::moveAll, this::moveFile);
                }
                batch.throwFirst();
            } while (moved > 0);
        }
    }

    private void moveFile(String from, String to) throws StorageException {
        try {
            if (!moves.moveOrFinish(from, to)) {
                throw new StorageException.PreconditionFailed(
                        "There is already another file " + paths.path(to) + ", so " + paths.path(from)
                                + " stays where it is.",
                        null);
            }
        } catch (StorageException.NotFound e) {
            // Moved or deleted since it was listed.
        }
    }

    private static StorageException missing(String path) {
        return new StorageException.NotFound("There is no folder " + path + ".", null);
    }

    private String note(String from, String to) {
        return paths.own("moves/") + Hashes.of(from + "\0" + to);
    }
}
