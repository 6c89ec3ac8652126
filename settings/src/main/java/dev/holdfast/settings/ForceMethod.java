package dev.holdfast.settings;

/** Which method the user insists on. */
public enum ForceMethod {
    /** Try them in priority order. */
    AUTO,
    /** The cloud method alone. */
    CLOUD,
    /** The HTTP method alone. */
    HTTP
}
