package dev.holdfast.testkit.sim;

import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;

/** Asks again and again, and believes each answer: a mistake, as the one before may have been lost on its way. */
final class NaiveRetry extends ForwardingStorage {
    NaiveRetry(StorageClient next) {
        super(next);
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        try {
            return call.run();
        } catch (StorageException.Transient e) {
            return around(operation, key, call);
        }
    }
}
