package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.hash.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an upload holds: each source in it, described in full, also where the bytes lie in an earlier upload.
 *
 * @param uploadId the upload
 * @param systemId whose it is
 * @param machine which home has made it; empty text when that is not known
 * @param uploadedAt when
 * @param triggeredBy who asked
 * @param sources names of the sources described, also of empty ones
 * @param files their files
 * @param stored names of the files that this upload itself stored
 * @param memories what there is of the memories for Akosha, perhaps in an earlier upload
 */
record Manifest(
        String uploadId,
        String systemId,
        String machine,
        Instant uploadedAt,
        String triggeredBy,
        List<String> sources,
        List<ManifestFile> files,
        List<String> stored,
        Optional<StoredMemories> memories) {
    Manifest {
        sources = List.copyOf(sources);
        files = List.copyOf(files);
        stored = List.copyOf(stored);
    }

    /** The same on a storage that has no keys with empty segments. */
    Manifest withoutEmptySegments() {
        return new Manifest(
                uploadId,
                systemId,
                machine,
                uploadedAt,
                triggeredBy,
                sources,
                files,
                stored,
                memories.map(all -> all.at(all.file().key().replace("//", "/"))));
    }

    /** All that it says is on the remote. */
    List<ManifestFile> referredTo() {
        return Stream.concat(files.stream(), memories.stream().map(StoredMemories::file))
                .toList();
    }

    /** How many memories this upload itself stored for Akosha. */
    long memoriesStored() {
        String ours = new UploadLayout(systemId).upload(uploadId);
        return memories.filter(all -> all.file().key().startsWith(ours))
                .map(StoredMemories::count)
                .orElse(0L);
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

    /** How the files that this upload stored are compressed; empty when they are not. */
    Optional<String> compressionFormat() {
        String ours = new UploadLayout(systemId).upload(uploadId);
        return files.stream()
                .filter(file -> file.key().startsWith(ours))
                .map(ManifestFile::encoding)
                .filter(encoding -> !encoding.equals(Encoding.IDENTITY.label()))
                .findFirst();
    }
}
