package dev.holdfast.sync.storage.entry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A file or folder of a {@link Workspace}, as it was when it was looked at.
 *
 * @param id names the entry in its workspace; opaque. Where the storage declares
 *     {@link dev.holdfast.sync.storage.Capability#STABLE_IDENTITY} a file's id stays the same when the file is renamed or
 *     moved, by whomever, and may change when the file is replaced. Everywhere else, and for folders always, it stands
 *     for the path: after a rename the entry has another id, and the old one names whatever comes to that path
 * @param path segments between single slashes; empty for the root
 * @param type file or folder
 * @param size in bytes; 0 for folders
 * @param hash SHA-256 of the content in lower-case hex, where the storage knows it or it was computed lately; see
 *     {@link Workspace#contentHash} to have it computed. Empty for folders
 * @param version changes whenever the content does; empty for folders
 * @param modified when it was written, by the storage's clock; unknown for folders
 * @param metadata what was put with it; complete when the entry comes from {@link Workspace#get}, while a listing may
 *     leave it out
 */
public record FileEntry(
        String id,
        String path,
        EntryType type,
        long size,
        Optional<String> hash,
        String version,
        Optional<Instant> modified,
        Map<String, String> metadata) {
    public FileEntry {
        metadata = Map.copyOf(metadata);
    }

    /** The last segment of the path; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it is a folder. */
    public boolean isFolder() {
        return type == EntryType.FOLDER;
    }

    static FileEntry folder(String path) {
        return new FileEntry(
                EntryIds.ofFolder(path), path, EntryType.FOLDER, 0, Optional.empty(), "", Optional.empty(), Map.of());
    }

    FileEntry withHash(String sha256) {
        return new FileEntry(id, path, type, size, Optional.of(sha256), version, modified, metadata);
    }
}
