package dev.holdfast.sync.method.cloud;

/**
 * The memories as a manifest tells of them: one object for Akosha, beside the sources. No restore needs it.
 *
 * @param file what is stored; its source is the one that the memory store belongs to
 * @param count how many memories are in it
 */
record StoredMemories(ManifestFile file, long count) {
    StoredMemories at(String key) {
        ManifestFile moved = new ManifestFile(
                file.source(),
                file.path(),
                file.kind(),
                file.size(),
                file.sha256(),
                file.modified(),
                key,
                file.storedSize(),
                file.storedSha256(),
                file.encoding());
        return new StoredMemories(moved, count);
    }
}
