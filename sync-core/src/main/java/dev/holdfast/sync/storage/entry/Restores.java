package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings files back from the trash, for one call. */
final class Restores {
    private final StorageClient storage;
    private final TreePaths paths;
    private final TrashKeys keys;
    private final Entries entries;
    private final Folders folders;
    private final FreeMoves moves;
    private final Batch batch;
    private final RestorePlaces places;
    private final AtomicInteger restored = new AtomicInteger();
    private final Map<String, String> elsewhere = new LinkedHashMap<>();

    Restores(
            StorageClient storage,
            TreePaths paths,
            TrashKeys keys,
            Entries entries,
            Folders folders,
            FreeMoves moves,
            Batch batch) {
        this.storage = storage;
        this.paths = paths;
        this.keys = keys;
        this.entries = entries;
        this.folders = folders;
        this.moves = moves;
        this.batch = batch;
        this.places = new RestorePlaces(entries, folders, paths);
    }

    RestoreResult restore(Collection<String> ids) {
        for (String id : new LinkedHashSet<>(ids)) {
            batch.attempt(id, () -> restore(id));
        }
        synchronized (elsewhere) {
            return new RestoreResult(restored.get(), elsewhere, batch.failures());
        }
    }

    private void restore(String id) throws StorageException {
        int slash = id.indexOf('/');
        String deletion = slash < 0 ? id : id.substring(0, slash);
        String path = slash < 0 ? "" : id.substring(slash + 1);
        if (!TrashKeys.isDeletion(deletion) || slash == id.length() - 1) {
            throw missing(id);
        }
        if (path.isEmpty() || path.endsWith("/")) {
            restoreFolder(id, deletion, path);
        } else {
            paths.key(path);
            bringBack(keys.key(deletion, path), path);
            restored.incrementAndGet();
        }
    }

    /** A folder of a deletion, or all of it when the folder is empty. */
    private void restoreFolder(String id, String deletion, String folder) throws StorageException {
        String target = paths.prefix(folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1));
        String source = keys.all() + deletion + "/" + folder;
        int before = restored.get();
        boolean there = TreePaths.fits(source) && folders.exists(source);
        if (there) {
            bringAllBack(id, deletion, folder, new PageWalk(storage, source, Depth.ALL));
        }
        String others = keys.allLong() + deletion + "/";
        bringAllBack(id, deletion, folder, new PageWalk(storage, others, Depth.ALL));
        storage.deleteFolder(others);
        if (there) {
            folders.move(source, target, this::makeFolder);
        } else if (restored.get() == before && !batch.failures().containsKey(id)) {
            throw missing(id);
        }
    }

    private void bringAllBack(String id, String deletion, String folder, PageWalk walk) throws StorageException {
        for (List<StoredObject> some = walk.batch(); !some.isEmpty() && !batch.isOver(); some = walk.batch()) {
            Map<String, String> targets = new LinkedHashMap<>();
            List<String> others = new ArrayList<>();
            for (StoredObject object : some) {
                sort(object.key(), deletion, folder, targets, others);
            }
            restored.addAndGet(batch.move(targets, key -> id, moves::moveAll, this::bringBackTo));
            batch.each(others, key -> id, key -> {
                if (bringBackIfThere(key, keys.path(key, deletion))) {
                    restored.incrementAndGet();
                }
            });
        }
    }

    /** Most files can come back many at a time; some need a closer look each. */
    private void sort(String key, String deletion, String folder, Map<String, String> targets, List<String> others)
            throws StorageException {
        String path = keys.deletionOf(key).isEmpty() ? "" : keys.path(key, deletion);
        if (path.isEmpty() || !path.startsWith(folder)) {
            return;
        }
        if (!keys.isLong(key) && paths.isPath(path) && places.isPossible(path)) {
            targets.put(key, paths.prefix("") + path);
        } else {
            others.add(key);
        }
    }

    private void bringBackTo(String key, String to) throws StorageException {
        bringBackIfThere(key, paths.path(to));
    }

    private boolean bringBackIfThere(String key, String path) throws StorageException {
        try {
            bringBack(key, path);
            return true;
        } catch (StorageException.NotFound e) {
            return false; // Brought back or removed since it was listed.
        }
    }

    private void bringBack(String key, String path) throws StorageException {
        int blocked = places.fileAbove(path);
        int segment = blocked == 0 ? path.length() : blocked;
        String place = path;
        for (int tried = blocked == 0 ? 0 : 1; ; tried++) {
            place = tried == 0 ? path : new RestoredName(path, segment, tried).in(paths);
            if (places.isPossible(place) && moves.moveOrFinish(key, paths.key(place))) {
                break;
            }
        }
        keys.forget(key);
        if (!place.equals(path)) {
            synchronized (elsewhere) {
                elsewhere.put(path, place);
            }
        }
    }

    private void makeFolder(String prefix) throws StorageException {
        String path = paths.path(prefix);
        boolean taken = !path.isEmpty() && (entries.file(path).isPresent() || entries.fileAbove(path) > 0);
        if (!taken) {
            storage.putFolder(prefix);
        }
    }

    private static StorageException missing(String id) {
        return new StorageException.NotFound("There is nothing in the trash under " + id + ".", null);
    }
}
