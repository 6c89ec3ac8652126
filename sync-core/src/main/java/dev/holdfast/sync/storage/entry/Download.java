package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Brings an object's bytes into a file: into a temporary one beside it first, verified and synced, then in one step. */
final class Download {
    private static final int BUFFER = 128 * 1024;

    private final StorageClient storage;
    private final ContentHashes hashes;
    private final DownloadLeftovers leftovers;
    private final CancelSignal cancel;

    Download(StorageClient storage, ContentHashes hashes, DownloadLeftovers leftovers, CancelSignal cancel) {
        this.storage = storage;
        this.hashes = hashes;
        this.leftovers = leftovers;
        this.cancel = cancel;
    }

    /**
     * Downloads an object.
     *
     * @param object as it is now
     * @param expected the hash that the bytes must have, where it is known
     * @return the hash that they have
     */
    String run(StoredObject object, Optional<String> expected, Path target, DownloadOptions options)
            throws StorageException {
        TargetFile file = new TargetFile(target.toAbsolutePath(), options.replace());
        file.requireFree();
        leftovers.removeFrom(target.toAbsolutePath().resolveSibling(""));
        try {
            Instant began = hashes.storageTime();
            String hash = transfer(object, file, options.progress());
            if (expected.isPresent() && !expected.get().equals(hash)) {
                requireUnchanged(object);
                throw new StorageException.Corrupt(
                        "What arrived of " + object.key() + " is not what was stored there.", null);
            }
            requireUnchanged(object);
            hashes.learned(object, hash, began);
            file.publish();
            return hash;
        } finally {
            file.discard();
        }
    }

    private String transfer(StoredObject object, TargetFile file, LongConsumer progress) throws StorageException {
        MessageDigest digest = Hashes.sha256();
        cancel.throwIfCancelled();
        try (InputStream in = storage.open(object.key());
                TargetFile.Writer out = file.write()) {
            byte[] buffer = new byte[BUFFER];
            long arrived = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                cancel.throwIfCancelled();
                digest.update(buffer, 0, read);
                out.write(buffer, read);
                arrived += read;
                if (arrived < object.size()) {
                    progress.accept(arrived);
                }
            }
            requireSize(object, arrived);
            out.sync();
            progress.accept(arrived);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading " + object.key() + " failed.", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void requireSize(StoredObject object, long arrived) throws StorageException {
        if (arrived != object.size()) {
            requireUnchanged(object);
            throw new StorageException.Corrupt(
                    "Of " + object.key() + " arrived " + arrived + " bytes instead of " + object.size() + ".", null);
        }
    }

    private void requireUnchanged(StoredObject object) throws StorageException {
        Optional<String> now = storage.stat(object.key()).map(StoredObject::version);
        if (!now.equals(Optional.of(object.version()))) {
            throw new StorageException.Transient(
                    "The file " + object.key() + " changed while it was downloaded: try again.", null);
        }
    }
}
