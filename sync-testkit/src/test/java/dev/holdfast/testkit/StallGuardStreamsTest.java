package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that a guarded storage gives. */
class StallGuardStreamsTest {
    private static final byte[] BYTES = new byte[3_000_001];

    static {
        new Random(7).nextBytes(BYTES);
    }

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CancelSignal cancel = new CancelSignal();
    private final AtomicInteger read = new AtomicInteger();

    /** Gives some bytes, then hangs as a dead mount does, deaf to interrupts; when let go it goes on. */
    private final class HangingStream extends FilterInputStream {
        private final int hangAt;

        HangingStream(int hangAt) {
            super(new ByteArrayInputStream(BYTES));
            this.hangAt = hangAt;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int most = hangAt - read.get();
            if (most <= 0) {
                hang();
                most = length;
            }
            int count = super.read(buffer, offset, Math.min(length, most));
            read.addAndGet(Math.max(count, 0));
            return count;
        }

        @Override
        public void close() throws IOException {
            super.close();
            closed.countDown();
        }
    }

    private void hang() {
        reached.countDown();
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    /** Every object is what the test says. */
    private abstract static class Opening extends ForwardingStorage {
        Opening() {
            super(new MemoryStorage());
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            return call.run();
        }

        @Override
        public abstract InputStream open(String key);
    }

    private StallGuardStorage guarded(Duration limit, java.util.function.Supplier<InputStream> stream) {
        return new StallGuardStorage(
                new Opening() {
                    @Override
                    public InputStream open(String key) {
                        return stream.get();
                    }
                },
                limit,
                cancel);
    }

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void everyByteArrivesInOrderHoweverItIsAskedFor() throws Exception {
        for (int size : new int[] {1, 7, 4096, 100_000, 1 << 20}) {
            StallGuardStorage storage = guarded(Duration.ofMinutes(1), () -> new OddStreams.Driblets(BYTES));
            try (InputStream in = storage.open("k")) {
                byte[] start = in.readNBytes(10_000);
                byte[] all = new byte[BYTES.length];
                System.arraycopy(start, 0, all, 0, start.length);
                int position = start.length;
                byte[] buffer = new byte[size];
                int most = size == 1 ? 300_000 : BYTES.length;
                for (int count = in.read(buffer); count >= 0 && position < most; count = in.read(buffer)) {
                    System.arraycopy(buffer, 0, all, position, count);
                    position += count;
                }
                assertThat(Arrays.equals(all, 0, most, BYTES, 0, most)).isTrue();
                assertThat(position).isEqualTo(most);
            }
        }
    }

    @Test
    void theEndIsToldMoreThanOnce() throws Exception {
        StallGuardStorage storage = guarded(Duration.ofMinutes(1), () -> new ByteArrayInputStream(new byte[] {9}));
        try (InputStream in = storage.open("k")) {
            assertThat(in.read()).isEqualTo(9);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aReadThatHangsEndsAsTransientAfterWhatHadCome() throws Exception {
        StallGuardStorage storage = guarded(Duration.ofMillis(100), () -> new HangingStream(100_000));
        try (InputStream in = storage.open("k")) {
            assertThat(in.readNBytes(100_000)).isEqualTo(Arrays.copyOf(BYTES, 100_000));
            assertThatThrownBy(in::read)
                    .isInstanceOf(StorageException.Transient.class)
                    .hasMessage("The memory made no progress for 0.1 s.");
        }
        assertThat(closed.getCount()).isOne();
        release.countDown();
        closed.await();
    }

    @Test
    void aReadThatHangsCanBeCancelled() throws Exception {
        StallGuardStorage storage = guarded(Duration.ofHours(1), () -> new HangingStream(0));
        Thread canceller = new Thread(() -> {
            try {
                reached.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            cancel.cancel();
        });
        canceller.start();
        try (InputStream in = storage.open("k")) {
            assertThatThrownBy(in::read).isInstanceOf(CancellationException.class);
        }
        canceller.join();
        release.countDown();
        closed.await();
    }

    @Test
    void aReaderThatIsInterruptedStops() throws Exception {
        StallGuardStorage storage = guarded(Duration.ofHours(1), () -> new HangingStream(0));
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try (InputStream in = storage.open("k")) {
                seen.set(new AssertionError(in.read()));
            } catch (IOException | CancellationException e) {
                seen.set(e);
            }
        });
        reader.start();
        reached.await();
        reader.interrupt();
        reader.join();
        assertThat(seen.get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void aFailureComesAfterTheBytesBeforeItAndKeepsItsType() throws Exception {
        StorageException broken = new StorageException.Corrupt("broken", null);
        StallGuardStorage storage = guarded(Duration.ofMinutes(1), () -> new OddStreams.Failing(broken));
        try (InputStream in = storage.open("k")) {
            assertThat(in.readNBytes(200_000)).hasSize(200_000);
            assertThatThrownBy(in::read).isSameAs(broken);
            assertThatThrownBy(in::read).isSameAs(broken);
        }
    }

    @Test
    void whenCloseReturnsTheStreamBelowIsClosed() throws Exception {
        release.countDown();
        StallGuardStorage storage = guarded(Duration.ofMinutes(1), () -> new HangingStream(BYTES.length));
        InputStream unread = storage.open("k");
        unread.close();
        assertThat(closed.getCount()).isZero();
        unread.close();
    }

    @Test
    void aStreamThatIsNotReadOnHoldsNoThread() throws Exception {
        release.countDown();
        StallGuardStorage storage = guarded(Duration.ofMinutes(1), () -> {
            read.set(0);
            return new HangingStream(0);
        });
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            InputStream in = storage.open("k");
            open.add(in);
            assertThat(in.read()).isEqualTo(BYTES[0] & 0xff);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> read.get() >= 700_000);
        }
        assertThat(read.get()).isLessThan(BYTES.length);
        assertThat(storage.stat("k")).isEmpty();
        for (InputStream in : open) {
            in.close();
        }
    }

    @Test
    void aStreamThatComesTooLateIsClosed() throws Exception {
        StallGuardStorage storage = guarded(Duration.ofMillis(100), () -> {
            hang();
            return new HangingStream(BYTES.length);
        });
        assertThatThrownBy(() -> storage.open("k").close()).isInstanceOf(StorageException.Transient.class);
        release.countDown();
        closed.await();
    }

    @Test
    void whatIsExpectedOfAContentIsPassedOn() throws Exception {
        AtomicReference<OptionalLong> expected = new AtomicReference<>();
        StallGuardStorage storage = new StallGuardStorage(
                new Opening() {
                    @Override
                    public InputStream open(String key) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                        expected.set(content.expectedSize());
                        return super.put(key, content, options);
                    }
                },
                Duration.ofMinutes(1),
                cancel);
        storage.put("k", Content.of(new byte[5]), PutOptions.DEFAULT);
        assertThat(expected.get()).hasValue(5);
        storage.put("k", () -> new ByteArrayInputStream(new byte[5]), PutOptions.DEFAULT);
        assertThat(expected.get()).isEmpty();
    }
}
