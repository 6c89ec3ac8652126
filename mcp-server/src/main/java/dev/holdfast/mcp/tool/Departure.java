package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Keys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left to do when a session's client has gone and the server is about to go too. */
public final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private Departure() {}

    /**
     * Queues what {@code end} would have queued, unless the client has called it or the settings say otherwise. Takes no
     * longer than a commit; what goes wrong is logged.
     *
     * @param environment the variables that the client gave this process
     */
    static void recordEnd(Engine engine, Map<String, String> environment) {
        if (!engine.settings().get(Keys.UPLOAD_ON_DISCONNECT)) {
            return;
        }
        Map<String, String> attributes = new HashMap<>();
        attributes.put("reason", "disconnect");
        Optional.ofNullable(environment.get("CLAUDE_CODE_SESSION_ID"))
                .ifPresent(id -> attributes.put("session_id", id));
        Optional.ofNullable(environment.get("CLAUDE_PROJECT_DIR"))
                .ifPresent(directory -> attributes.put("working_directory", directory));
        try {
            EndSession.Result result =
                    EndSession.end(engine.service(), engine.settings(), attributes, "in the background");
            LOG.info("The client has gone. {}", result.sentence());
        } catch (RuntimeException e) {
            LOG.error("The client has gone, and its session's end could not be recorded.", e);
        }
    }

    /**
     * Sees to it that what is pending is worked off when this process has ended.
     *
     * @param unsentMemories whether memories wait that a memory API is to get
     */
    static void handOver(Engine engine, boolean unsentMemories) {
        try {
            if (unsentMemories || engine.service().hasOpenJobs()) {
                engine.successor().run();
            }
        } catch (RuntimeException e) {
            LOG.error("What is pending waits for the next Holdfast process.", e);
        }
    }
}
