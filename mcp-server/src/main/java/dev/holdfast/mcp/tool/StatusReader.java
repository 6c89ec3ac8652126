package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.tool.HoldfastTool.Answer;
import java.time.Duration;

/** Asks the engine how things stand, for the tool and the resource alike. Thread-safe. */
final class StatusReader {
    /**
     * The longest that the live probe of the remotes may take: on a busy machine or a slow line even the answer of one
     * that is well can take seconds.
     */
    static final Duration PROBE = Duration.ofSeconds(5);

    private final LazyEngine engine;
    private final String version;

    StatusReader(LazyEngine engine, String version) {
        this.engine = engine;
        this.version = version;
    }

    /** Blocks for as long as the probe takes. */
    Answer read() {
        Engine made = engine.get();
        return StatusResult.of(made.service().status(PROBE), made.settings(), version);
    }
}
