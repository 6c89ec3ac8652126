package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.Entry;
import dev.holdfast.sync.storage.local.Folder;
import dev.holdfast.sync.storage.local.HardLinks;
import dev.holdfast.sync.tree.FolderPaths.Place;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in a folder's trash, and the way back. Thread-safe. */
final class FolderRestore {
    private final FolderPaths paths;

    FolderRestore(FolderPaths paths) {
        this.paths = paths;
    }

    /** Every file in the trash, in no order. */
    List<TrashedFile> list() throws IOException {
        List<TrashedFile> found = new ArrayList<>();
        try (Folder trash = paths.findOwn(FolderPaths.TRASH)) {
            if (trash == null) {
                return found;
            }
            List<String> deletions = new ArrayList<>();
            trash.names(name -> {
                if (FolderTrash.isDeletion(name)) {
                    deletions.add(name);
                }
            });
            for (String deletion : deletions) {
                list(trash, deletion, deletion, found);
            }
        }
        return found;
    }

    private static void list(Folder folder, String name, String inTrash, List<TrashedFile> found) throws IOException {
        Entry entry = Entry.of(folder, name);
        if (entry.kind() == Entry.Kind.FILE && inTrash.indexOf('/') > 0) {
            String deletion = inTrash.substring(0, inTrash.indexOf('/'));
            found.add(new TrashedFile(
                    inTrash,
                    inTrash.substring(deletion.length() + 1),
                    FolderTrash.time(deletion),
                    folder.attributes(name).size()));
        } else if (entry.kind() == Entry.Kind.FOLDER) {
            try (Folder inner = folder.open(name)) {
                List<String> names = new ArrayList<>();
                inner.names(names::add);
                for (String each : names) {
                    list(inner, each, inTrash + "/" + each, found);
                }
            }
        }
    }

    /**
     * Brings a file back to where it was.
     *
     * @throws StorageException.PreconditionFailed when something is there now
     * @throws StorageException.NotFound when it is not in the trash any more
     */
    TreeEntry restore(TrashedFile file) throws IOException {
        String where = FolderPaths.TRASH + "/" + file.id();
        try (Folder kept = paths.findOwn(FolderPaths.parent(where))) {
            String name = FolderPaths.name(where);
            if (kept == null || Entry.of(kept, name).kind() != Entry.Kind.FILE) {
                throw new StorageException.NotFound(file.path() + " is not in the trash any more.", null);
            }
            try (Place place = paths.make(file.path())) {
                if (place.now() != null) {
                    throw Seen.changed(file.path());
                }
                bring(kept, name, place);
                place.folder().sync();
                TreeEntry now = paths.stat().look(place.folder(), place.name(), place.path());
                return require(now, file);
            }
        }
    }

    /** Under both names for an instant, where the file system lets it, so that nothing that comes meanwhile is replaced. */
    private static void bring(Folder kept, String name, Place place) throws IOException {
        try {
            if (HardLinks.link(kept, name, place.folder(), place.name())) {
                kept.deleteFile(name);
            } else {
                kept.rename(name, place.folder(), place.name());
            }
        } catch (FileAlreadyExistsException e) {
            throw Seen.changed(place.path());
        }
    }

    private static TreeEntry require(@Nullable TreeEntry now, TrashedFile file) throws StorageException {
        if (now == null) {
            throw Seen.changed(file.path());
        }
        return now;
    }
}
