package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A side that does what another one does, but for what a test changes. */
class ForwardingTree implements Tree {
    private final Tree tree;

    ForwardingTree(Tree tree) {
        this.tree = tree;
    }

    @Override
    public String describe() {
        return tree.describe();
    }

    @Override
    public boolean caseSensitive() throws StorageException {
        return tree.caseSensitive();
    }

    @Override
    public boolean seemsCaseSensitive() throws StorageException {
        return tree.seemsCaseSensitive();
    }

    @Override
    public boolean hasOwnForm() {
        return tree.hasOwnForm();
    }

    @Override
    public Names names() {
        return tree.names();
    }

    @Override
    public Guarding guarding() {
        return tree.guarding();
    }

    @Override
    public Hold hold() throws StorageException {
        return tree.hold();
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        return tree.list(cancel);
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        return tree.look(path);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        return tree.hashed(seen, cancel);
    }

    @Override
    public TreeEntry asWritten(TreeEntry seen) throws StorageException {
        return tree.asWritten(seen);
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        return tree.open(seen);
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
        return tree.write(path, over, from, source, progress, cancel);
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        return tree.move(seen, to);
    }

    @Override
    public @Nullable String trash(TreeEntry seen) throws StorageException {
        return tree.trash(seen);
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        return tree.makeDirectory(path);
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        return tree.removeDirectory(path);
    }

    @Override
    public int sweep() throws StorageException {
        return tree.sweep();
    }

    @Override
    public void close() {
        tree.close();
    }
}
