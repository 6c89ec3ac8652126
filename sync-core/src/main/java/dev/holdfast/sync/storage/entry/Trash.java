package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The deleted files of a tree. Times are by the storage's clock, so that a wrong one here empties nothing too early. */
final class Trash {
    private final StorageClient storage;
    private final TreePaths paths;
    private final TrashKeys keys;
    private final Folders folders;
    private final WorkspaceOptions options;

    Trash(StorageClient storage, TreePaths paths, TrashKeys keys, Folders folders, WorkspaceOptions options) {
        this.storage = storage;
        this.paths = paths;
        this.keys = keys;
        this.folders = folders;
        this.options = options;
    }

    /** A name for a deletion that happens now. */
    String newDeletion() throws StorageException {
        return TrashKeys.deletion(now());
    }

    /**
     * Moves files into the trash, each path once for each deletion. Those that are not there are passed over.
     *
     * @param idOfKey the keys, each with the id whose failure it is
     * @return how many were there
     */
    int add(String deletion, Map<String, String> idOfKey, Batch batch) {
        Map<String, String> targets = new LinkedHashMap<>();
        Map<String, String> withNotes = new LinkedHashMap<>();
        for (String key : idOfKey.keySet()) {
            String target = keys.key(deletion, paths.path(key));
            (keys.isLong(target) ? withNotes : targets).put(key, target);
        }
        UnaryOperator<String> id = key -> String.valueOf(idOfKey.get(key));
        return batch.move(targets, id, some -> storage.moveAll(some, Precondition.NONE), this::move)
                + batch.move(withNotes, id, this::moveWithNotes, this::moveWithNote);
    }

    private void move(String from, String to) throws StorageException {
        storage.moveAll(Map.of(from, to), Precondition.NONE);
    }

    private int moveWithNotes(Map<String, String> targets) throws StorageException {
        for (Map.Entry<String, String> each : targets.entrySet()) {
            keys.note(each.getValue(), paths.path(each.getKey()));
        }
        return storage.moveAll(targets, Precondition.NONE);
    }

    private void moveWithNote(String from, String to) throws StorageException {
        moveWithNotes(Map.of(from, to));
    }

    /** Moves the emptied folders below a prefix into the trash, where their names are not too long. */
    void addFolders(String deletion, String prefix) throws StorageException {
        String target = keys.all() + deletion + "/" + paths.path(prefix) + "/";
        folders.move(prefix, target, folder -> {
            if (TreePaths.fits(folder)) {
                storage.putFolder(folder);
            }
        });
    }

    Cursor<TrashEntry> list() {
        PageWalk usual = new PageWalk(storage, keys.all(), Depth.ALL);
        PageWalk others = new PageWalk(storage, keys.allLong(), Depth.ALL);
        return () -> {
            Optional<TrashEntry> next = next(usual);
            return next.isPresent() ? next : next(others);
        };
    }

    private Optional<TrashEntry> next(PageWalk walk) throws StorageException {
        for (PageWalk.Item item = walk.next(); item != null; item = walk.next()) {
            Optional<String> deletion = keys.deletionOf(item.key());
            StoredObject object = item.object();
            if (deletion.isPresent() && object != null) {
                String name = deletion.get();
                String path = keys.path(item.key(), name);
                return Optional.of(new TrashEntry(name + "/" + path, path, TrashKeys.time(name), object.size()));
            }
        }
        return Optional.empty();
    }

    /** Removes for ever what was deleted so long ago, or longer. */
    long empty(Duration age) throws StorageException {
        Instant now = now();
        return empty(keys.all(), now, age) + empty(keys.allLong(), now, age);
    }

    private long empty(String area, Instant now, Duration age) throws StorageException {
        long removed = 0;
        PageWalk walk = new PageWalk(storage, area, Depth.ONE_LEVEL);
        for (PageWalk.Item item = walk.next(); item != null; item = walk.next()) {
            String name = item.key().substring(area.length()).replace("/", "");
            boolean old = item.object() == null
                    && TrashKeys.isDeletion(name)
                    && Duration.between(TrashKeys.time(name), now).compareTo(age) >= 0;
            if (old) {
                removed += remove(item.key());
            }
        }
        return removed;
    }

    private long remove(String prefix) throws StorageException {
        long removed = 0;
        PageWalk walk = new PageWalk(storage, prefix, Depth.ALL);
        for (List<StoredObject> some = walk.batch(); !some.isEmpty(); some = walk.batch()) {
            options.cancel().throwIfCancelled();
            storage.deleteAll(some.stream().map(StoredObject::key).toList());
            removed += some.stream()
                    .filter(object -> keys.deletionOf(object.key()).isPresent())
                    .count();
        }
        folders.remove(prefix);
        return removed;
    }

    private Instant now() throws StorageException {
        return storage.put(paths.own("clock"), Content.of(new byte[0]), PutOptions.DEFAULT)
                .modified();
    }
}
