package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RetryingStorageTest {
    private static final Content CONTENT = Content.of(new byte[] {1, 2, 3});
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    private final VirtualPause pause = new VirtualPause();
    private final CancelSignal cancel = new CancelSignal();
    private final MemoryStorage memory = new MemoryStorage();

    private StorageClient retrying(StorageClient storage, double chance) {
        return new RetryingStorage(storage, new RetryPolicy(3, Duration.ofSeconds(2)), pause, cancel, () -> chance);
    }

    private static StorageException busy() {
        return new StorageException.Transient("busy", null);
    }

    @Test
    void waitsTwoFourEightSecondsThenGivesUp() {
        FaultyStorage faulty = new FaultyStorage(memory);
        for (int call = 1; call <= 4; call++) {
            faulty.failAt(call, Moment.BEFORE, RetryingStorageTest::busy);
        }
        assertThatThrownBy(() -> retrying(faulty, 0).put("k", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
        faulty.close();
    }

    @Test
    void jitterStretchesAWaitByAFifthAtMost() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.BEFORE, RetryingStorageTest::busy)) {
            retrying(faulty, 1).stat("k");
        }
        assertThat(pause.waits).containsExactly(Duration.ofMillis(2400));
    }

    @Test
    void theStoragesOwnWishIsHonoured() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory)
                .failAt(1, Moment.BEFORE, () -> new StorageException.Transient("slow", Duration.ofSeconds(7), null))) {
            retrying(faulty, 0).delete("k");
        }
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aWishForALongWaitEndsTheRequestAtOnce() {
        FaultyStorage faulty = new FaultyStorage(memory)
                .failAt(1, Moment.BEFORE, () -> new StorageException.Transient("later", Duration.ofHours(1), null));
        assertThatThrownBy(() -> retrying(faulty, 0).stat("k")).isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits).isEmpty();
        faulty.close();
    }

    @Test
    void nothingButTransientIsRetried() {
        FaultyStorage faulty =
                new FaultyStorage(memory).failAt(1, Moment.BEFORE, () -> new StorageException.Denied("no", null));
        assertThatThrownBy(() -> retrying(faulty, 0).stat("k")).isInstanceOf(StorageException.Denied.class);
        assertThat(pause.waits).isEmpty();
        faulty.close();
    }

    @Test
    void aCreateWhoseReplyWasLostSucceeds() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.AFTER, RetryingStorageTest::busy)) {
            assertThat(retrying(faulty, 0).put("k", CONTENT, CREATE).size()).isEqualTo(3);
        }
    }

    @Test
    void aCreateThatSomebodyElseWonFailsAlsoOnARetry() throws Exception {
        memory.put("k", Content.of(new byte[] {1, 2, 4}), PutOptions.DEFAULT);
        FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.BEFORE, RetryingStorageTest::busy);
        assertThatThrownBy(() -> retrying(faulty, 0).put("k", CONTENT, CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        faulty.close();
    }

    @Test
    void progressNeverGoesBackOverRetries() throws Exception {
        List<Long> heard = new ArrayList<>();
        try (FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.AFTER, RetryingStorageTest::busy)) {
            retrying(faulty, 0)
                    .put("k", CONTENT, PutOptions.DEFAULT.withPartSize(1).with(heard::add));
        }
        assertThat(heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void cancellingEndsTheWaiting() {
        FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.BEFORE, () -> {
            cancel.cancel();
            return new StorageException.Transient("busy", null);
        });
        assertThatThrownBy(() -> retrying(faulty, 0).stat("k")).isInstanceOf(CancellationException.class);
        faulty.close();
    }

    @Test
    void aPlannedFaultThatNeverFiresFailsTheTest() {
        FaultyStorage faulty = new FaultyStorage(memory).failAt(5, Moment.BEFORE, RetryingStorageTest::busy);
        assertThatThrownBy(faulty::close).isInstanceOf(AssertionError.class).hasMessageContaining("never fired");
    }
}
