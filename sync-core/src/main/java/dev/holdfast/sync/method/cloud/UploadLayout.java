package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where things lie on a remote. Akosha reads this layout; only {@link #pending} is ours alone. */
final class UploadLayout {
    static final String MANIFEST = "manifest.json";
    /** Where Akosha looks for memories; no stored file may be called so. */
    static final String MEMORIES = "memories.json";

    /** Above the folders of all systems. */
    static final String SYSTEMS = "systems/";

    private static final Logger LOG = LoggerFactory.getLogger(UploadLayout.class);
    private static final Pattern FILE = Pattern.compile("[a-zA-Z0-9_.-]{1,100}/[a-zA-Z0-9_.-]{1,255}");

    private final String systemId;

    UploadLayout(String systemId) {
        this.systemId = systemId;
    }

    String systemId() {
        return systemId;
    }

    String system() {
        return SYSTEMS + systemId + "/";
    }

    String uploads() {
        return system() + "uploads/";
    }

    String upload(String uploadId) {
        return uploads() + uploadId + "/";
    }

    /** The id of the upload that a file lies in. */
    String uploadOf(String key) {
        return key.startsWith(uploads()) ? key.substring(uploads().length()).replaceFirst("/.*", "") : "";
    }

    String manifest(String uploadId) {
        return upload(uploadId) + MANIFEST;
    }

    /** Where an upload's memories lie when the storage has no keys with empty segments. */
    String memories(String uploadId) {
        return upload(uploadId) + MEMORIES;
    }

    /** Where Akosha looks for them: it puts a slash between the upload's prefix, which ends in one, and the name. */
    String doubledMemories(String uploadId) {
        return upload(uploadId) + "/" + MEMORIES;
    }

    /** The key without its empty segments: what a service that keeps objects as files takes for the same, and lists. */
    static String merged(String key) {
        return key.replace("//", "/");
    }

    /** The key in {@link #doubledMemories}, where it can be. No listing shows it. */
    Optional<String> hiddenMemories(StorageClient storage, String uploadId) {
        return storage.capabilities().contains(Capability.EMPTY_SEGMENTS)
                ? Optional.of(doubledMemories(uploadId))
                : Optional.empty();
    }

    /** What lies at {@link #hiddenMemories}; empty as well where the storage refuses such a key. */
    Optional<StoredObject> statHidden(StorageClient storage, String uploadId) throws StorageException {
        Optional<String> key = hiddenMemories(storage, uploadId);
        return key.isPresent() ? stat(storage, key.get()) : Optional.empty();
    }

    /**
     * What lies at the key. A service that refuses one with an empty segment holds nothing there: whatever kind of refusal
     * that is, it must not stop what goes on without it.
     */
    static Optional<StoredObject> stat(StorageClient storage, String key) throws StorageException {
        try {
            return storage.stat(key);
        } catch (StorageException e) {
            if (!key.contains("//") || !isRefusal(e)) {
                throw e;
            }
            LOG.debug("The {} refuses the key {}", storage.describe(), key, e);
            return Optional.empty();
        }
    }

    /** Whether it may be the key that is refused, so that another one may work. */
    static boolean isRefusal(StorageException failure) {
        return !(failure instanceof StorageException.Transient || failure instanceof StorageException.Unreadable);
    }

    /** Whether it is the key of the memories in one of this system's uploads. */
    boolean holdsMemories(String key) {
        String uploadId = uploadOf(key);
        return holds(memories(uploadId)) && (key.equals(memories(uploadId)) || key.equals(doubledMemories(uploadId)));
    }

    /** Whether it is the key of a file in one of this system's uploads. */
    boolean holds(String key) {
        return key.startsWith(uploads())
                && FILE.matcher(key.substring(uploads().length())).matches();
    }

    /** Holds one empty object for each upload that was begun and not finished, so that torn ones are found cheaply. */
    String pending() {
        return "holdfast/pending/" + systemId + "/";
    }

    String pending(String uploadId) {
        return pending() + uploadId;
    }

    /**
     * Holds one empty object for each upload that was let go. Its files may still be referred to by other uploads; those
     * that are not go once the mark is a day old.
     */
    String forgotten() {
        return "holdfast/forgotten/" + systemId + "/";
    }

    String forgotten(String uploadId) {
        return forgotten() + uploadId;
    }

    /** Written to learn what time it is at the storage; where every sweep looks, so that it never stays. */
    String clock() {
        return pending() + "clock";
    }

    /** The last name of a key or of a folder's prefix. */
    static String lastName(String key) {
        String trimmed = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
