package dev.holdfast.mcp.tool;

import dev.holdfast.sync.NothingToSyncException;
import dev.holdfast.sync.UnknownMethodException;
import dev.holdfast.sync.UnknownMirrorException;
import dev.holdfast.sync.UnknownSourceException;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.state.StateException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into a sentence for the user. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** The sentence of an exception made for users; anything else is logged and told in general terms. */
    static String sentence(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return sentence(failure.getCause());
        }
        if (failure instanceof SyncException known) {
            return known.sentence();
        }
        if (isForUsers(failure) && failure.getMessage() != null) {
            return failure.getMessage();
        }
        if (failure instanceof RejectedExecutionException) {
            return "Holdfast is busy with too many calls at once; try again in a moment.";
        }
        if (failure instanceof CancellationException) {
            return "The work was cancelled.";
        }
        LOG.error("A tool failed.", failure);
        return "Something went wrong inside Holdfast; its log says what.";
    }

    private static boolean isForUsers(Throwable failure) {
        return failure instanceof BadArgumentException
                || failure instanceof EngineUnavailableException
                || failure instanceof StateException
                || failure instanceof MemoryException
                || failure instanceof UnknownMethodException
                || failure instanceof UnknownMirrorException
                || failure instanceof UnknownSourceException
                || failure instanceof NothingToSyncException;
    }
}
