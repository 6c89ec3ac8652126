package dev.holdfast.sync.method.cloud;

import java.time.Instant;
import java.util.List;

/**
 * All of a source, as one upload describes it; the bytes may lie in earlier ones.
 *
 * @param name the source
 * @param uploadId the upload
 * @param at when it was made
 * @param files the source's files
 */
record SourceState(String name, String uploadId, Instant at, List<ManifestFile> files) {
    SourceState {
        files = List.copyOf(files);
    }

    static SourceState of(String source, Manifest manifest) {
        return new SourceState(
                source,
                manifest.uploadId(),
                manifest.uploadedAt(),
                manifest.files().stream()
                        .filter(file -> file.source().equals(source))
                        .toList());
    }
}
