package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The systems that have uploads on a remote, and which of them is meant. */
final class RemoteSystems {
    private static final Pattern SYSTEM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

    private final StorageClient storage;
    private final String own;

    RemoteSystems(StorageClient storage, String own) {
        this.storage = storage;
        this.own = own;
    }

    /** Every system but this one that has an upload. */
    List<String> except(String systemId) throws StorageException {
        List<String> others = new ArrayList<>();
        for (String folder : Listing.folders(storage, UploadLayout.SYSTEMS)) {
            String name = UploadLayout.lastName(folder);
            if (SYSTEM_ID.matcher(name).matches() && !name.equals(systemId) && hasUploads(name)) {
                others.add(name);
            }
        }
        return others;
    }

    private boolean hasUploads(String systemId) throws StorageException {
        return !new ManifestReader(storage, new UploadLayout(systemId))
                .uploads()
                .isEmpty();
    }

    /**
     * The layout of the system that is meant.
     *
     * @throws SyncException when it has no uploads; says whose there are
     */
    UploadLayout choose(Optional<String> wanted) throws StorageException, SyncException {
        String id = wanted.orElse(own);
        if (!SYSTEM_ID.matcher(id).matches()) {
            throw failed(
                    "A system id is 1 to 100 letters, digits, underscores and hyphens, which the one given is not.");
        }
        UploadLayout layout = new UploadLayout(id);
        if (hasUploads(id)) {
            return layout;
        }
        throw failed("There is no upload of the system " + id + " at the " + storage.describe() + "; " + others(id));
    }

    private String others(String id) throws StorageException {
        List<String> others = except(id);
        return switch (others.size()) {
            case 0 ->
                "it has none of another system either: sync first, or check that the settings name the"
                        + " right remote.";
            case 1 ->
                "the only one with uploads is " + others.get(0) + ": to take those, use --system " + others.get(0)
                        + ".";
            default -> "these have some: " + String.join(", ", others) + "; choose one with --system.";
        };
    }

    private static SyncException failed(String sentence) {
        return new SyncException(CloudSync.NAME, sentence, false, null);
    }
}
