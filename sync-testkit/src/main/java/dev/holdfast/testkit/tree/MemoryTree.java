package dev.holdfast.testkit.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import dev.holdfast.testkit.tree.MemoryFiles.Node;
import dev.holdfast.testkit.tree.TreeFaults.Moment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A side in memory, as one machine has it. Several over the same {@link MemoryFiles} are several machines with one remote.
 * Immutable but for the files; the {@code with} methods give another look at the same ones.
 *
 * <p>Where effects are guarded one by one, each looks and acts in one step. Otherwise others can get in between
 * ({@link Moment#AMID}), but for a write over nothing, which is create-only under {@link dev.holdfast.sync.tree.Tree.Guarding#BY_HOLDING}.
 */
public final class MemoryTree implements Tree {
    private final MemoryFiles files;
    private final Traits traits;

    private record Traits(
            String name,
            Guarding guarding,
            TreeFaults faults,
            boolean hashes,
            boolean identities,
            Duration retention) {}

    /** With each effect guarded, no faults, identities, and a month in the trash; hashes are had by reading. */
    public MemoryTree(MemoryFiles files) {
        this(files, new Traits("memory", Guarding.EACH_EFFECT, TreeFaults.NONE, false, true, Duration.ofDays(30)));
    }

    private MemoryTree(MemoryFiles files, Traits traits) {
        this.files = files;
        this.traits = traits;
    }

    /** What it calls itself. */
    public MemoryTree withName(String name) {
        return new MemoryTree(
                files,
                new Traits(name, traits.guarding, traits.faults, traits.hashes, traits.identities, traits.retention));
    }

    /** Guarded otherwise. */
    public MemoryTree withGuarding(Guarding guarding) {
        return new MemoryTree(
                files,
                new Traits(traits.name, guarding, traits.faults, traits.hashes, traits.identities, traits.retention));
    }

    /** With other faults, which strike this look at the files alone. */
    public MemoryTree withFaults(TreeFaults faults) {
        return new MemoryTree(
                files,
                new Traits(traits.name, traits.guarding, faults, traits.hashes, traits.identities, traits.retention));
    }

    /** Knows all hashes, as some services do, and gives them with each look. */
    public MemoryTree withHashes() {
        return new MemoryTree(
                files,
                new Traits(traits.name, traits.guarding, traits.faults, true, traits.identities, traits.retention));
    }

    /** Knows nothing that stays with a file that is renamed. */
    public MemoryTree withoutIdentities() {
        return new MemoryTree(
                files, new Traits(traits.name, traits.guarding, traits.faults, traits.hashes, false, traits.retention));
    }

    /** Empties its trash of what is that old. */
    public MemoryTree withRetention(Duration retention) {
        return new MemoryTree(
                files,
                new Traits(traits.name, traits.guarding, traits.faults, traits.hashes, traits.identities, retention));
    }

    /** What is looked at. */
    public MemoryFiles files() {
        return files;
    }

    @Override
    public String describe() {
        return traits.name;
    }

    @Override
    public boolean caseSensitive() {
        return files.caseSensitive();
    }

    @Override
    public Guarding guarding() {
        return traits.guarding;
    }

    @Override
    public Hold hold() throws StorageException {
        if (traits.guarding == Guarding.NONE) {
            throw new StorageException.Unsupported(Capability.CREATE_ONLY, describe());
        }
        before("hold", "");
        Object token = new Object();
        if (traits.guarding == Guarding.BY_HOLDING) {
            Instant since = files.take(token);
            if (since != null) {
                throw new StorageException.Transient(
                        "Somebody else has been working on " + describe() + " since " + since + ".", null);
            }
        }
        after("hold", "");
        return new MemoryHold(token);
    }

    private final class MemoryHold implements Hold {
        private final Object token;

        MemoryHold(Object token) {
            this.token = token;
        }

        @Override
        public void renew() throws StorageException {
            before("renew", "");
            if (traits.guarding == Guarding.BY_HOLDING && !files.renew(token)) {
                throw new StorageException.Transient("Somebody else took over the work on " + describe() + ".", null);
            }
        }

        @Override
        public void close() throws StorageException {
            before("release", "");
            files.release(token);
            after("release", "");
        }
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        before("list", "");
        cancel.throwIfCancelled();
        if (!files.isRootThere()) {
            return traits.faults.listed(TreeListing.missing());
        }
        List<TreeEntry> entries = files.all().stream()
                .filter(node -> isListed(node.path()))
                .map(this::entry)
                .toList();
        return traits.faults.listed(TreeListing.of(entries).unreadable(files.unreadable()));
    }

    /** What can't be read is listed itself, but nothing in it. */
    private boolean isListed(String path) {
        int slash = path.lastIndexOf('/');
        return files.isReadable(slash < 0 ? "" : path.substring(0, slash));
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        require(path);
        before("look", path);
        Node node = files.node(path);
        return node == null ? null : entry(node);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        before("hashed", seen.path());
        cancel.throwIfCancelled();
        Node node = read(seen);
        return entry(node).withHash(sha256(node.content()));
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        before("open", seen.path());
        return new ByteArrayInputStream(read(seen).content());
    }

    private Node read(TreeEntry seen) throws StorageException {
        Node node = seen(seen);
        if (!files.isReadable(seen.path())) {
            throw new StorageException.Unreadable(
                    "The file " + seen.path() + " can't be read.", new IOException("forbidden"));
        }
        return node;
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
        before("write", path);
        requireFree(path, over);
        byte[] content = content(source, from, cancel);
        progress.accept(content.length);
        files.beginWrite();
        Node stored;
        try {
            traits.faults.at("write", path, Moment.AMID);
            stored = store(path, over, content, from.modified());
        } catch (StorageException e) {
            files.endWrite();
            throw e;
        }
        files.endWrite();
        after("write", path);
        return entry(stored).withHash(sha256(content));
    }

    private Node store(String path, @Nullable TreeEntry over, byte[] content, Instant modified)
            throws StorageException {
        synchronized (files) {
            if (over == null ? traits.guarding != Guarding.NONE : traits.guarding == Guarding.EACH_EFFECT) {
                requireFree(path, over);
            }
            Node there = files.node(path);
            if (there != null) {
                files.intoTrash(there);
            }
            return files.store(path, content, modified, files.newId());
        }
    }

    private static byte[] content(Source source, TreeEntry from, CancelSignal cancel) throws StorageException {
        byte[] content;
        try (InputStream in = source.open()) {
            cancel.throwIfCancelled();
            content = in.readAllBytes();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content of " + from.path() + " can't be read.", e);
        }
        cancel.throwIfCancelled();
        boolean asSaid = from.hash() == null || from.hash().equals(sha256(content));
        if (!asSaid || content.length != from.size()) {
            throw new StorageException.Corrupt("What arrived of " + from.path() + " is not what was sent.", null);
        }
        return content;
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        require(to);
        before("move", seen.path());
        seen(seen);
        requireRoom(seen, to);
        traits.faults.at("move", seen.path(), Moment.AMID);
        Node moved;
        synchronized (files) {
            requireRoom(seen, to);
            if (traits.guarding == Guarding.EACH_EFFECT) {
                seen(seen);
            } else if (files.node(seen.path()) == null) {
                throw changed(seen.path());
            }
            files.rename(seen.path(), to);
            moved = Objects.requireNonNull(files.node(to));
        }
        after("move", seen.path());
        return entry(moved);
    }

    private void requireRoom(TreeEntry seen, String to) throws StorageException {
        Node there = files.node(to);
        Node source = files.node(seen.path());
        boolean itself = there != null
                && source != null
                && there.id() == source.id()
                && !there.path().equals(to);
        boolean inside = to.startsWith(seen.path() + "/");
        if ((there != null && !itself) || inside || files.isBelowAFile(to)) {
            throw new StorageException.PreconditionFailed("There is no room for " + to + ".", null);
        }
    }

    @Override
    public String trash(TreeEntry seen) throws StorageException {
        before("trash", seen.path());
        requireFile(seen(seen));
        String where;
        if (traits.guarding == Guarding.EACH_EFFECT) {
            traits.faults.at("trash", seen.path(), Moment.AMID);
            synchronized (files) {
                where = files.intoTrash(seen(seen));
                files.delete(seen.path());
            }
        } else {
            where = files.intoTrash(seen(seen));
            traits.faults.at("trash", seen.path(), Moment.AMID);
            files.delete(seen.path());
        }
        after("trash", seen.path());
        return where;
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        require(path);
        before("makeDirectory", path);
        TreeEntry made;
        synchronized (files) {
            Node there = files.node(path);
            if ((there != null && there.kind() != EntryKind.DIRECTORY) || files.isBelowAFile(path)) {
                throw changed(path);
            }
            files.makeDirectory(path);
            made = entry(Objects.requireNonNull(files.node(path)));
        }
        after("makeDirectory", path);
        return made;
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        before("removeDirectory", path);
        boolean gone;
        synchronized (files) {
            Node there = files.node(path);
            if (there != null && there.kind() != EntryKind.DIRECTORY) {
                throw changed(path);
            }
            gone = files.isEmpty(path);
            if (gone) {
                files.delete(path);
            }
        }
        after("removeDirectory", path);
        return gone;
    }

    @Override
    public int sweep() throws StorageException {
        before("sweep", "");
        return files.sweep(traits.retention);
    }

    @Override
    public void close() {
        // Holds nothing open.
    }

    private void before(String operation, String path) throws StorageException {
        traits.faults.at(operation, path, Moment.BEFORE);
        if (!files.isRootThere() && !operation.equals("list")) {
            throw new StorageException.Transient("The root of " + describe() + " is not there.", null);
        }
    }

    private void after(String operation, String path) throws StorageException {
        traits.faults.at(operation, path, Moment.AFTER);
    }

    private TreeEntry entry(Node node) {
        TreeEntry entry = MemoryFiles.entry(node);
        if (node.kind() != EntryKind.FILE) {
            return entry;
        }
        return new TreeEntry(
                entry.path(),
                entry.kind(),
                entry.size(),
                entry.modified(),
                traits.hashes ? sha256(node.content()) : null,
                traits.identities ? entry.identity() : null,
                entry.version());
    }

    private Node seen(TreeEntry seen) throws StorageException {
        Node now = files.node(seen.path());
        if (now == null || !withHash(now, seen).agreesWith(seen)) {
            throw changed(seen.path());
        }
        return now;
    }

    private void requireFree(String path, @Nullable TreeEntry over) throws StorageException {
        Node now = files.node(path);
        boolean asSeen = over == null
                ? now == null && !files.isBelowAFile(path)
                : now != null && withHash(now, over).agreesWith(over);
        if (!asSeen || (now != null && now.kind() != EntryKind.FILE)) {
            throw changed(path);
        }
    }

    private TreeEntry withHash(Node now, TreeEntry seen) {
        TreeEntry entry = entry(now);
        boolean compared = seen.hash() != null && now.kind() == EntryKind.FILE;
        return compared ? entry.withHash(sha256(now.content())) : entry;
    }

    private static void requireFile(Node node) throws StorageException {
        if (node.kind() != EntryKind.FILE) {
            throw new StorageException.PreconditionFailed("What is at " + node.path() + " is no file.", null);
        }
    }

    private static void require(String path) throws StorageException {
        if (!TreeEntry.isPath(path)) {
            throw new StorageException.InvalidKey("This is no path in a tree: " + path + ".");
        }
        if (path.equals(MemoryFiles.TRASH) || path.startsWith(MemoryFiles.TRASH + "/")) {
            throw new StorageException.InvalidKey("The trash's name " + path + " is taken.");
        }
    }

    private static StorageException changed(String path) {
        return new StorageException.PreconditionFailed("What is at " + path + " is not what was seen there.", null);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
