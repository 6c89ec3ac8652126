package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is retried, how often, and after how long. Lost replies have a class of their own. */
class RetryingStorageTest {
    private static final Content CONTENT = Content.of(new byte[] {1, 2, 3});

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
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("put").times(4));
        assertThatThrownBy(() -> retrying(faulty, 0).put("k", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
        faulty.close();
    }

    @Test
    void jitterStretchesAWaitByAFifthAtMost() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.onAny().times(2))) {
            retrying(faulty, 1).stat("k");
        }
        assertThat(pause.waits).containsExactly(Duration.ofMillis(2400), Duration.ofMillis(4800));
    }

    @Test
    void jitterByChanceStaysBetweenNothingAndAFifth() throws Exception {
        RetryPolicy policy = new RetryPolicy(1, Duration.ofSeconds(10));
        for (int round = 0; round < 50; round++) {
            try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.onAny())) {
                new RetryingStorage(faulty, policy, pause, cancel).stat("k");
            }
        }
        assertThat(pause.waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12)));
        assertThat(pause.waits.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void doublingEndsAtTheLongestWait() {
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.onAny().forEver());
        RetryPolicy patient = new RetryPolicy(80, Duration.ofMinutes(1));
        assertThatThrownBy(() -> new RetryingStorage(faulty, patient, pause, cancel).stat("k"))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits)
                .hasSize(80)
                .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(RetryPolicy.LONGEST_WAIT));
        assertThat(pause.waits.get(79)).isEqualTo(RetryPolicy.LONGEST_WAIT);
        faulty.close();
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
    void aWishForLessThanOurOwnWaitChangesNothing() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory)
                .failAt(1, Moment.BEFORE, () -> new StorageException.Transient("slow", Duration.ofSeconds(1), null))) {
            retrying(faulty, 0).delete("k");
        }
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(2));
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
        List<Supplier<Exception>> others = List.of(
                () -> new StorageException.NotFound("no", null),
                () -> new StorageException.PreconditionFailed("no", null),
                () -> new StorageException.Denied("no", null),
                () -> new StorageException.Permanent("no", null),
                () -> new StorageException.Corrupt("no", null),
                () -> new StorageException.InvalidKey("no"),
                () -> new StorageException.Unreadable("no", new IOException("no")),
                () -> new CancellationException("no"),
                () -> new IllegalStateException("no"));
        for (Supplier<Exception> other : others) {
            FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.onAny().failing(other));
            assertThatThrownBy(() -> retrying(faulty, 0).put("k", CONTENT, PutOptions.DEFAULT))
                    .isInstanceOf(other.get().getClass());
            assertThat(faulty.calls()).hasSize(1);
            faulty.close();
        }
        assertThat(pause.waits).isEmpty();
    }

    @Test
    void everyOperationButTheProbeIsRetried() throws Exception {
        memory.put("k", CONTENT, PutOptions.DEFAULT);
        FaultyStorage faulty = new FaultyStorage(memory);
        StorageClient retrying = retrying(faulty, 0);
        List<ThrowingCallable> operations = List.of(
                () -> retrying.put("a", CONTENT, PutOptions.DEFAULT),
                () -> retrying.putFolder("f/"),
                () -> retrying.deleteFolder("f/"),
                () -> retrying.open("k").close(),
                () -> retrying.open("k", 0, 1).close(),
                () -> retrying.stat("k"),
                () -> retrying.list("", Depth.ALL, "", 10),
                () -> retrying.move("a", "b", Precondition.NONE),
                () -> retrying.moveAll(Map.of("k", "c"), Precondition.NONE),
                () -> retrying.delete("b"),
                () -> retrying.deleteAll(List.of("b")),
                () -> retrying.sweep("", Duration.ZERO));
        for (ThrowingCallable operation : operations) {
            faulty.plan(Fault.onAny());
            assertThat(catchThrowable(operation)).isNull();
        }
        assertThat(pause.waits).hasSize(operations.size());
        faulty.plan(Fault.on("probe"));
        assertThatThrownBy(() -> retrying.probe(Duration.ofSeconds(1))).isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits).hasSize(operations.size());
        faulty.close();
    }

    @Test
    void aPutThatIsCutInItsContentIsSentAgainFromTheStart() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Content counted = () -> {
            opened.incrementAndGet();
            return CONTENT.open();
        };
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("put").afterBytes(2).failing(RetryingStorageTest::busy))) {
            assertThat(retrying(faulty, 0).put("k", counted, PutOptions.DEFAULT).size())
                    .isEqualTo(3);
        }
        assertThat(opened).hasValue(2);
        assertThat(memory.open("k").readAllBytes()).containsExactly(1, 2, 3);
    }

    @Test
    void progressNeverGoesBackOverRetriesAndEndsWithTheSize() throws Exception {
        List<Long> heard = new ArrayList<>();
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("put").after())) {
            retrying(faulty, 0)
                    .put("k", CONTENT, PutOptions.DEFAULT.withPartSize(1).with(heard::add));
        }
        assertThat(heard).containsExactly(1L, 2L, 3L);
    }

    @Test
    void cancellingEndsTheWaiting() {
        FaultyStorage faulty = new FaultyStorage(memory).failAt(1, Moment.BEFORE, () -> {
            cancel.cancel();
            return busy();
        });
        assertThatThrownBy(() -> retrying(faulty, 0).stat("k")).isInstanceOf(CancellationException.class);
        faulty.close();
    }

    @Test
    void noRetriesMeansOneTry() {
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.onAny());
        StorageClient once = new RetryingStorage(faulty, new RetryPolicy(0, Duration.ofSeconds(1)), pause, cancel);
        assertThatThrownBy(() -> once.stat("k")).isInstanceOf(StorageException.Transient.class);
        assertThat(pause.waits).isEmpty();
        faulty.close();
    }

    @Test
    void aPolicyThatGoesBackwardsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(-1, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(-1)));
    }
}
