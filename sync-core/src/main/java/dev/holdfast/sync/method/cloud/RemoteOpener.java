package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the storage that the settings mean. A new backend gets its scheme here. */
@FunctionalInterface
public interface RemoteOpener {
    /** Opens folders and buckets. What a bucket needs is not loaded for a folder. */
    RemoteOpener STANDARD = RemoteOpener::standard;

    /**
     * The storage, not yet touched and without decorators.
     *
     * @throws StorageException.Permanent when there is none for it, or it can't be as the settings say
     */
    StorageClient open(Settings settings) throws StorageException;

    /**
     * The storage at an address that the settings name beside the remote, each request bounded in time and tried again as the
     * settings say.
     *
     * @throws StorageException.Permanent when there is none for it
     */
    static StorageClient at(URI place, Settings settings, CancelSignal cancel) throws StorageException {
        RemoteOpener opener =
                given -> "s3".equals(place.getScheme()) ? S3Remote.open(place, given) : new LocalStorage(folder(place));
        return GuardedRemote.open(opener, settings, Pause.REAL, cancel);
    }

    private static StorageClient standard(Settings settings) throws StorageException {
        Optional<URI> remote = settings.remote();
        if (remote.isEmpty()) {
            return LocalStorage.embedded(settings.embeddedRemote());
        }
        return settings.remoteIsBucket()
                ? S3Remote.open(remote.get(), settings)
                : new LocalStorage(folder(remote.get()));
    }

    /** The folder that a {@code file:} remote names. */
    private static Path folder(URI remote) throws StorageException {
        try {
            return Path.of(remote);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new StorageException.Permanent(
                    "The remote " + remote + " names no folder of this machine: write it as file:///backup/memory.", e);
        }
    }

    /** Where the remote lies when it is a folder, so that it is never taken for part of a source. */
    static Optional<Path> localFolder(Settings settings) {
        try {
            Optional<URI> remote = settings.remote();
            return remote.isEmpty() ? Optional.of(settings.embeddedRemote()) : Optional.of(folder(remote.get()));
        } catch (StorageException e) {
            return Optional.empty();
        }
    }
}
