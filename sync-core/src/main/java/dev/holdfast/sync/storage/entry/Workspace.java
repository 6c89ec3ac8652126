package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A tree of files and folders in a storage, with trash. Written over {@link StorageClient} alone, so it does the same over
 * every backend; mirrors work with it.
 *
 * <p><b>Trees.</b> One storage holds many trees, kept apart by number. Tree 0 is the storage itself: its paths are the
 * storage's keys. Trees from 1 on, the trash and some notes lie in a folder {@code .holdfast-tree} at the top, which is
 * neither listed nor taken as a path, in any tree. Trees never see each other.
 *
 * <p><b>Paths</b> have segments between single slashes and follow {@link dev.holdfast.sync.storage.StorageKeys}; any
 * other is refused with {@link StorageException.InvalidKey} before anything is touched; in a numbered tree the longest
 * path is some 30 bytes shorter than the longest key. The root's path is empty. A storage without folders of its own shows a folder for as long as something is in it, or {@link #createFolder} made it.
 *
 * <p><b>Crashes and lost replies.</b> What takes several requests may end after any of them. Then every file is at its
 * old place, at its new one or in the trash, whole, and nowhere missing; where the storage does not declare
 * {@link dev.holdfast.sync.storage.Capability#ATOMIC_RENAME} one file may be at two of them. Doing the same again
 * completes it; where nothing was left to do, it may say {@link StorageException.NotFound}, since what was to be moved is
 * no longer there.
 *
 * <p><b>Races.</b> Where the storage does not declare {@link dev.holdfast.sync.storage.Capability#CREATE_ONLY}, a name
 * that has to be free is looked at first, and somebody else may take it in between. Without
 * {@link dev.holdfast.sync.storage.Capability#FRESH_LISTING}, what was written shortly before may be left behind when its
 * folder is moved or deleted; it stays where it is.
 *
 * <p><b>Failures</b> are {@link StorageException}s. Nothing here is tried again; the storage's retry decorator does that.
 *
 * <p>Thread-safe. Needs memory for a page of a listing, some thousand hashes and ids, and what callers pass in, however
 * large the tree is. Closing is the storage's business.
 */
public final class Workspace {
    private final StorageClient storage;
    private final WorkspaceOptions options;
    private final TreePaths paths;
    private final ContentHashes hashes;
    private final Entries entries;
    private final FolderMemory above;
    private final Folders folders;
    private final FreeMoves moves;
    private final TrashKeys trashKeys;
    private final Trash trash;
    private final DownloadLeftovers leftovers = new DownloadLeftovers();

    /**
     * A tree of a storage; touches nothing.
     *
     * @param storageId which tree: 0 for the storage itself
     */
    public Workspace(StorageClient storage, int storageId, WorkspaceOptions options) {
        this.storage = storage;
        this.options = options;
        this.paths = new TreePaths(storageId);
        this.hashes = new ContentHashes(storage, options.hashes(), options.cancel());
        this.entries = new Entries(storage, paths, hashes);
        this.above = new FolderMemory(entries);
        this.folders = new Folders(storage);
        this.moves = new FreeMoves(storage);
        this.trashKeys = new TrashKeys(storage, paths);
        this.trash = new Trash(storage, paths, trashKeys, folders, options);
    }

    /**
     * Stores a file.
     *
     * @param put as for {@link StorageClient#put}; its progress never goes back and ends with the size, also when the
     *     storage's retries begin again
     * @throws StorageException.PreconditionFailed when the precondition does not hold, or there is a file above the path
     * @throws StorageException.Unsupported when the storage can't do what the options ask for
     * @throws StorageException.Unreadable when the file can't be read, or changed meanwhile; nothing was written
     */
    public FileEntry upload(String path, Path file, PutOptions put) throws StorageException {
        return upload(path, new SteadyFile(file), put);
    }

    /** Stores content; as {@link #upload(String, Path, PutOptions)}. */
    public FileEntry upload(String path, Content content, PutOptions put) throws StorageException {
        String key = paths.key(path);
        above.requireNoFileAbove(path);
        above.isFile(path);
        LongConsumer forward = Transfer.onlyForward(put.progress());
        Content cancellable = Transfer.cancellable(content, options.cancel());
        return entries.describe(storage.put(key, cancellable, put.with(forward)));
    }

    /**
     * Downloads the file as the entry describes it.
     *
     * @throws StorageException.NotFound when it is not there any more
     * @throws StorageException.PreconditionFailed when it is another version now, or the target is there and is not to be
     *     replaced
     * @throws StorageException.Transient when it was replaced meanwhile, or the target can't be written just now
     * @throws StorageException.Corrupt when what arrived has another size or hash
     * @return the entry, with its hash. After any failure the target is as it was
     */
    public FileEntry download(FileEntry entry, Path target, DownloadOptions download) throws StorageException {
        StoredObject object = current(entry);
        return download(object, entry.hash().or(() -> hashes.known(object)), target, download);
    }

    /** Downloads the file that is at a path now; as {@link #download(FileEntry, Path, DownloadOptions)}. */
    public FileEntry download(String path, Path target, DownloadOptions download) throws StorageException {
        StoredObject object = present(path);
        return download(object, hashes.known(object), target, download);
    }

    /**
     * Downloads any file with this content; as {@link #download(FileEntry, Path, DownloadOptions)}. Goes through the
     * listing, and where hashes are neither the storage's nor remembered, reads file after file.
     *
     * @param sha256 in lower-case hex
     * @throws StorageException.NotFound when no file has it
     */
    public FileEntry downloadContent(String sha256, Path target, DownloadOptions download) throws StorageException {
        return download(new HashSearch(entries, hashes).find(sha256), Optional.of(sha256), target, download);
    }

    private FileEntry download(StoredObject object, Optional<String> hash, Path target, DownloadOptions download)
            throws StorageException {
        String arrived = new Download(storage, hashes, leftovers, options.cancel()).run(object, hash, target, download);
        return entries.describe(object).withHash(arrived);
    }

    /** Reads a file; as {@link StorageClient#open(String)}. */
    public InputStream open(String path) throws StorageException {
        return storage.open(paths.key(path));
    }

    /** Reads part of a file; as {@link StorageClient#open(String, long, long)}. */
    public InputStream open(String path, long offset, long length) throws StorageException {
        return storage.open(paths.key(path), offset, length);
    }

    /**
     * Deletes files, and folders with all in them. What is not there counts as deleted. What comes into a folder while it
     * is being deleted stays, and the folder with it. After a failure that the storage's retries did not mend, or a
     * thousand others, the rest is given up on and has that failure too.
     *
     * @throws StorageException when it could not be begun; nothing was deleted
     */
    public DeleteResult delete(Collection<String> ids, Deletion how) throws StorageException {
        String deletion = how == Deletion.TO_TRASH ? trash.newDeletion() : null;
        try (Batch batch = new Batch(options)) {
            return new Deletes(storage, paths, entries, folders, trash, batch, deletion, ids).run();
        }
    }

    /** The files in the trash: each deletion's together, the oldest deletion first; those with very long paths last. */
    public Cursor<TrashEntry> trash() {
        return trash.list();
    }

    /**
     * Brings files back from the trash to where they were, or, when that is taken, beside it under a name that says so.
     * What is there already with the same content is taken for what an interrupted restore left.
     *
     * @param ids of {@link TrashEntry}, folders and whole deletions among them
     */
    public RestoreResult restore(Collection<String> ids) {
        above.forget();
        try (Batch batch = new Batch(options)) {
            return new Restores(storage, paths, trashKeys, entries, folders, moves, batch).restore(ids);
        }
    }

    /**
     * Removes from the trash for ever what was deleted that long ago or longer, by the storage's clock.
     *
     * @return how many files it were
     */
    public long emptyTrash(Duration age) throws StorageException {
        return trash.empty(age);
    }

    /**
     * Makes a folder, and those around it. No effect when it is there.
     *
     * @throws StorageException.PreconditionFailed when a file has its name, or that of one around it
     */
    public FileEntry createFolder(String path) throws StorageException {
        String prefix = paths.prefix(path);
        if (!path.isEmpty()) {
            entries.requireNoFileAbove(path + "/");
            storage.putFolder(prefix);
        }
        return FileEntry.folder(path);
    }

    /** The file at a path, with all its metadata, or else the folder; empty when there is neither. */
    public Optional<FileEntry> at(String path) throws StorageException {
        Optional<StoredObject> file = entries.file(path);
        if (file.isPresent()) {
            return file.map(entries::describe);
        }
        return folders.exists(paths.prefix(path)) ? Optional.of(FileEntry.folder(path)) : Optional.empty();
    }

    /**
     * Removes a folder when nothing is in it.
     *
     * @return whether there is none any more
     */
    public boolean removeFolder(String path) throws StorageException {
        above.forget();
        String prefix = paths.prefix(path);
        storage.deleteFolder(prefix);
        return !folders.exists(prefix);
    }

    /** The key of something that belongs to the tree but that no tree shows; for what is built on this. */
    public String ownKey(String name) {
        return paths.own(name);
    }

    /** The id of the file at a path, or else of the folder; empty when there is neither. */
    public Optional<String> resolve(String path) throws StorageException {
        if (path.isEmpty()) {
            return Optional.of(EntryIds.ofFolder(""));
        }
        Optional<StoredObject> file = entries.file(path);
        if (file.isPresent()) {
            return Optional.of(entries.describe(file.get()).id());
        }
        return folders.exists(paths.prefix(path)) ? Optional.of(EntryIds.ofFolder(path)) : Optional.empty();
    }

    /**
     * The entry with an id; empty when there is none any more. A file that is known by an identity and has moved since
     * this workspace saw it is looked for in the listing.
     */
    public Optional<FileEntry> get(String id) throws StorageException {
        if (!EntryIds.isFolder(id)) {
            Optional<StoredObject> found = entries.locate(id);
            // Only a look at the object itself gives all of its metadata.
            return found.isEmpty()
                    ? Optional.empty()
                    : storage.stat(found.get().key()).map(entries::describe);
        }
        String path = EntryIds.path(id);
        return folders.exists(paths.prefix(path)) ? Optional.of(FileEntry.folder(path)) : Optional.empty();
    }

    /** Gives an entry another name in its folder; as {@link #move}. */
    public FileEntry rename(String id, String name) throws StorageException {
        if (name.indexOf('/') >= 0) {
            throw new StorageException.InvalidKey("A name has no slash: move the entry instead.");
        }
        String parent = TreePaths.parent(
                EntryIds.isFolder(id)
                        ? EntryIds.path(id)
                        : paths.path(located(id).key()));
        return move(id, parent.isEmpty() ? name : parent + "/" + name);
    }

    /**
     * Moves a file, or a folder with all in it, to another path. Moving it to where it is has no effect. A folder is moved
     * file by file; meanwhile and after a failure some are here and some there, and the same move goes on with them.
     *
     * @return the entry at its new path
     * @throws StorageException.NotFound when there is none to move
     * @throws StorageException.PreconditionFailed when there is an entry at the new path, a file above it, or it lies in
     *     the folder itself
     */
    public FileEntry move(String id, String path) throws StorageException {
        above.forget();
        if (EntryIds.isFolder(id)) {
            String from = EntryIds.path(id);
            if (!from.equals(path)) {
                new FolderMoves(storage, paths, entries, folders, moves, options).move(from, path);
            }
            return FileEntry.folder(path);
        }
        String target = paths.key(path);
        StoredObject object = located(id);
        if (object.key().equals(target)) {
            return entries.describe(object);
        }
        entries.requireNoFileAbove(path);
        if (folders.exists(paths.prefix(path))) {
            throw new StorageException.PreconditionFailed("There is already a folder " + path + ".", null);
        }
        return entries.describe(moves.move(object.key(), target));
    }

    /**
     * Goes through a folder, in the order of keys. With {@link Depth#ALL}, every file below it and no folders; with
     * {@link Depth#ONE_LEVEL}, files and folders right in it.
     */
    public Cursor<FileEntry> entries(String folder, Depth depth) throws StorageException {
        return entries.list(folder, depth);
    }

    /**
     * The SHA-256 of a file, by reading it where neither the storage knows it nor it is remembered.
     *
     * @throws StorageException.PreconditionFailed when it is another version now
     */
    public String contentHash(FileEntry entry) throws StorageException {
        StoredObject object = current(entry);
        return hashes.of(object);
    }

    /** Forgets what others may have changed: listings that something below keeps, and where files were seen. */
    public void refresh() {
        options.refresh().run();
        entries.ids().forget();
        above.forget();
    }

    private StoredObject present(String path) throws StorageException {
        return entries.file(path)
                .orElseThrow(() -> new StorageException.NotFound("There is no file " + path + ".", null));
    }

    private StoredObject current(FileEntry entry) throws StorageException {
        StoredObject object = present(entry.path());
        if (!object.version().equals(entry.version())) {
            throw new StorageException.PreconditionFailed(
                    "The file " + entry.path() + " is not the version any more that was listed.", null);
        }
        return object;
    }

    private StoredObject located(String id) throws StorageException {
        return entries.locate(id)
                .orElseThrow(() -> new StorageException.NotFound("The entry is not there any more: list again.", null));
    }
}
