package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What changes when a file does.
 *
 * @param exists whether it is there
 * @param size its size
 * @param modified its time
 * @param identity which file it is, where the platform knows
 * @param counters of a DuckDB file, both headers' iteration counters
 */
record Fingerprint(
        boolean exists,
        long size,
        @Nullable FileTime modified,
        @Nullable Object identity,
        String counters) {
    /** Where DuckDB's two headers keep their counters. */
    private static final long[] DUCKDB_COUNTERS = {4096 + 8, 8192 + 8};

    private static final Fingerprint MISSING = new Fingerprint(false, 0, null, null, "");

    static Fingerprint of(Path file, boolean duckDb) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Fingerprint(
                    true,
                    attributes.size(),
                    attributes.lastModifiedTime(),
                    attributes.fileKey(),
                    duckDb ? counters(file) : "");
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }

    private static String counters(Path file) throws IOException {
        StringBuilder counters = new StringBuilder();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long offset : DUCKDB_COUNTERS) {
                ByteBuffer counter = ByteBuffer.allocate(Long.BYTES);
                Sniffer.read(channel, counter, offset);
                counters.append(counter.getLong(0)).append(' ');
            }
        }
        return counters.toString();
    }
}
