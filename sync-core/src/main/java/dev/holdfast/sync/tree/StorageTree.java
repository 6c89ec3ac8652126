package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.DeleteResult;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.RestoreResult;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files in any storage, which several machines may use at the same time.
 *
 * <p>Effects are guarded by holding ({@link StorageLock}) where the storage can create only what is not there, else not at
 * all: removing and moving is never conditional in a storage. Replacing is, besides, where the storage can, so that those who
 * don't ask for the hold lose no more than they have to.
 *
 * <p>The time that shows is the storage's. The one that a file was written with is kept beside it, with its SHA-256, where the
 * storage keeps metadata. What is replaced is not in the trash, as that would take a copy; what is deleted is. A directory
 * whose last file goes stays.
 *
 * <p>Closing is the storage's business.
 */
public final class StorageTree implements Tree {
    private static final String TIME = "holdfast-modified";
    private static final String HASH = "holdfast-sha256";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final StorageClient storage;
    private final int storageId;
    private final WorkspaceOptions options;
    private final Duration retention;
    private final Workspace workspace;
    private final StorageLock lock;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final HeldFolders held;

    /**
     * Touches nothing yet.
     *
     * @param storageId which tree, as for {@link Workspace}
     * @param options as for it; its signal is not heard, as each call has its own
     * @param retention how long what was trashed is kept
     * @param holder what this machine calls itself to people who find it working there
     */
    public StorageTree(
            StorageClient storage, int storageId, WorkspaceOptions options, Duration retention, String holder) {
        this(storage, storageId, options, retention, holder, System::nanoTime);
    }

    /** With another count of nanoseconds, for tests. */
    public StorageTree(
            StorageClient storage,
            int storageId,
            WorkspaceOptions options,
            Duration retention,
            String holder,
            LongSupplier nanos) {
        this(storage, storageId, options, retention, holder, nanos, HoldMemory.NONE);
    }

    /** With what this machine knows of its own holds. */
    public StorageTree(
            StorageClient storage,
            int storageId,
            WorkspaceOptions options,
            Duration retention,
            String holder,
            LongSupplier nanos,
            HoldMemory memory) {
        this.storage = storage;
        this.storageId = storageId;
        this.options = options.with(new CancelSignal());
        this.retention = retention;
        this.workspace = new Workspace(storage, storageId, this.options);
        this.held = new HeldFolders(workspace);
        this.lock = new StorageLock(storage, workspace.ownKey("lock/"), holder, nanos, memory);
    }

    @Override
    public String describe() {
        return storage.describe();
    }

    /** Keys of objects always are; a storage on a disk that can't tell two names apart refuses the second one. */
    @Override
    public boolean caseSensitive() {
        return true;
    }

    @Override
    public Guarding guarding() {
        return can(Capability.CREATE_ONLY) ? Guarding.BY_HOLDING : Guarding.NONE;
    }

    private boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    @Override
    public Hold hold() throws StorageException {
        if (guarding() == Guarding.NONE) {
            throw new StorageException.Unsupported(Capability.CREATE_ONLY, describe());
        }
        return held.during(lock.take());
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        workspace.refresh();
        made.clear();
        return new StorageWalk(workspace, cancel, options.atOnce()).list(StorageTree::describe);
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        require(path);
        return found(path).map(StorageTree::describe).orElse(null);
    }

    private Optional<FileEntry> found(String path) throws StorageException {
        return workspace.at(path);
    }

    private static TreeEntry describe(FileEntry entry) {
        if (entry.isFolder()) {
            return TreeEntry.directory(entry.path());
        }
        // Ids that are no identity begin with the path.
        String identity = entry.id().startsWith("/") ? null : entry.id();
        return new TreeEntry(
                entry.path(),
                EntryKind.FILE,
                entry.size(),
                entry.modified().orElse(Instant.EPOCH),
                entry.hash().orElse(null),
                identity,
                entry.version());
    }

    private FileEntry seen(TreeEntry seen) throws StorageException {
        require(seen.path());
        FileEntry now = found(seen.path()).orElseThrow(() -> Seen.changed(seen.path()));
        Seen.require(describe(now), seen);
        return now;
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        FileEntry now = seen(seen);
        String kept = now.metadata().get(HASH);
        if (now.hash().isEmpty() && kept != null && SHA256.matcher(kept).matches()) {
            return describe(now).withHash(kept);
        }
        try {
            return describe(now).withHash(new Workspace(storage, storageId, options.with(cancel)).contentHash(now));
        } catch (StorageException.NotFound e) {
            throw Seen.changed(seen.path());
        }
    }

