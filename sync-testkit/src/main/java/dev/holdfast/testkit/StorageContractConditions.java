package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Puts that must not happen: preconditions that don't hold, content that fails, cancellation. */
abstract class StorageContractConditions extends StorageContractPuts {
    @Test
    void createOnlyTakesAFreeKeyAlsoOneThatWasDeleted() throws Exception {
        if (can(Capability.CREATE_ONLY)) {
            storage.put("k", text("first"), CREATE);
            storage.delete("k");
            storage.put("k", text("second"), CREATE);
            assertThat(read("k")).isEqualTo("second");
        } else {
            assertUnsupported(() -> storage.put("k", text("x"), CREATE));
            assertThat(storage.stat("k")).isEmpty();
        }
    }

    @Test
    void createOnlyNeverReplaces() throws Exception {
        StoredObject first = put("k", "first");
        assertThatThrownBy(() -> storage.put("k", text("second"), CREATE))
                .isInstanceOf(
                        can(Capability.CREATE_ONLY)
                                ? StorageException.PreconditionFailed.class
                                : StorageException.Unsupported.class);
        assertThat(stat("k")).isEqualTo(first);
        assertThat(read("k")).isEqualTo("first");
    }

    @Test
    void createOnlyNeverReplacesWhenItComesInParts() throws Exception {
        put("k", "first");
        Content large = Content.of(bytes(2 * partSize()));
        assertThatThrownBy(() -> storage.put("k", large, inParts().with(Precondition.ABSENT)))
                .isInstanceOf(
                        can(Capability.CREATE_ONLY)
                                ? StorageException.PreconditionFailed.class
                                : StorageException.Unsupported.class);
        assertThat(read("k")).isEqualTo("first");
        assertThat(allKeys()).containsExactly("k");
    }

    @Test
    void aReplacementDependsOnTheVersionWhereDeclared() throws Exception {
        StoredObject first = put("k", "one");
        PutOptions onFirst = PutOptions.DEFAULT.with(Precondition.matches(first.version()));
        if (can(Capability.CONDITIONAL_REPLACE)) {
            storage.put("k", text("two"), onFirst);
            assertThatThrownBy(() -> storage.put("k", text("three"), onFirst))
                    .isInstanceOf(StorageException.PreconditionFailed.class);
            assertThat(read("k")).isEqualTo("two");
        } else {
            assertUnsupported(() -> storage.put("k", text("two"), onFirst));
            assertThat(stat("k")).isEqualTo(first);
        }
    }

    @Test
    void aConditionalReplacementNeverCreates() throws Exception {
        PutOptions onSome =
                PutOptions.DEFAULT.with(Precondition.matches(put("k", "one").version()));
        assertThatThrownBy(() -> storage.put("absent", text("x"), onSome))
                .isInstanceOf(
                        can(Capability.CONDITIONAL_REPLACE)
                                ? StorageException.PreconditionFailed.class
                                : StorageException.Unsupported.class);
        assertThat(storage.stat("absent")).isEmpty();
    }

    @Test
    void contentThatFailsLeavesNothing() throws Exception {
        assertThatThrownBy(() ->
                        storage.put("k", () -> new OddStreams.Failing(new IOException("disk")), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class)
                .hasRootCauseMessage("disk");
        assertThat(storage.stat("k")).isEmpty();
        assertThat(allKeys()).isEmpty();
    }

    @Test
    void contentThatCantBeOpenedLeavesTheOldObject() throws Exception {
        StoredObject old = put("k", "old");
        Content locked = () -> {
            throw new IOException("locked");
        };
        assertThatThrownBy(() -> storage.put("k", locked, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class);
        assertThat(stat("k")).isEqualTo(old);
        assertThat(read("k")).isEqualTo("old");
    }

    @Test
    void contentThatFailsAtAnyPartLeavesTheOldObject() throws Exception {
        put("k", "old");
        for (int part = 0; part <= 3; part++) {
            int given = part * partSize();
            assertThatThrownBy(() ->
                            storage.put("k", () -> new OddStreams.Failing(new IOException("disk"), given), inParts()))
                    .isInstanceOf(StorageException.Unreadable.class);
        }
        assertThat(read("k")).isEqualTo("old");
        assertThat(allKeys()).containsExactly("k");
    }

    @Test
    void contentThatIsCancelledLeavesTheOldObject() throws Exception {
        put("k", "old");
        assertThatThrownBy(() -> storage.put(
                        "k", () -> new OddStreams.Failing(new CancellationException("stop")), PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(read("k")).isEqualTo("old");
        assertThat(allKeys()).containsExactly("k");
    }

    @Test
    void cancellingAtAnyPartLeavesNothing() throws Exception {
        for (int part = 0; part <= 3; part++) {
            int given = part * partSize();
            assertThatThrownBy(() -> storage.put(
                            "k", () -> new OddStreams.Failing(new CancellationException("stop"), given), inParts()))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(storage.stat("k")).isEmpty();
        assertThat(allKeys()).isEmpty();
    }

    @Test
    void nothingIsLeftToSweepByPutsThatFailed() throws Exception {
        assertThatThrownBy(() -> storage.put(
                        "k",
                        () -> new OddStreams.Failing(new CancellationException("stop"), 2 * partSize()),
                        inParts()))
                .isInstanceOf(CancellationException.class);
        assertThat(storage.sweep("", Duration.ZERO)).isZero();
    }

    @Test
    void afterAFailureTheSamePutSucceeds() throws Exception {
        assertThatThrownBy(() ->
                        storage.put("k", () -> new OddStreams.Failing(new IOException("disk"), partSize()), inParts()))
                .isInstanceOf(StorageException.Unreadable.class);
        byte[] content = bytes(partSize() + 1);
        storage.put("k", Content.of(content), inParts());
        assertThat(readBytes("k")).isEqualTo(content);
    }

    @Test
    void contentIsClosedHoweverThePutEnds() throws Exception {
        AtomicInteger open = new AtomicInteger();
        storage.put("k", counted(text("x"), open), PutOptions.DEFAULT);
        Content failing = counted(() -> new OddStreams.Failing(new IOException("disk"), 10), open);
        assertThatThrownBy(() -> storage.put("k", failing, PutOptions.DEFAULT)).isInstanceOf(StorageException.class);
        Content cancelled = counted(() -> new OddStreams.Failing(new CancellationException("stop"), 10), open);
        assertThatThrownBy(() -> storage.put("k", cancelled, PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(open).hasValue(0);
    }

    private static Content counted(Content content, AtomicInteger open) {
        return () -> {
            InputStream in = content.open();
            open.incrementAndGet();
            return new FilterInputStream(in) {
                private boolean closed;

                @Override
                public void close() throws IOException {
                    if (!closed) {
                        closed = true;
                        open.decrementAndGet();
                    }
                    super.close();
                }
            };
        };
    }

    static void assertUnsupported(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.Unsupported.class);
    }
}
