package dev.holdfast.sync.method.cloud;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** In what form a file's bytes are stored. */
enum Encoding {
    /** Zstandard, in a frame with a checksum, so that whoever unpacks it by hand is told of damage as well. */
    ZSTD("zstd", ".zst") {
        @Override
        OutputStream pack(OutputStream target) throws IOException {
            // What it gives depends on the size of a job and not on who is faster.
            return new ZstdOutputStreamNoFinalizer(target, LEVEL)
                    .setChecksum(true)
                    .setWorkers(WORKERS)
                    .setJobSize(JOB);
        }

        @Override
        InputStream unpack(InputStream stored) throws IOException {
            return new ZstdInputStreamNoFinalizer(stored).setLongMax(LARGEST_WINDOW);
        }
    },
    /** As gzip writes it. */
    GZIP("gzip", ".gz") {
        @Override
        OutputStream pack(OutputStream target) throws IOException {
            return new GZIPOutputStream(target, CHUNK);
        }

        @Override
        InputStream unpack(InputStream stored) throws IOException {
            return new GZIPInputStream(stored, CHUNK);
        }
    },
    /** As they are. */
    IDENTITY("identity", "") {
        @Override
        OutputStream pack(OutputStream target) {
            return target;
        }

        @Override
        InputStream unpack(InputStream stored) {
            return stored;
        }
    };

    private static final int LEVEL = 3;
    /** Threads of Zstandard's own pack while others read, hash and send. */
    private static final int WORKERS = 2;
    /**
     * How many bytes one of them packs at once. Each has buffers for it outside the heap; but as each begins with reading what
     * came before its bytes, half as many would take a quarter longer.
     */
    private static final int JOB = 2 << 20;
    /** Memory that a stream may ask for to be unpacked, as a power of two; ours ask for 2 MiB. */
    private static final int LARGEST_WINDOW = 25;

    private static final int CHUNK = 64 * 1024;

    private final String label;
    private final String suffix;

    Encoding(String label, String suffix) {
        this.label = label;
        this.suffix = suffix;
    }

    /** What the settings ask for. */
    static Encoding of(Settings settings) {
        if (!settings.get(Keys.ENABLE_COMPRESSION)) {
            return IDENTITY;
        }
        return switch (settings.get(Keys.COMPRESSION_FORMAT)) {
            case ZSTD -> ZSTD;
            case GZIP -> GZIP;
        };
    }

    /** The one that a manifest calls so; empty when this version does not know it. */
    static Optional<Encoding> named(String label) {
        return Arrays.stream(values())
                .filter(encoding -> encoding.label.equals(label))
                .findFirst();
    }

    /** What a manifest calls it. */
    String label() {
        return label;
    }

    /** What the names of stored files end in. */
    String suffix() {
        return suffix;
    }

    /** Gives the target the packed form of what is written to the result, whose closing ends it. */
    abstract OutputStream pack(OutputStream target) throws IOException;

    /** Gives the bytes that were packed, and fails where what is stored can't be unpacked. */
    abstract InputStream unpack(InputStream stored) throws IOException;
}
