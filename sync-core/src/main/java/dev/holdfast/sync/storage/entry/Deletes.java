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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes entries, for one call. Each listing is gone through once, so what comes while it is under way stays: an edit
 * beats a delete.
 */
final class Deletes {
    /** Up to so many files that may have moved are looked for one by one; for more of them the tree is listed. */
    private static final int FEW = 1000;

    private record Victim(String id, String key) {}

    private final StorageClient storage;
    private final TreePaths paths;
    private final Entries entries;
    private final Folders folders;
    private final Trash trash;
    private final Batch batch;
    private final @Nullable String deletion;
    private final Set<String> left;
    private final int count;
    private final List<Victim> next = new ArrayList<>();
    private int trashed;

    /** With the name of the deletion; without one it is for ever. */
    Deletes(
            StorageClient storage,
            TreePaths paths,
            Entries entries,
            Folders folders,
            Trash trash,
            Batch batch,
            @Nullable String deletion,
            Collection<String> ids) {
        this.storage = storage;
        this.paths = paths;
        this.entries = entries;
        this.folders = folders;
        this.trash = trash;
        this.batch = batch;
        this.deletion = deletion;
        this.left = new LinkedHashSet<>(ids);
        this.count = left.size();
    }

    DeleteResult run() throws StorageException {
        List<String> folderIds = left.stream().filter(EntryIds::isFolder).toList();
        left.removeIf(EntryIds::isFolder);
        filesByPath();
        filesByIdentity();
        folderIds.forEach(id -> batch.attempt(id, () -> folder(id)));
        if (batch.isOver()) {
            left.forEach(batch::giveUp);
        }
        int failed = batch.failures().size();
        Optional<String> name = trashed > 0 ? Optional.ofNullable(deletion) : Optional.empty();
        return new DeleteResult(count - failed, batch.failures(), name);
    }

    private void filesByPath() {
        for (String id : left.stream().filter(EntryIds::isPath).toList()) {
            batch.attempt(id, () -> add(id, paths.key(EntryIds.path(id))));
        }
        flush();
    }

    private void filesByIdentity() throws StorageException {
        List<String> ids = left.stream().filter(entries.ids()::isIdentity).toList();
        if (ids.size() <= FEW) {
            for (String id : ids) {
                batch.attempt(id, () -> entries.whereSeen(id).ifPresent(object -> add(id, object.key())));
            }
            flush();
        }
        boolean some = left.stream().anyMatch(entries.ids()::isIdentity);
        PageWalk walk = entries.walk();
        PageWalk.Item item = some ? entries.visible(walk) : null;
        while (item != null && !left.isEmpty() && !batch.isOver()) {
            if (item.object() != null) {
                met(item.object());
            }
            item = entries.visible(walk);
        }
        flush();
    }

    private void met(StoredObject object) throws StorageException {
        String id = object.identity().map(EntryIds::ofIdentity).orElse("");
        if (left.contains(id) && entries.isSameFile(id, object)) {
            add(id, object.key());
        }
    }

    private void add(String id, String key) {
        left.remove(id);
        next.add(new Victim(id, key));
        if (next.size() == StorageClient.MAX_PAGE) {
            flush();
        }
    }

    private void flush() {
        if (!next.isEmpty()) {
            remove(List.copyOf(next));
            next.clear();
        }
    }

    private void remove(List<Victim> victims) {
        String name = deletion;
        if (name != null) {
            Map<String, String> idOfKey = new LinkedHashMap<>();
            victims.forEach(victim -> idOfKey.put(victim.key(), victim.id()));
            trashed += trash.add(name, idOfKey, batch);
        } else if (batch.isOver()) {
            victims.forEach(victim -> batch.giveUp(victim.id()));
        } else {
            removeForEver(victims);
        }
    }

    private void removeForEver(List<Victim> victims) {
        try {
            storage.deleteAll(victims.stream().map(Victim::key).toList());
        } catch (StorageException.Transient failure) {
            victims.forEach(victim -> batch.fail(victim.id(), failure));
        } catch (StorageException failure) {
            // One of them is the reason: which one shows when each is deleted alone.
            batch.each(victims, Victim::id, victim -> storage.delete(victim.key()));
        }
    }

    private void folder(String id) throws StorageException {
        String path = EntryIds.path(id);
        if (path.isEmpty()) {
            throw new StorageException.InvalidKey("The top folder can't be deleted: name what is in it.");
        }
        String prefix = paths.prefix(path);
        if (!folders.exists(prefix)) {
            return;
        }
        PageWalk walk = new PageWalk(storage, prefix, Depth.ALL);
        for (List<StoredObject> some = walk.batch(); !some.isEmpty() && !batch.isOver(); some = walk.batch()) {
            remove(some.stream().map(object -> new Victim(id, object.key())).toList());
        }
        if (batch.isOver()) {
            return;
        }
        if (deletion == null) {
            folders.remove(prefix);
        } else {
            trash.addFolders(deletion, prefix);
            trashed++;
        }
    }
}
