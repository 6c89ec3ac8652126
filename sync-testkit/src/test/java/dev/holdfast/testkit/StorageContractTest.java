package dev.holdfast.testkit;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The storage suite over each backend of ours, bare and behind the decorators. */
class StorageContractTest {
    private static StorageClient decorated(StorageClient storage) {
        CancelSignal never = new CancelSignal();
        StorageClient guarded = new StallGuardStorage(storage, Duration.ofMinutes(1), never);
        return new RetryingStorage(guarded, new RetryPolicy(3, Duration.ofMillis(1)), Pause.REAL, never);
    }

    @Nested
    class InMemory extends StorageContract {
        @Override
        protected StorageClient emptyStorage() {
            return new MemoryStorage();
        }
    }

    @Nested
    class InMemoryDecorated extends StorageContract {
        @Override
        protected StorageClient emptyStorage() {
            return decorated(new MemoryStorage());
        }
    }

    @Nested
    class InAFolder extends StorageContract {
        @TempDir
        Path folder = Path.of("");

        @Override
        protected StorageClient emptyStorage() {
            return new LocalStorage(folder);
        }
    }

    @Nested
    class InAFolderNotMadeYet extends StorageContract {
        @TempDir
        Path parent = Path.of("");

        @Override
        protected StorageClient emptyStorage() {
            return new LocalStorage(parent.resolve("remote"));
        }
    }

    @Nested
    class InAFolderDecorated extends StorageContract {
        @TempDir
        Path folder = Path.of("");

        @Override
        protected StorageClient emptyStorage() {
            return decorated(new LocalStorage(folder));
        }
    }

    @Nested
    class BehindAStorageWithoutFaults extends StorageContract {
        @Override
        protected StorageClient emptyStorage() {
            return new FaultyStorage(new MemoryStorage());
        }
    }
}
