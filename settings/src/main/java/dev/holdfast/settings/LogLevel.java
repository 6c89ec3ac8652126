package dev.holdfast.settings;

/** How much the log tells. */
public enum LogLevel {
    /** Failures alone. */
    ERROR,
    /** Also what went well only at the second try. */
    WARN,
    /** Also what was done. */
    INFO,
    /** Also how. */
    DEBUG
}
