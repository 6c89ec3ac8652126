package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Reads the manifests of one system. */
final class ManifestReader {
    /** A longer one is none of ours: it would describe some 200,000 files. */
    private static final int LONGEST = 64 << 20;

    private final StorageClient storage;
    private final UploadLayout layout;

    ManifestReader(StorageClient storage, UploadLayout layout) {
        this.storage = storage;
        this.layout = layout;
    }

    /** Ids of the uploads there are, finished or not, oldest first. */
    List<String> uploads() throws StorageException {
        return Listing.folders(storage, layout.uploads()).stream()
                .map(UploadLayout::lastName)
                .filter(id -> UploadIds.time(id).isPresent())
                .toList();
    }

    /**
     * An upload's manifest; empty when it has none, as a torn one.
     *
     * @throws StorageException.Corrupt when it is damaged, or is none that we have written
     */
    Optional<Manifest> read(String uploadId) throws StorageException {
        byte[] bytes;
        try (InputStream in = storage.open(layout.manifest(uploadId), 0, LONGEST)) {
            bytes = in.readAllBytes();
        } catch (StorageException.NotFound e) {
            return Optional.empty();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading from the " + storage.describe() + " was cut short.", e);
        }
        Manifest manifest = ManifestJson.read(bytes, layout, uploadId);
        // Uploads may have been copied here from a bucket by other means.
        return Optional.of(
                storage.capabilities().contains(Capability.EMPTY_SEGMENTS)
                        ? manifest
                        : manifest.withoutEmptySegments());
    }
}
