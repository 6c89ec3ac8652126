package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.ResumingStream;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream goes on where it was cut, as often as the policy says and with the waits that it says. */
class ResumingStreamTest {
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofSeconds(2));

    private final MemoryStorage remote = new MemoryStorage();
    private final VirtualPause pause = new VirtualPause();
    private final byte[] content = new byte[100_000];

    @BeforeEach
    void store() throws IOException {
        new Random(3).nextBytes(content);
        Manifests.put(remote, "k", content);
    }

    private ResumingStream open(FaultyStorage faulty) throws StorageException {
        return new ResumingStream(faulty, "k", TWICE, pause, new CancelSignal());
    }

    @Test
    void everyByteComesOnceHoweverOftenItIsCut() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(remote)) {
            for (int cut = 1; cut <= 6; cut++) {
                faulty.plan(Fault.on("open").nth(cut).afterBytes(10_000));
            }
            try (ResumingStream in = open(faulty)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        // Each got further than the one before, so each waits as if it were the first.
        assertThat(pause.waits)
                .hasSize(6)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2400)));
    }

    @Test
    void withoutAnyProgressItGivesUpAsThePolicySays() throws Exception {
        FaultyStorage faulty = new FaultyStorage(remote)
                .plan(Fault.on("open").afterBytes(0).forEver().failing(() -> new IOException("reset")));
        try (ResumingStream in = open(faulty)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(StorageException.Transient.class);
        }
        assertThat(pause.waits).hasSize(2);
        assertThat(pause.waits.get(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void whatCanNotPassIsNotTriedAgain() throws Exception {
        FaultyStorage faulty = new FaultyStorage(remote)
                .plan(Fault.on("open").afterBytes(5).failing(() -> new StorageException.Denied("No.", null)));
        try (ResumingStream in = open(faulty)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(StorageException.Denied.class);
        }
        assertThat(pause.waits).isEmpty();
    }

    @Test
    void aCutRightBeforeTheEndLosesNothing() throws Exception {
        try (FaultyStorage faulty =
                        new FaultyStorage(remote).plan(Fault.on("open").afterBytes(content.length - 1));
                ResumingStream in = open(faulty)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void cancellingEndsItAtTheNextRead() throws Exception {
        CancelSignal cancel = new CancelSignal();
        try (ResumingStream in = new ResumingStream(remote, "k", TWICE, pause, cancel)) {
            assertThat(in.read()).isEqualTo(content[0] & 0xff);
            cancel.cancel();
            assertThatThrownBy(in::read).isInstanceOf(CancellationException.class);
        }
    }
}
