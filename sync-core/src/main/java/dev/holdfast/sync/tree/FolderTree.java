package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.local.Entry;
import dev.holdfast.sync.storage.local.Folder;
import dev.holdfast.sync.storage.local.HardLinks;
import dev.holdfast.sync.storage.local.LocalErrors;
import dev.holdfast.sync.storage.local.TemporaryFile;
import dev.holdfast.sync.tree.FolderPaths.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A user's folder on this machine, which people and programs work in at the same time.
 *
 * <p>A file is written to one beside it, whose name begins with {@code .holdfast-} and ends with {@code .part}, synced, and
 * given its name in one step; then its directory is synced. What it replaces is in the trash before: in the directory
 * {@code .holdfast-trash} at the root, for so long as was said. A new file never replaces one that came meanwhile, where the
 * file system has hard links. Between the last look at a file and its replacement lies no more than one call of the system;
 * what another program writes into the file in that instant is in the trash, what it puts in its place is not.
 *
 * <p>A file keeps its permissions when it is replaced. Directories are held open while they are worked in, so that one that is
 * swapped for a link leads nobody out of the folder, where the platform lets one hold them.
 */
public final class FolderTree implements Tree {
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final FolderPaths paths;
    private final FolderFiles files;
    private final FolderTrash trash;
    private final Duration retention;
    private final boolean keepsDeleted;
    private final Object[] locks =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toArray();
    private volatile @Nullable Boolean caseCounts;
    private volatile List<String> unfinished = List.of();

    /**
     * Touches nothing yet.
     *
     * @param root the folder, which may itself be a link; it is never made
     * @param hashes remembers what was read once; may outlive this
     * @param retention how long what was trashed is kept
     */
    public FolderTree(Path root, HashCache hashes, Duration retention) {
        this(root, hashes, retention, InstantSource.system());
    }

    /** With another clock for the trash, for tests. */
    public FolderTree(Path root, HashCache hashes, Duration retention, InstantSource clock) {
        this(root, hashes, retention, clock, true);
    }

    /**
     * One that keeps neither what is replaced nor what {@link #delete} takes away, as the other side had it or has it still.
     * What {@link #trash} takes away is kept as ever.
     */
    public static FolderTree withoutTrash(Path root, HashCache hashes, Duration retention) {
        return new FolderTree(root, hashes, retention, InstantSource.system(), false);
    }

    private FolderTree(Path root, HashCache hashes, Duration retention, InstantSource clock, boolean keepsDeleted) {
        this.paths = new FolderPaths(root.toAbsolutePath().normalize());
        this.files = new FolderFiles(paths, hashes);
        this.trash = new FolderTrash(paths, clock);
        this.retention = retention;
        this.keepsDeleted = keepsDeleted;
    }

    @Override
    public String describe() {
        return "folder " + paths.root();
    }

    @Override
    public boolean caseSensitive() throws StorageException {
        Boolean known = caseCounts;
        if (known == null) {
            Optional<Boolean> told = at("", () -> FolderCase.told(paths));
            known = told.isPresent() ? told.get() : at("", () -> FolderCase.tried(paths));
            caseCounts = known;
        }
        return known;
    }

    @Override
    public boolean seemsCaseSensitive() throws StorageException {
        Boolean known = caseCounts;
        return known != null ? known : at("", () -> FolderCase.told(paths)).orElse(true);
    }

    @Override
    public Guarding guarding() {
        return Guarding.EACH_EFFECT;
    }

    @Override
    public Hold hold() {
        return FreeHold.INSTANCE;
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        return glance(cancel).listing();
    }