    @Override
    public TreeEntry asWritten(TreeEntry seen) throws StorageException {
        String kept = seen(seen).metadata().get(TIME);
        if (kept == null) {
            return seen;
        }
        try {
            Instant time = Instant.parse(kept);
            return new TreeEntry(
                    seen.path(), seen.kind(), seen.size(), time, seen.hash(), seen.identity(), seen.version());
        } catch (DateTimeException e) {
            return seen; // Somebody else wrote it; then the storage's time is as good as any.
        }
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    public InputStream open(TreeEntry seen) throws StorageException {
        seen(seen);
        try {
            return new SteadyStream(workspace.open(seen.path()), () -> seen(seen), failure -> failed(seen, failure));
        } catch (StorageException.NotFound e) {
            throw Seen.changed(seen.path());
        }
    }

    private static StorageException failed(TreeEntry seen, IOException failure) {
        return failure instanceof StorageException known
                ? known
                : new StorageException.Transient("Reading " + seen.path() + " failed.", failure);
    }

    @Override
    public TreeEntry write(
            String path,
            @Nullable TreeEntry over,
            TreeEntry from,
            Source source,
            LongConsumer progress,
            CancelSignal cancel)
            throws StorageException {
        require(path);
        boolean free = over == null && can(Capability.CREATE_ONLY) && held.isNoFolder(path);
        TreeEntry now = free ? null : look(path);
        Seen.requireWritable(path, now, over);
        Arriving content = new Arriving(from, source, cancel);
        PutOptions put = PutOptions.DEFAULT
                .with(now == null ? ifAbsent() : ifStill(now))
                .with(metadata(from))
                .with(progress);
        try {
            TreeEntry written = describe(workspace.upload(path, content, put)).withHash(content.hash());
            held.made(parent(path));
            return written;
        } catch (StorageException e) {
            throw Arriving.failure(e);
        }
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private Precondition ifAbsent() {
        return can(Capability.CREATE_ONLY) ? Precondition.ABSENT : Precondition.NONE;
    }

    private Precondition ifStill(TreeEntry now) {
        String version = now.version();
        return version != null && can(Capability.CONDITIONAL_REPLACE)
                ? Precondition.matches(version)
                : Precondition.NONE;
    }

    private Map<String, String> metadata(TreeEntry from) {
        Map<String, String> metadata = new HashMap<>();
        if (can(Capability.USER_METADATA)) {
            metadata.put(TIME, from.modified().toString());
            String hash = from.hash();
            if (hash != null) {
                metadata.put(HASH, hash);
            }
        }
        return metadata;
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        require(seen.path());
        require(to);
        FileEntry now = found(seen.path()).orElseThrow(() -> Seen.changed(seen.path()));
        if (!describe(now).agreesWith(seen) || look(to) != null) {
            throw Seen.changed(seen.path());
        }
        keepAbove(seen.path());
        try {
            workspace.move(now.id(), to);
        } catch (StorageException.NotFound e) {
            throw Seen.changed(seen.path());
        }
        made.clear();
        held.forget();
        return found(to).map(StorageTree::describe).orElseThrow(() -> Seen.changed(to));
    }

    /** A directory is there only for what is in it, unless it was made. */
    private void keepAbove(String path) throws StorageException {
        String parent = parent(path);
        if (!parent.isEmpty() && !made.contains(parent)) {
            workspace.createFolder(parent);
            made.add(parent);
        }
    }

    @Override
    public String trash(TreeEntry seen) throws StorageException {
        FileEntry now = seen(seen);
        keepAbove(seen.path());
        DeleteResult result = workspace.delete(List.of(now.id()), Deletion.TO_TRASH);
        for (StorageException failure : result.failures().values()) {
            throw failure;
        }
        String deletion = result.trash().orElseThrow(() -> Seen.changed(seen.path()));
        return deletion + "/" + seen.path();
    }

    @Override
    public List<TrashedFile> trashed() throws StorageException {
        List<TrashedFile> found = new ArrayList<>();
        workspace
                .trash()
                .forEach(each -> found.add(new TrashedFile(each.id(), each.path(), each.deleted(), each.size())));
        return found;
    }

    @Override
    public TreeEntry restore(TrashedFile file) throws StorageException {
        require(file.path());
        if (look(file.path()) != null) {
            throw Seen.changed(file.path());
        }
        RestoreResult result = workspace.restore(List.of(file.id()));
        for (StorageException failure : result.failures().values()) {
            throw failure;
        }
        made.clear();
        String path = result.elsewhere().getOrDefault(file.path(), file.path());
        return found(path).map(StorageTree::describe).orElseThrow(() -> Seen.changed(path));
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        require(path);
        TreeEntry now = look(path);
        if (now != null && now.kind() != EntryKind.DIRECTORY) {
            throw Seen.changed(path);
        }
        workspace.createFolder(path);
        held.made(path);
        return TreeEntry.directory(path);
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        TreeEntry now = look(path);
        if (now != null && now.kind() != EntryKind.DIRECTORY) {
            throw Seen.changed(path);
        }
        made.clear();
        if (now != null) {
            keepAbove(path);
        }
        held.forget();
        return now == null || workspace.removeFolder(path);
    }

    /** Of unfinished writes only those in the tree's own folder go: elsewhere they may be another program's. */
    @Override
    public int sweep() throws StorageException {
        return Math.toIntExact(workspace.emptyTrash(retention)) + storage.sweep(workspace.ownKey(""), LEFT_BEHIND);
    }

    private static void require(String path) throws StorageException {
        if (!TreeEntry.isPath(path)) {
            throw new StorageException.InvalidKey("This is no path in a tree: \"" + path + "\".");
        }
    }

    @Override
    public void close() {
        // The storage belongs to whoever gave it.
    }
}
