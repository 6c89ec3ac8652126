package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files of uploads that were let go, once nothing refers to them and nothing has for a day. The day is for
 * syncs elsewhere that saw the old manifest and are about to write one that refers to the same files: a sync that takes
 * longer than that looks again before it writes its manifest. It is measured by the storage's own clock.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration GRACE = UploadSweep.ABANDONED;

    /**
     * What was removed.
     *
     * @param objects how many objects
     * @param bytes their size
     * @param waiting how many uploads that were let go have files still
     */
    record Result(long objects, long bytes, int waiting) {
        static final Result NOTHING = new Result(0, 0, 0);
    }

    private final StorageClient storage;
    private final UploadLayout layout;
    private final ManifestReader manifests;
    private final CancelSignal cancel;

    private long objects;
    private long bytes;

    Leftovers(StorageClient storage, UploadLayout layout, ManifestReader manifests, CancelSignal cancel) {
        this.storage = storage;
        this.layout = layout;
        this.manifests = manifests;
        this.cancel = cancel;
    }

    /**
     * Removes what may go.
     *
     * @param stays the uploads that have a manifest, all of them
     * @param complete whether it is known what every upload refers to; otherwise nothing is removed
     */
    Result clear(Set<String> stays, boolean complete, Instant now) throws StorageException {
        List<StoredObject> marks = new ArrayList<>();
        Listing.objects(storage, layout.forgotten(), Depth.ONE_LEVEL, marks::add);
        List<String> due = complete ? due(marks, now) : List.of();
        int cleared = due.isEmpty() ? 0 : clear(due, stays);
        return new Result(objects, bytes, marks.size() - cleared);
    }

    private List<String> due(List<StoredObject> marks, Instant now) throws StorageException {
        if (marks.stream().noneMatch(mark -> isOld(mark, now))) {
            return List.of();
        }
        // Only when it is likely to be needed, as it is a write.
        Instant there = UploadSweep.timeThere(storage, layout);
        return marks.stream()
                .filter(mark -> isOld(mark, there))
                .map(mark -> UploadLayout.lastName(mark.key()))
                .filter(id -> UploadIds.time(id).isPresent())
                .toList();
    }

    private static boolean isOld(StoredObject mark, Instant now) {
        return mark.modified().isBefore(now.minus(GRACE));
    }

    private int clear(List<String> due, Set<String> stays) throws StorageException {
        Optional<Set<String>> known = referredTo(Set.copyOf(due), stays);
        if (known.isEmpty()) {
            return 0;
        }
        Set<String> referredTo = known.get();
        int cleared = 0;
        for (String id : due) {
            cancel.throwIfCancelled();
            // One that has a manifest was not let go in the end: the run that marked it died before.
            if (stays.contains(id) || clear(id, referredTo)) {
                storage.delete(layout.forgotten(id));
                cleared++;
            }
        }
        return cleared;
    }

    /**
     * The files of these uploads that any upload refers to, by their {@link UploadLayout#merged} keys; empty when an upload
     * goes while this looks.
     */
    private Optional<Set<String>> referredTo(Set<String> due, Set<String> stays) throws StorageException {
        Set<String> referredTo = new HashSet<>();
        for (String id : stays) {
            cancel.throwIfCancelled();
            Optional<Manifest> manifest = manifests.read(id);
            if (manifest.isEmpty()) {
                // Somebody else lets go of it at this moment, and a sync that saw it may still refer to the same files.
                return Optional.empty();
            }
            manifest.get().referredTo().stream()
                    .map(ManifestFile::key)
                    .filter(key -> due.contains(layout.uploadOf(key)))
                    .map(UploadLayout::merged)
                    .forEach(referredTo::add);
        }
        return Optional.of(referredTo);
    }

    /** Whether nothing is left of it. */
    private boolean clear(String id, Set<String> referredTo) throws StorageException {
        if (storage.stat(layout.manifest(id)).isPresent()) {
            LOG.warn("The upload {} was let go and has a manifest all the same, so it stays", id);
            return false;
        }
        List<String> goes = new ArrayList<>();
        long[] sizes = {0, 0};
        List<StoredObject> there = new ArrayList<>();
        Listing.objects(storage, layout.upload(id), Depth.ALL, there::add);
        there.forEach(object -> {
            if (referredTo.contains(object.key())) {
                sizes[1]++;
            } else {
                goes.add(object.key());
                sizes[0] += object.size();
            }
        });
        UploadSweep.deleteAll(storage, goes);
        objects += goes.size();
        bytes += sizes[0];
        if (!clearHidden(id, referredTo) || sizes[1] > 0) {
            return false;
        }
        storage.deleteFolder(layout.upload(id));
        return true;
    }

    /** By itself, as a service may not take such a key among others. Whether nothing is there now. */
    private boolean clearHidden(String id, Set<String> referredTo) throws StorageException {
        Optional<StoredObject> hidden = layout.statHidden(storage, id);
        if (hidden.isEmpty()) {
            return true;
        }
        if (referredTo.contains(UploadLayout.merged(hidden.get().key()))) {
            return false;
        }
        storage.delete(hidden.get().key());
        objects++;
        bytes += hidden.get().size();
        return true;
    }
}