    @Override
    public Glance glance(CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        return at("", () -> {
            try (Folder root = paths.open()) {
                if (root == null) {
                    return Glance.of(TreeListing.missing());
                }
                FolderWalk walk = new FolderWalk(paths.stat(), cancel);
                walk.visit(root, "");
                unfinished = List.copyOf(walk.unfinished());
                return walk.glance();
            } catch (AccessDeniedException e) {
                return Glance.of(TreeListing.of(List.of()).unreadable(Set.of("")));
            }
        });
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        paths.require(path);
        return at(path, () -> {
                    try (Place place = paths.find(path)) {
                        return Optional.ofNullable(place == null ? null : place.now());
                    }
                })
                .orElse(null);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        paths.require(seen.path());
        return at(seen.path(), () -> files.hashed(seen, cancel));
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        paths.require(seen.path());
        return at(seen.path(), () -> files.open(seen));
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
        paths.require(path);
        Arriving content = new Arriving(from, source, cancel);
        return at(path, () -> {
            try (Place place = paths.find(path)) {
                Seen.requireWritable(path, place == null ? null : place.now(), over);
            }
            // Closed by the temporary file.
            Folder folder = paths.makeOwn(FolderPaths.parent(path));
            String unfinished = FolderPaths.unfinishedName();
            try (TemporaryFile temporary =
                    over == null ? new TemporaryFile(folder, unfinished) : TemporaryFile.ofOwner(folder, unfinished)) {
                temporary.write(content, PutOptions.DEFAULT.with(progress));
                cancel.throwIfCancelled();
                setTime(temporary, from.modified());
                synchronized (lock(path)) {
                    return publish(temporary, path, over).withHash(content.hash());
                }
            }
        });
    }

    private static void setTime(TemporaryFile temporary, Instant time) throws IOException {
        BasicFileAttributeView view = temporary.folder().view(temporary.name(), BasicFileAttributeView.class);
        if (view != null) {
            view.setTimes(FileTime.from(time), null, null);
        }
    }

    private TreeEntry publish(TemporaryFile temporary, String path, @Nullable TreeEntry over) throws IOException {
        try (Place place = paths.make(path)) {
            Seen.requireWritable(path, place.now(), over);
            if (over == null) {
                if (name(temporary.folder(), temporary.name(), place)) {
                    temporary.folder().deleteFile(temporary.name());
                }
            } else {
                FolderStat.copyPermissions(place.folder(), place.name(), temporary.folder(), temporary.name());
                String kept = trash.replace(place, over, temporary.folder(), temporary.name());
                if (!keepsDeleted) {
                    trash.forget(kept);
                }
            }
            place.folder().sync();
            return present(place);
        }
    }

    /** Gives a file another name as well, where nothing has it; without hard links, instead. Tells whether it has both. */
    private static boolean name(Folder source, String name, Place place) throws IOException {
        try {
            if (HardLinks.link(source, name, place.folder(), place.name())) {
                return true;
            }
            source.rename(name, place.folder(), place.name());
            return false;
        } catch (FileAlreadyExistsException e) {
            throw Seen.changed(place.path());
        }
    }

    /** Takes the old name from a file that has another one, and leaves alone what somebody saved there meanwhile. */
    private void unname(Place source, Place linked) throws IOException {
        Folder folder = source.folder();
        String aside = FolderPaths.unfinishedName();
        folder.rename(source.name(), folder, aside);
        TreeEntry taken = paths.stat().look(folder, aside, source.path());
        if (taken == null) {
            return;
        }
        if (Seen.isSame(taken, present(linked))) {
            folder.deleteFile(aside);
            return;
        }
        try {
            if (HardLinks.link(folder, aside, folder, source.name())) {
                folder.deleteFile(aside);
                throw Seen.changed(source.path());
            }
        } catch (FileAlreadyExistsException e) {
            // Saved once more; then this one is kept in the trash.
        }
        trash.take(new Place(folder, aside, source.path(), taken), taken);
        throw Seen.changed(source.path());
    }

    private TreeEntry present(Place place) throws IOException {
        TreeEntry now = paths.stat().look(place.folder(), place.name(), place.path());
        if (now == null) {
            throw Seen.changed(place.path());
        }
        return now;
    }

    private Object lock(String path) {
        String name = path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return locks[Math.floorMod(name.hashCode(), locks.length)];
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        paths.require(seen.path());
        paths.require(to);
        if (to.startsWith(seen.path() + "/") || to.equals(seen.path())) {
            throw new StorageException.PreconditionFailed("There is no room for " + to + ".", null);
        }
        return at(to, () -> {
            try (Place source = paths.find(seen.path())) {
                TreeEntry now = source == null ? null : source.now();
                if (source == null || now == null || now.kind() == EntryKind.OTHER || !now.agreesWith(seen)) {
                    throw Seen.changed(seen.path());
                }
                return move(source, now, to);
            }
        });
    }

