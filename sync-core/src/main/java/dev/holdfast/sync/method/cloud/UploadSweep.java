package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Clears away uploads of this system that never got a manifest and that nothing was written to for a day, by the storage's
 * own clock: with a wrong one here, what another machine is just sending would be cleared away. Those of other systems are
 * left alone.
 */
final class UploadSweep {
    static final Duration ABANDONED = Duration.ofDays(1);

    private final StorageClient storage;
    private final UploadLayout layout;

    UploadSweep(StorageClient storage, UploadLayout layout) {
        this.storage = storage;
        this.layout = layout;
    }

    /** Clears away what is abandoned by now; returns the number of uploads. */
    int run() throws StorageException {
        List<StoredObject> pending = new ArrayList<>();
        Listing.objects(storage, layout.pending(), Depth.ONE_LEVEL, pending::add);
        if (pending.isEmpty()) {
            return 0;
        }
        Instant now = timeThere(storage, layout);
        int swept = 0;
        for (StoredObject mark : pending) {
            String uploadId = UploadLayout.lastName(mark.key());
            if (UploadIds.time(uploadId).isPresent() && isQuiet(mark, now) && clear(uploadId, now)) {
                swept++;
            }
        }
        return swept;
    }

    /** What time it is at the storage. What has to be written for that is removed, by the next sweep if not now. */
    static Instant timeThere(StorageClient storage, UploadLayout layout) throws StorageException {
        Instant now = storage.put(layout.clock(), Content.of(new byte[0]), PutOptions.DEFAULT)
                .modified();
        storage.delete(layout.clock());
        return now;
    }

    private static boolean isQuiet(StoredObject object, Instant now) {
        return object.modified().isBefore(now.minus(ABANDONED));
    }

    /** Removes any number of objects. */
    static void deleteAll(StorageClient storage, List<String> keys) throws StorageException {
        for (int from = 0; from < keys.size(); from += StorageClient.MAX_PAGE) {
            storage.deleteAll(keys.subList(from, Math.min(keys.size(), from + StorageClient.MAX_PAGE)));
        }
    }

    private boolean clear(String uploadId, Instant now) throws StorageException {
        if (storage.stat(layout.manifest(uploadId)).isEmpty()) {
            List<StoredObject> objects = new ArrayList<>();
            Listing.objects(storage, layout.upload(uploadId), Depth.ALL, objects::add);
            Optional<StoredObject> hidden = layout.statHidden(storage, uploadId);
            if (!Stream.concat(objects.stream(), hidden.stream()).allMatch(object -> isQuiet(object, now))) {
                return false;
            }
            deleteAll(storage, objects.stream().map(StoredObject::key).toList());
            if (hidden.isPresent()) {
                storage.delete(hidden.get().key());
            }
            storage.deleteFolder(layout.upload(uploadId));
        }
        // Last, so that a sweep that was cut short is taken up again.
        storage.delete(layout.pending(uploadId));
        return true;
    }
}
