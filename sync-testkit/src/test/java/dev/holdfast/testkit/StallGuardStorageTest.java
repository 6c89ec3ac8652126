package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallGuardStorageTest {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CancelSignal cancel = new CancelSignal();

    /** Hangs as a dead mount does, deaf to interrupts. */
    private final class Hanging extends ForwardingStorage {
        Hanging() {
            super(new MemoryStorage());
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            reached.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    assertThat(e).isNotNull();
                }
            }
            return call.run();
        }
    }

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void anOperationThatHangsEndsAsTransient() {
        StallGuardStorage guarded = new StallGuardStorage(new Hanging(), Duration.ofMillis(100), cancel);
        assertThatThrownBy(() -> guarded.put("k", Content.of(new byte[1]), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class)
                .hasMessage("The memory made no progress for 0.1 s.");
    }

    @Test
    void contentThatWasReadButIsStillOnItsWayIsNoStall() throws Exception {
        Duration limit = Duration.ofMillis(500);
        StorageClient slow = new ForwardingStorage(new MemoryStorage()) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                for (long end = System.nanoTime() + 2 * limit.toNanos(); System.nanoTime() < end; ) {
                    options.alive().run();
                    LockSupport.parkNanos(1_000_000);
                }
                return super.put(key, content, options);
            }
        };
        StallGuardStorage guarded = new StallGuardStorage(slow, limit, cancel);
        assertThat(guarded.put("k", Content.of(new byte[1]), PutOptions.DEFAULT).size())
                .isEqualTo(1);
    }

    @Test
    void anOperationThatHangsCanBeCancelled() throws Exception {
        StallGuardStorage guarded = new StallGuardStorage(new Hanging(), Duration.ofHours(1), cancel);
        Thread canceller = cancelWhenReached();
        assertThatThrownBy(() -> guarded.stat("k")).isInstanceOf(CancellationException.class);
        canceller.join();
    }

    private Thread cancelWhenReached() {
        Thread canceller = new Thread(() -> {
            try {
                reached.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            cancel.cancel();
        });
        canceller.start();
        return canceller;
    }

    @Test
    void aCancelledPutHasRemovedWhatItBegan() throws Exception {
        AtomicBoolean removed = new AtomicBoolean();
        StorageClient storage = new ForwardingStorage(new MemoryStorage()) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                reached.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // As a request to a far service takes.
                    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                    removed.set(true);
                }
                return call.run();
            }
        };
        StallGuardStorage guarded = new StallGuardStorage(storage, Duration.ofHours(1), cancel);
        Thread canceller = cancelWhenReached();
        assertThatThrownBy(() -> guarded.put("k", Content.of(new byte[1]), PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(removed).isTrue();
        canceller.join();
    }
}
