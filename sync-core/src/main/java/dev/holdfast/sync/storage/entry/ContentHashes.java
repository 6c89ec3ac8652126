package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * SHA-256 of objects: the storage's own where it knows them, otherwise computed by reading, and remembered for as long as
 * key, size, modification time, version and identity stay the same.
 *
 * <p><b>The grain of clocks.</b> Two changes within the grain of a storage's clock leave the same size and time. So a
 * hash is remembered only when the object had been at rest for {@link #GRAIN} when reading began, by the storage's own
 * times; until then it is computed again each time.
 *
 * <p>Thread-safe.
 */
public final class ContentHashes {
    /** Coarser than this no file system's times are. */
    public static final Duration GRAIN = Duration.ofSeconds(2);

    private static final int BUFFER = 64 * 1024;

    private final StorageClient storage;
    private final HashCache cache;
    private final CancelSignal cancel;
    private final StorageTimes times;

    /** Reading ends with {@link java.util.concurrent.CancellationException} when cancelled. */
    public ContentHashes(StorageClient storage, HashCache cache, CancelSignal cancel) {
        this(storage, cache, cancel, Clock.systemUTC(), System::nanoTime);
    }

    /** With this machine's clock and its count of nanoseconds, for tests. */
    public ContentHashes(StorageClient storage, HashCache cache, CancelSignal cancel, Clock clock, LongSupplier nanos) {
        this.storage = storage;
        this.cache = cache;
        this.cancel = cancel;
        this.times = new StorageTimes(clock, nanos);
    }

    /** The hash, where that takes no reading. */
    public Optional<String> known(StoredObject object) {
        times.saw(object.modified());
        return object.sha256().isPresent() ? object.sha256() : cache.find(HashCache.Content.of(object));
    }

    /**
     * The hash, by reading where it must be.
     *
     * @throws StorageException.NotFound when there is no such object any more
     * @throws StorageException.PreconditionFailed when it was replaced since, or while it was read
     */
    public String of(StoredObject object) throws StorageException {
        Optional<String> known = known(object);
        if (known.isPresent()) {
            return known.get();
        }
        Instant began = times.atLeast();
        String hash = read(object);
        requireUnchanged(object);
        learned(object, hash, began);
        return hash;
    }

    /** What time it is at least by the storage's clock. */
    Instant storageTime() {
        return times.atLeast();
    }

    /** The object's bytes were all read, beginning at that time by {@link #storageTime}, and gave this hash. */
    void learned(StoredObject object, String sha256, Instant began) {
        boolean atRest = object.modified().isBefore(Instant.MAX.minus(GRAIN))
                && !object.modified().plus(GRAIN).isAfter(began);
        if (object.sha256().isEmpty() && atRest) {
            cache.keep(HashCache.Content.of(object), sha256);
        }
    }

    private String read(StoredObject object) throws StorageException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = new DigestInputStream(storage.open(object.key()), digest)) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                cancel.throwIfCancelled();
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading " + object.key() + " failed.", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void requireUnchanged(StoredObject object) throws StorageException {
        Optional<String> now = storage.stat(object.key()).map(StoredObject::version);
        if (!now.equals(Optional.of(object.version()))) {
            throw new StorageException.PreconditionFailed(
                    "The file " + object.key() + " is not the version any more that was listed.", null);
        }
    }
}
