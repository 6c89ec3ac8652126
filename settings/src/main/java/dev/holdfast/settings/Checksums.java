package dev.holdfast.settings;

/** When the S3 protocol's own checksums are sent and checked. */
public enum Checksums {
    /** Only where the protocol insists: what every service understands. */
    WHEN_REQUIRED,
    /** Wherever the protocol knows one. */
    WHEN_SUPPORTED
}
