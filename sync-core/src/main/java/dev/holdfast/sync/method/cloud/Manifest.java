package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.snapshot.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What an upload holds: each source in it, described in full, also where the bytes lie in an earlier upload.
 *
 * @param uploadId the upload
 * @param systemId whose it is
 * @param uploadedAt when
 * @param triggeredBy who asked
 * @param sources names of the sources described, also of empty ones
 * @param files their files
 * @param stored names of the files that this upload itself stored
 */
record Manifest(
        String uploadId,
        String systemId,
        Instant uploadedAt,
        String triggeredBy,
        List<String> sources,
        List<ManifestFile> files,
        List<String> stored) {
    Manifest {
        sources = List.copyOf(sources);
        files = List.copyOf(files);
        stored = List.copyOf(stored);
    }

    long totalSize() {
        return files.stream().mapToLong(ManifestFile::size).sum();
    }

    /** Hash over all files, as sha256sum would print them: hash, two spaces, source/path, newline, in listed order. */
    String checksum() {
        StringBuilder lines = new StringBuilder();
        for (ManifestFile file : files) {
            lines.append(file.sha256())
                    .append("  ")
                    .append(file.source())
                    .append('/')
                    .append(file.path())
                    .append('\n');
        }
        return Hashes.of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether any file that this upload stored is compressed. */
    boolean compressed() {
        return stored.stream().anyMatch(name -> name.endsWith(CompressedStream.SUFFIX));
    }
}
