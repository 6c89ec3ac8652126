package dev.holdfast.testkit;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The suite for workspaces over each backend of ours, and over backends that can do less. */
class WorkspaceContractTest {
    @Nested
    class InMemory extends WorkspaceContract {
        @Override
        protected StorageClient emptyStorage() {
            return new MemoryStorage();
        }
    }

    @Nested
    class InATreeOfItsOwn extends WorkspaceContract {
        @Override
        protected StorageClient emptyStorage() {
            return new MemoryStorage();
        }

        @Override
        protected int storageId() {
            return 7;
        }
    }

    @Nested
    class WhereMovesAreCopies extends WorkspaceContract {
        @Override
        protected StorageClient emptyStorage() {
            return MemoryStorage.without(Capability.ATOMIC_RENAME, Capability.CONTENT_HASH);
        }
    }

    @Nested
    class WhereNothingIsPromised extends WorkspaceContract {
        @Override
        protected StorageClient emptyStorage() {
            return MemoryStorage.without(
                    Capability.ATOMIC_RENAME,
                    Capability.STABLE_IDENTITY,
                    Capability.CREATE_ONLY,
                    Capability.CONDITIONAL_REPLACE,
                    Capability.USER_METADATA,
                    Capability.CONTENT_HASH);
        }
    }

    @Nested
    class InAFolder extends WorkspaceContract {
        @TempDir
        Path folder = Path.of("");

        @Override
        protected StorageClient emptyStorage() {
            return new LocalStorage(folder);
        }
    }

    @Nested
    class BehindRetries extends WorkspaceContract {
        @Override
        protected StorageClient emptyStorage() {
            RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(1));
            return new RetryingStorage(new MemoryStorage(), policy, Pause.REAL, new CancelSignal());
        }
    }
}
