package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a directory while an export is at it. What somebody else has written there since it was read is never
 * written over. Used by one thread.
 */
final class SpaceManifestFile {
    private final Path directory;
    private final Tree tree;
    private final CancelSignal cancel;
    private @Nullable TreeEntry there;
    private boolean ours;

    /** The one that is there now; reads nothing yet. */
    SpaceManifestFile(Path directory, Tree tree, CancelSignal cancel) throws StorageException {
        this.directory = directory;
        this.tree = tree;
        this.cancel = cancel;
        TreeEntry entry = tree.look(SpaceManifest.FILE);
        this.there = entry != null && entry.kind() == EntryKind.FILE ? entry : null;
    }

    /** What it says; empty where there is none. */
    Optional<SpaceManifest> read() throws StorageException {
        return read(tree, Optional.ofNullable(there));
    }

    /** The same of one that a listing has. */
    static Optional<SpaceManifest> read(Tree tree, Optional<TreeEntry> there) throws StorageException {
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = tree.open(there.get())) {
            return Optional.of(SpaceManifest.parse(in));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + SpaceManifest.FILE + " can't be read.", e);
        }
    }

    /** Makes it say this, unless it does. Of what this export has written itself nothing is kept. */
    void write(SpaceManifest manifest) throws StorageException {
        TreeEntry from = measured(manifest);
        TreeEntry now = there == null ? null : tree.hashed(there, cancel);
        if (now != null && Objects.equals(now.hash(), from.hash())) {
            return;
        }
        try (Tree unkept = FolderTree.withoutTrash(directory, HashCache.inMemory(1), SpaceExporter.KEPT_IN_TRASH)) {
            there = (ours ? unkept : tree).write(from.path(), now, from, manifest::open, bytes -> {}, cancel);
        }
        ours = true;
    }

    private static TreeEntry measured(SpaceManifest manifest) throws StorageException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = manifest.open();
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            long size = in.transferTo(out);
            return TreeEntry.file(SpaceManifest.FILE, size, Instant.now()).withHash(Hashes.hex(digest));
        } catch (IOException e) {
            throw new StorageException.Unreadable("The manifest can't be made.", e);
        }
    }
}
