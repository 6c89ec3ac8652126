package dev.holdfast.sync.method;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;

/**
 * What a running sync has around it.
 *
 * @param progress hears how it comes along
 * @param cancel tells it to stop
 */
public record SyncContext(ProgressListener progress, CancelSignal cancel) {
    /** Nobody listens and nobody cancels. */
    public static SyncContext quiet() {
        return new SyncContext(ProgressListener.NONE, new CancelSignal());
    }
}
