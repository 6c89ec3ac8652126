package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;

/** The remote as every job uses it: each request bounded in time, and tried again as the settings say. */
final class GuardedRemote {
    private GuardedRemote() {}

    static StorageClient open(RemoteOpener opener, Settings settings, Pause pause, CancelSignal cancel)
            throws StorageException {
        StorageClient guarded = new StallGuardStorage(opener.open(settings), settings.get(Keys.UPLOAD_TIMEOUT), cancel);
        return new RetryingStorage(guarded, policy(settings), pause, cancel);
    }

    static RetryPolicy policy(Settings settings) {
        return new RetryPolicy(settings.get(Keys.MAX_RETRIES), settings.get(Keys.RETRY_BACKOFF));
    }
}
