package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets go of a system's old uploads. An upload goes by losing its manifest, so it is there or not there and never torn;
 * its files go a day later (see {@link Leftovers}), unless other uploads refer to them. Whatever is cut short is taken up
 * by the next one. Used once.
 */
final class Pruning {
    private static final Content NOTHING = Content.of(new byte[0]);

    private final StorageClient storage;
    private final UploadLayout layout;
    private final ManifestReader manifests;
    private final CancelSignal cancel;

    private final List<Retention.Upload> uploads = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    Pruning(StorageClient storage, UploadLayout layout, CancelSignal cancel) {
        this.storage = storage;
        this.layout = layout;
        this.manifests = new ManifestReader(storage, layout);
        this.cancel = cancel;
    }

    /** What would go. Changes nothing. */
    PruneReport plan(KeepPolicy policy) throws StorageException {
        return report(goes(policy), Leftovers.Result.NOTHING);
    }

    /** Lets go of what the policy does not keep, and of what nothing refers to any more. */
    PruneReport run(KeepPolicy policy, Instant now) throws StorageException {
        return letGo(goes(policy), now);
    }

    /**
     * As {@link #run}, for when nobody looks: where more than half of all uploads would go, none does, since a policy that
     * has just been set, or set wrongly, should be looked at first.
     *
     * @return what was done; empty when nothing was, because it was too much
     */
    Optional<PruneReport> runCautiously(KeepPolicy policy, Instant now) throws StorageException {
        List<String> goes = goes(policy);
        boolean tooMuch = goes.size() > 1 && goes.size() > uploads.size() / 2;
        return tooMuch ? Optional.empty() : Optional.of(letGo(goes, now));
    }

    private PruneReport letGo(List<String> goes, Instant now) throws StorageException {
        for (String id : goes) {
            cancel.throwIfCancelled();
            forget(id);
        }
        Set<String> stays = new TreeSet<>();
        uploads.forEach(upload -> stays.add(upload.id()));
        goes.forEach(stays::remove);
        return report(goes, new Leftovers(storage, layout, manifests, cancel).clear(stays, unreadable.isEmpty(), now));
    }

    private List<String> goes(KeepPolicy policy) throws StorageException {
        for (String id : manifests.uploads()) {
            cancel.throwIfCancelled();
            read(id).ifPresent(manifest -> uploads.add(new Retention.Upload(
                    id, UploadIds.time(id).orElse(manifest.uploadedAt()), Set.copyOf(manifest.sources()))));
        }
        Set<String> kept = Retention.kept(uploads, policy, this::isWhole);
        return uploads.stream()
                .map(Retention.Upload::id)
                .filter(id -> !kept.contains(id))
                .toList();
    }

    private Optional<Manifest> read(String id) throws StorageException {
        try {
            return manifests.read(id);
        } catch (StorageException.Corrupt e) {
            unreadable.add(id);
            return Optional.empty();
        }
    }

    private boolean isWhole(Retention.Upload upload, String source) throws StorageException {
        Optional<Manifest> manifest = manifests.read(upload.id());
        if (manifest.isEmpty()) {
            return false;
        }
        List<ManifestFile> files = manifest.get().files().stream()
                .filter(file -> file.source().equals(source))
                .toList();
        return RemoteManifests.lost(storage, files, cancel).isEmpty();
    }

    /** Marks first, so that nobody forgets about the files when this ends here. */
    private void forget(String id) throws StorageException {
        Optional<Manifest> manifest = manifests.read(id);
        mark(id);
        for (String other : manifest.map(this::referredTo).orElse(Set.of())) {
            // Its files may be without any reference from now on, and so wait from now on.
            if (storage.stat(layout.forgotten(other)).isPresent()) {
                mark(other);
            }
        }
        storage.delete(layout.manifest(id));
    }

    private Set<String> referredTo(Manifest manifest) {
        Set<String> ids = new HashSet<>();
        manifest.referredTo().forEach(file -> ids.add(layout.uploadOf(file.key())));
        ids.remove(manifest.uploadId());
        return ids;
    }

    private void mark(String id) throws StorageException {
        storage.put(layout.forgotten(id), NOTHING, PutOptions.DEFAULT);
    }

    private PruneReport report(List<String> goes, Leftovers.Result leftovers) {
        Set<String> kept = new TreeSet<>(unreadable);
        uploads.forEach(upload -> kept.add(upload.id()));
        goes.forEach(kept::remove);
        return new PruneReport(
                layout.systemId(),
                List.copyOf(kept),
                goes,
                unreadable,
                leftovers.objects(),
                leftovers.bytes(),
                leftovers.waiting());
    }
}
