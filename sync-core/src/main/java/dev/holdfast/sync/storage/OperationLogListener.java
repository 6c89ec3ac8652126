package dev.holdfast.sync.storage;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of each operation of an {@link OperationLogStorage} when it has ended, on the thread that asked for it. It must be
 * thread-safe, return at once and throw nothing.
 */
@FunctionalInterface
public interface OperationLogListener {
    /** One operation has ended. */
    void ended(OperationLogEntry entry);

    /** Writes a line for each operation to the engine's own log, at level debug. */
    static OperationLogListener toLog() {
        return toLog(LoggerFactory.getLogger(OperationLogStorage.class));
    }

    /** Writes a line for each operation to a log, at level debug; a hostile key can't make it two. */
    static OperationLogListener toLog(Logger log) {
        Pattern control = Pattern.compile("\\p{Cntrl}");
        return entry -> {
            if (log.isDebugEnabled()) {
                log.debug(
                        "{} {}: {} in {} ms{}",
                        entry.operation(),
                        control.matcher(entry.key()).replaceAll("?"),
                        entry.outcome(),
                        entry.duration().toMillis(),
                        entry.bytes().isPresent() ? ", " + entry.bytes().getAsLong() + " bytes" : "");
            }
        };
    }
}