    private TreeEntry move(Place source, TreeEntry now, String to) throws IOException {
        synchronized (lock(to)) {
            try (Place target = paths.make(to)) {
                boolean respelled = target.now() != null && target.path().equals(source.path());
                if (target.now() != null && !respelled) {
                    throw Seen.changed(to);
                }
                String name = FolderPaths.name(to);
                Place free = new Place(target.folder(), name, sibling(target.path(), name), null);
                boolean alone = now.kind() == EntryKind.FILE && !respelled;
                if (!alone) {
                    source.folder().rename(source.name(), target.folder(), name);
                } else if (name(source.folder(), source.name(), free)) {
                    unname(source, free);
                }
                target.folder().sync();
                source.folder().sync();
                if (Entry.of(target.folder(), name).kind() == Entry.Kind.TWIN) {
                    throw new StorageException.Permanent(
                            "The file system keeps the name " + source.path() + " as it is spelled: rename it to " + to
                                    + " by way of another name.",
                            null);
                }
                return moved(free, now);
            }
        }
    }

    /** What came between the look and the move has moved, too, and must not be taken for what was seen. */
    private TreeEntry moved(Place place, TreeEntry seen) throws IOException {
        TreeEntry now = present(place);
        if (seen.kind() == EntryKind.FILE && !Seen.isSame(now, seen)) {
            throw Seen.changed(seen.path());
        }
        return now;
    }

    private static String sibling(String path, String name) {
        String parent = FolderPaths.parent(path);
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    @Override
    public String trash(TreeEntry seen) throws StorageException {
        paths.require(seen.path());
        return at(seen.path(), () -> {
            synchronized (lock(seen.path())) {
                try (Place place = paths.find(seen.path())) {
                    Seen.require(place == null ? null : place.now(), seen);
                    String where = trash.take(Objects.requireNonNull(place), seen);
                    place.folder().sync();
                    return where;
                }
            }
        });
    }

    /** By way of the trash even so: what came to the path between the look and the effect is noticed there, and goes back. */
    @Override
    public @Nullable String delete(TreeEntry seen) throws StorageException {
        String where = trash(seen);
        return keepsDeleted ? where : at(seen.path(), () -> trash.forget(where)).orElse(null);
    }

    @Override
    public List<TrashedFile> trashed() throws StorageException {
        return at("", new FolderRestore(paths)::list);
    }

    @Override
    public TreeEntry restore(TrashedFile file) throws StorageException {
        paths.require(file.path());
        return at(file.path(), () -> {
            synchronized (lock(file.path())) {
                return new FolderRestore(paths).restore(file);
            }
        });
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        paths.require(path);
        return at(path, () -> {
            paths.makeOwn(path).close();
            try (Place place = paths.make(path)) {
                return present(place);
            }
        });
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        paths.require(path);
        return at(path, () -> {
            try (Place place = paths.find(path)) {
                TreeEntry now = place == null ? null : place.now();
                if (place == null || now == null) {
                    return true;
                }
                if (now.kind() != EntryKind.DIRECTORY) {
                    throw Seen.changed(path);
                }
                place.folder().deleteDirectory(place.name());
                place.folder().sync();
                return true;
            } catch (DirectoryNotEmptyException e) {
                return false;
            } catch (NoSuchFileException e) {
                return true;
            }
        });
    }

    /** Removes also what unfinished writes have left that the last look showed and that nobody touched for a day. */
    @Override
    public int sweep() throws StorageException {
        return at("", () -> {
            int removed = trash.empty(retention);
            for (String path : unfinished) {
                removed += discard(path) ? 1 : 0;
            }
            unfinished = List.of();
            return removed;
        });
    }

    private boolean discard(String path) throws IOException {
        Instant limit = Instant.now().minus(LEFT_BEHIND);
        try (Folder folder = paths.findOwn(FolderPaths.parent(path))) {
            String name = FolderPaths.name(path);
            return folder != null
                    && Entry.of(folder, name).kind() == Entry.Kind.FILE
                    && folder.attributes(name).lastModifiedTime().toInstant().isBefore(limit)
                    && TemporaryFile.discard(folder, name);
        }
    }

    @Override
    public void close() {
        // Holds nothing open between calls.
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T at(String path, Call<T> call) throws StorageException {
        try {
            return call.run();
        } catch (StorageException e) {
            throw Arriving.failure(e);
        } catch (IOException e) {
            throw LocalErrors.translate(e, paths.root().resolve(path), paths.root());
        }
    }
}
