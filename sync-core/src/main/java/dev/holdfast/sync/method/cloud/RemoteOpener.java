package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Finds the storage that the settings mean. A new backend gets its scheme here. */
@FunctionalInterface
public interface RemoteOpener {
    /** Opens what this version has: folders. */
    RemoteOpener STANDARD = RemoteOpener::standard;

    /**
     * The storage, not yet touched and without decorators.
     *
     * @throws StorageException.Permanent when this version has none for it
     */
    StorageClient open(Settings settings) throws StorageException;

    private static StorageClient standard(Settings settings) throws StorageException {
        Optional<URI> remote = settings.remote();
        if (remote.isEmpty()) {
            return LocalStorage.embedded(settings.embeddedRemote());
        }
        return new LocalStorage(folder(remote.get()));
    }

    /** The folder that a {@code file:} remote names. */
    private static Path folder(URI remote) throws StorageException {
        String scheme = String.valueOf(remote.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("s3")) {
            throw new StorageException.Permanent(
                    "The remote " + remote + " needs S3, which is not part of this version: set " + Keys.REMOTE
                            + " to a folder, as in file:///backup/memory.",
                    null);
        }
        try {
            if (scheme.equals("file")) {
                return Path.of(remote);
            }
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new StorageException.Permanent(
                    "The remote " + remote + " names no folder of this machine: write it as file:///backup/memory.", e);
        }
        throw new StorageException.Permanent(
                "The remote " + remote + " is of a kind that this version does not know: set " + Keys.REMOTE
                        + " to a folder, as in file:///backup/memory.",
                null);
    }

    /** Where the remote lies when it is a folder, so that it is never taken for part of a source. */
    static Optional<Path> localFolder(Settings settings) {
        try {
            return Optional.of(
                    settings.remote().isEmpty()
                            ? settings.embeddedRemote()
                            : folder(settings.remote().get()));
        } catch (StorageException e) {
            return Optional.empty();
        }
    }
}
