package dev.holdfast.settings;

/** How uploads are compressed, when they are. */
public enum CompressionFormat {
    /** Zstandard: as small as gzip and several times faster. */
    ZSTD,
    /** For readers that know nothing else. */
    GZIP
}
