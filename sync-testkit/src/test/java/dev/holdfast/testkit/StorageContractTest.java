package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.CachedListingStorage;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.OperationLogListener;
import dev.holdfast.sync.storage.OperationLogStorage;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The storage suite over each backend of ours, bare and behind each decorator. */
class StorageContractTest {
    /** As the engine has it: guarded against stalls, then retried. */
    static StorageClient decorated(StorageClient storage) {
        CancelSignal never = new CancelSignal();
        StorageClient guarded = new StallGuardStorage(storage, Duration.ofMinutes(1), never);
        return new RetryingStorage(guarded, new RetryPolicy(3, Duration.ofMillis(1)), Pause.REAL, never);
    }

    /** In memory, where a crash can be had for the asking. */
    abstract static class OverMemory extends StorageContract {
        MemoryStorage memory = new MemoryStorage();

        @Override
        protected StorageClient emptyStorage() {
            return memory;
        }

        @Override
        protected void settle(StorageClient tested) {
            memory.settle();
        }

        @Override
        protected boolean leaveUnfinishedPut(StorageClient tested, String key) throws StorageException {
            Content dying = () -> {
                memory.crash();
                return text("half").open();
            };
            try {
                memory.put(key, dying, PutOptions.DEFAULT);
                return false;
            } catch (StorageException.Transient e) {
                return true;
            }
        }
    }

    /** In a folder. */
    abstract static class OverAFolder extends StorageContract {
        @TempDir
        Path folder = Path.of("");

        private final ExecutorService puts = Executors.newCachedThreadPool();
        private final List<Future<StoredObject>> unfinished = new ArrayList<>();

        @Override
        protected StorageClient emptyStorage() {
            return new LocalStorage(folder);
        }

        @Override
        protected boolean objectsMayHaveObjectsBelow() {
            return false;
        }

        /** One that stands still looks like one that died. */
        @Override
        protected boolean leaveUnfinishedPut(StorageClient tested, String key) throws InterruptedException {
            CountDownLatch stalled = new CountDownLatch(1);
            CountDownLatch never = new CountDownLatch(1);
            Content standing = () -> new OddStreams.Stalling(1, stalled, never);
            unfinished.add(puts.submit(() -> tested.put(key, standing, PutOptions.DEFAULT)));
            stalled.await();
            return true;
        }

        @AfterEach
        void endPuts() {
            puts.shutdownNow();
            assertThat(unfinished)
                    .allSatisfy(put -> assertThatThrownBy(put::get).isInstanceOf(ExecutionException.class));
        }
    }

    @Nested
    class InMemory extends OverMemory {}

    @Nested
    class InMemoryDecorated extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            return decorated(memory);
        }
    }

    @Nested
    class InMemoryWithAStaleListing extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            return new StaleListingStorage(memory, 4);
        }

        @Override
        protected void settle(StorageClient tested) {
            ((StaleListingStorage) tested).settle();
        }
    }

    @Nested
    class InMemoryThatCanDoNothingSpecial extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            memory = MemoryStorage.without(Capability.values());
            return memory;
        }
    }

    @Nested
    class InMemoryWithRememberedListings extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            return new CachedListingStorage(memory, Clock.systemUTC());
        }

        @Override
        protected void settle(StorageClient tested) {
            // What is changed through it shows at once.
        }
    }

    @Nested
    class InMemoryWithALog extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            return new OperationLogStorage(memory, OperationLogListener.toLog());
        }
    }

    @Nested
    class InMemoryBehindAStorageWithoutFaults extends OverMemory {
        @Override
        protected StorageClient emptyStorage() {
            return new FaultyStorage(memory);
        }
    }

    @Nested
    class InAFolder extends OverAFolder {}

    @Nested
    class InAFolderNotMadeYet extends OverAFolder {
        @Override
        protected StorageClient emptyStorage() {
            return new LocalStorage(folder.resolve("remote"));
        }
    }

    @Nested
    class InAFolderDecorated extends OverAFolder {
        @Override
        protected StorageClient emptyStorage() {
            return decorated(super.emptyStorage());
        }
    }

    @Nested
    class InAFolderWithAStaleListing extends OverAFolder {
        @Override
        protected StorageClient emptyStorage() {
            return new StaleListingStorage(super.emptyStorage(), 4);
        }

        @Override
        protected void settle(StorageClient tested) {
            ((StaleListingStorage) tested).settle();
        }
    }
}
