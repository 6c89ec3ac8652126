package dev.holdfast.mcp.tool;

import java.time.Duration;

/** Times as fields carry them. */
final class Seconds {
    private Seconds() {}

    /** Seconds with three places. */
    static double of(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
