package dev.holdfast.testkit.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The memories' tree as a suite knows trees, which writes any text under any name and reads just that: each name gets the end
 * that memories need, and only what a memory says counts as its content. All else is the tree's own.
 */
final class BareMemories implements Tree {
    private static final String END = ".md";

    private final MemoriesTree tree;
    private final MemoryStore store;
    private final Set<String> known = new LinkedHashSet<>();

    BareMemories(MemoriesTree tree, MemoryStore store) {
        this.tree = tree;
        this.store = store;
    }

    /** The ids of all memories that were written through this. */
    synchronized Set<String> known() {
        return Set.copyOf(known);
    }

    private static String inner(String path) {
        return TreeEntry.isPath(path) ? path.replace("/", END + "/") + END : path;
    }

    private static String outer(String path) {
        String bare = path.replace(END + "/", "/");
        return bare.substring(0, bare.length() - END.length());
    }

    /** As it was seen, but for what only this knows otherwise. */
    private static TreeEntry inner(TreeEntry seen, @Nullable TreeEntry now) {
        long size = now == null ? seen.size() : now.size();
        return new TreeEntry(
                inner(seen.path()), seen.kind(), size, seen.modified(), null, seen.identity(), seen.version());
    }

    private TreeEntry inner(TreeEntry seen) throws StorageException {
        return inner(seen, tree.look(inner(seen.path())));
    }

    private TreeEntry outer(TreeEntry entry) {
        if (entry.kind() != EntryKind.FILE) {
            return TreeEntry.directory(outer(entry.path()));
        }
        byte[] content = said(entry).getBytes(StandardCharsets.UTF_8);
        return new TreeEntry(
                outer(entry.path()),
                EntryKind.FILE,
                content.length,
                entry.modified(),
                Hashes.of(content),
                entry.identity(),
                entry.version());
    }

    private String said(TreeEntry entry) {
        String id = Objects.requireNonNull(entry.identity());
        Optional<Memory> memory = store.find(id);
        return memory.filter(each -> Long.toString(each.revision()).equals(entry.version()))
                .or(() -> store.versions(id).stream()
                        .filter(each -> Long.toString(each.revision()).equals(entry.version()))
                        .findFirst())
                .orElseThrow()
                .text()
                .content();
    }

    @Override
    public String describe() {
        return tree.describe();
    }

    @Override
    public boolean caseSensitive() {
        return tree.caseSensitive();
    }

    @Override
    public Guarding guarding() {
        return tree.guarding();
    }

    @Override
    public Hold hold() {
        return tree.hold();
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        TreeListing listing = tree.list(cancel);
        return new TreeListing(
                listing.entries().stream().map(this::outer).toList(),
                listing.rootThere(),
                listing.complete(),
                listing.unreadable(),
                listing.hashable());
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        TreeEntry found = tree.look(inner(path));
        return found == null ? null : outer(found);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        return outer(tree.hashed(inner(seen), cancel));
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        TreeEntry inner = inner(seen);
        try (InputStream in = tree.open(inner)) {
            in.readAllBytes();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("planned by nobody", e);
        }
        return new ByteArrayInputStream(said(inner).getBytes(StandardCharsets.UTF_8));
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
        TreeEntry seen = over == null ? null : inner(over);
        TreeEntry written = tree.write(inner(path), seen, from, source, progress, cancel);
        synchronized (this) {
            known.add(Objects.requireNonNull(written.identity()));
        }
        return outer(written);
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        return outer(tree.move(inner(seen), inner(to)));
    }

    @Override
    public String trash(TreeEntry seen) throws StorageException {
        return tree.trash(inner(seen));
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        return outer(tree.makeDirectory(inner(path)));
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        return tree.removeDirectory(inner(path));
    }

    @Override
    public int sweep() {
        return tree.sweep();
    }

    @Override
    public void close() {
        tree.close();
    }
}
