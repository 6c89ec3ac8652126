package dev.holdfast.settings;

/** How a bucket is addressed. */
public enum PathStyle {
    /** In the path when an endpoint is set, otherwise in the host name. */
    AUTO,
    /** In the path: {@code https://host/bucket/key}. */
    TRUE,
    /** In the host name: {@code https://bucket.host/key}. */
    FALSE
}
