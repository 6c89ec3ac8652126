package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads manifests from the remote, newest first, until each source has been met. */
final class RemoteManifests implements ConfirmedUploads {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteManifests.class);

    private final StorageClient storage;
    private final ManifestReader reader;
    private final CancelSignal cancel;
    private final Set<String> damaged;

    /**
     * Reads nothing yet.
     *
     * @param damaged keys that count as lost, whatever the remote says
     */
    RemoteManifests(StorageClient storage, UploadLayout layout, Set<String> damaged, CancelSignal cancel) {
        this.damaged = damaged;
        this.storage = storage;
        this.reader = new ManifestReader(storage, layout);
        this.cancel = cancel;
    }

    @Override
    public Confirmed of(Set<String> sources) throws StorageException {
        List<String> uploads = reader.uploads();
        Map<String, List<ManifestFile>> found = new HashMap<>();
        Map<String, String> tellers = new HashMap<>();
        String machine = null;
        List<StoredMemories> memories = new ArrayList<>();
        for (int i = uploads.size() - 1; i >= 0 && !found.keySet().containsAll(sources); i--) {
            cancel.throwIfCancelled();
            Optional<Manifest> manifest = read(uploads.get(i));
            if (manifest.isPresent()) {
                machine = machine == null ? manifest.get().machine() : machine;
                manifest.get().memories().ifPresent(memories::add);
                addNewlyMet(manifest.get(), sources, found);
                for (String source : found.keySet()) {
                    tellers.putIfAbsent(source, uploads.get(i));
                }
            }
        }
        List<ManifestFile> files = found.values().stream().flatMap(List::stream).toList();
        Set<String> lost = lost(storage, files, cancel);
        Optional<StoredMemories> newestMemories = memories.stream().findFirst();
        addLost(newestMemories, lost);
        files.stream().map(ManifestFile::key).filter(damaged::contains).forEach(lost::add);
        String newest = uploads.isEmpty() ? "" : uploads.get(uploads.size() - 1);
        return new Confirmed(newest, machine == null ? "" : machine, found, tellers, newestMemories, lost);
    }

    private void addLost(Optional<StoredMemories> memories, Set<String> lost) throws StorageException {
        if (memories.isPresent()) {
            ManifestFile file = memories.get().file();
            boolean whole = !damaged.contains(file.key())
                    && UploadLayout.stat(storage, file.key())
                            .filter(file::isStoredAs)
                            .isPresent();
            if (!whole) {
                lost.add(file.key());
            }
        }
    }

    private static void addNewlyMet(Manifest manifest, Set<String> sources, Map<String, List<ManifestFile>> found) {
        for (String source : manifest.sources()) {
            if (sources.contains(source) && !found.containsKey(source)) {
                found.put(
                        source,
                        manifest.files().stream()
                                .filter(file -> file.source().equals(source))
                                .toList());
            }
        }
    }

    /** A torn upload has no manifest. A damaged one confirms nothing, so what it described is sent again. */
    private Optional<Manifest> read(String uploadId) throws StorageException {
        try {
            return reader.read(uploadId);
        } catch (StorageException.Corrupt e) {
            LOG.warn("{} What it described is sent again.", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The keys of files that the remote no longer holds, or not in their size or with their hash, where listings know it. One
     * listing for each upload that is referred to tells, and a question for each file that none shows.
     */
    static Set<String> lost(StorageClient storage, Collection<ManifestFile> files, CancelSignal cancel)
            throws StorageException {
        Map<String, ManifestFile> expected = new HashMap<>();
        files.forEach(file -> expected.put(file.key(), file));
        Set<String> lost = new HashSet<>(expected.keySet());
        for (ManifestFile file : expected.values()) {
            // No listing shows such a key.
            if (file.key().contains("//")
                    && UploadLayout.stat(storage, file.key())
                            .filter(file::isStoredAs)
                            .isPresent()) {
                lost.remove(file.key());
            }
        }
        for (String folder : foldersOf(lost)) {
            cancel.throwIfCancelled();
            Listing.objects(storage, folder, Depth.ONE_LEVEL, object -> {
                ManifestFile file = expected.get(object.key());
                if (file != null && file.isStoredAs(object)) {
                    lost.remove(object.key());
                }
            });
        }
        return lost;
    }

    private static List<String> foldersOf(Set<String> keys) {
        Set<String> folders = new TreeSet<>();
        keys.stream()
                .filter(key -> !key.contains("//"))
                .forEach(key -> folders.add(key.substring(0, key.lastIndexOf('/') + 1)));
        return new ArrayList<>(folders);
    }
}
