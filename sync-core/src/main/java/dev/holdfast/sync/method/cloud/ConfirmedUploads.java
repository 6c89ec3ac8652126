package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows what is safely on the remote. The remote itself is the truth, which outlives a lost home; a cache of it may stand
 * behind this as well.
 */
interface ConfirmedUploads {
    /**
     * The last confirmed state of each of these sources, and only of files that the remote still holds.
     *
     * @throws StorageException when the remote can't be read
     */
    Confirmed of(Set<String> sources) throws StorageException;

    /**
     * What is confirmed.
     *
     * @param newestUpload id of the newest upload of this system, finished or not; empty text when there is none
     * @param newestMachine which home has made the newest finished upload; empty text when that is not known
     * @param files for each source that was ever uploaded, its files as last confirmed
     * @param uploads for each of them, the upload that told so
     * @param memories what there is of the memories for Akosha
     * @param lost keys that all of this refers to and that the remote no longer holds as it should
     */
    record Confirmed(
            String newestUpload,
            String newestMachine,
            Map<String, List<ManifestFile>> files,
            Map<String, String> uploads,
            Optional<StoredMemories> memories,
            Set<String> lost) {
        /** The memories for Akosha, if they are whole. */
        Optional<StoredMemories> wholeMemories() {
            return memories.filter(all -> !lost.contains(all.file().key()));
        }

        /** What need not be sent again: whole files on the remote, by the hash of their content. */
        Map<String, ManifestFile> bySha256() {
            Map<String, ManifestFile> whole = new HashMap<>();
            files.values()
                    .forEach(list -> list.stream()
                            .filter(file -> !lost.contains(file.key()))
                            .forEach(file -> whole.put(file.sha256(), file)));
            return whole;
        }

        /** Whether the source was last confirmed with exactly these files, all of them still whole. */
        boolean isSame(String source, List<ManifestFile> now) {
            List<ManifestFile> then = files.get(source);
            return then != null
                    && then.stream().noneMatch(file -> lost.contains(file.key()))
                    && contents(then).equals(contents(now));
        }

        private static Map<String, String> contents(List<ManifestFile> files) {
            Map<String, String> contents = new HashMap<>();
            files.forEach(file -> contents.put(file.path(), file.sha256()));
            return contents;
        }
    }
}
