package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One system's uploads, by time. */
final class UploadHistory {
    private final UploadLayout layout;
    private final ManifestReader reader;
    private final CancelSignal cancel;

    UploadHistory(StorageClient storage, UploadLayout layout, CancelSignal cancel) {
        this.layout = layout;
        this.reader = new ManifestReader(storage, layout);
        this.cancel = cancel;
    }

    /** What there is, newest first. */
    List<RestorePoints.Point> points() throws StorageException {
        List<RestorePoints.Point> points = new ArrayList<>();
        List<String> uploads = reader.uploads();
        for (int i = uploads.size() - 1; i >= 0; i--) {
            cancel.throwIfCancelled();
            point(uploads.get(i)).ifPresent(points::add);
        }
        return points;
    }

    private Optional<RestorePoints.Point> point(String uploadId) throws StorageException {
        try {
            return reader.read(uploadId).map(UploadHistory::point);
        } catch (StorageException.Corrupt e) {
            return UploadIds.time(uploadId)
                    .map(time -> new RestorePoints.Point(uploadId, time, "", List.of(), Optional.of(e.sentence())));
        }
    }

    private static RestorePoints.Point point(Manifest manifest) {
        Map<String, RestorePoints.Source> sources = new LinkedHashMap<>();
        manifest.sources().forEach(name -> sources.put(name, new RestorePoints.Source(name, 0, 0)));
        manifest.files()
                .forEach(file -> sources.merge(
                        file.source(),
                        new RestorePoints.Source(file.source(), 1, file.size()),
                        (sum, one) -> new RestorePoints.Source(
                                sum.name(), sum.files() + one.files(), sum.bytes() + one.bytes())));
        return new RestorePoints.Point(
                manifest.uploadId(),
                manifest.uploadedAt(),
                manifest.triggeredBy(),
                List.copyOf(sources.values()),
                Optional.empty());
    }

    /**
     * The sources, each as the newest upload up to then describes it.
     *
     * @param wanted their names; every source that was ever uploaded when empty. One that is not found is left out
     * @throws StorageException.Corrupt when a manifest is damaged that might have described one of them; an older one is
     *     no substitute that anybody asked for
     */
    Collection<SourceState> statesAt(Optional<Instant> at, Set<String> wanted) throws StorageException {
        Map<String, SourceState> found = new LinkedHashMap<>();
        List<String> uploads = reader.uploads();
        for (int i = uploads.size() - 1; i >= 0; i--) {
            cancel.throwIfCancelled();
            if (!wanted.isEmpty() && found.keySet().containsAll(wanted)) {
                break;
            }
            Optional<Manifest> manifest = readUpTo(at, uploads.get(i));
            if (manifest.isPresent()) {
                for (String source : manifest.get().sources()) {
                    if (wanted.isEmpty() || wanted.contains(source)) {
                        found.computeIfAbsent(source, name -> SourceState.of(name, manifest.get()));
                    }
                }
            }
        }
        return found.values();
    }

    /** Names of all sources that any upload up to then describes. */
    Set<String> sourcesAt(Optional<Instant> at) throws StorageException {
        Set<String> names = new TreeSet<>();
        for (String upload : reader.uploads()) {
            cancel.throwIfCancelled();
            readUpTo(at, upload).ifPresent(manifest -> names.addAll(manifest.sources()));
        }
        return names;
    }

    private Optional<Manifest> readUpTo(Optional<Instant> at, String uploadId) throws StorageException {
        try {
            return reader.read(uploadId)
                    .filter(manifest -> at.isEmpty() || !manifest.uploadedAt().isAfter(at.get()));
        } catch (StorageException.Corrupt e) {
            // All that is left to tell its time is the id, which is made when an upload begins.
            boolean later = at.isPresent()
                    && UploadIds.time(uploadId).map(at.get()::isBefore).orElse(false);
            if (later) {
                return Optional.empty();
            }
            throw new StorageException.Corrupt(
                    "The manifest " + layout.manifest(uploadId) + " is damaged, so what that upload held is not known:"
                            + " take a time before it, or name the sources if newer uploads have them all.",
                    e);
        }
    }
}
