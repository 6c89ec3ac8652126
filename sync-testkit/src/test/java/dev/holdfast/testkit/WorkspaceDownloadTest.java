package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.DownloadOptions;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not arrive as it was stored never gets to the target, and leaves nothing beside it. */
class WorkspaceDownloadTest {
    private static final byte[] STORED = StorageContractSetup.bytes(300_000);

    @TempDir
    Path here = Path.of("");

    private Path target = Path.of("");
    private final MemoryStorage knowing = new MemoryStorage();
    private final MemoryStorage ignorant = MemoryStorage.without(Capability.CONTENT_HASH);

    @BeforeEach
    void store() throws Exception {
        target = here.resolve("target");
        Files.writeString(target, "old");
        knowing.put("k", Content.of(STORED), PutOptions.DEFAULT);
        ignorant.put("k", Content.of(STORED), PutOptions.DEFAULT);
    }

    @Test
    void bytesThatChangedOnTheWayAreCorruptWhereTheHashIsKnown() throws Exception {
        byte[] changed = STORED.clone();
        changed[200_000] ^= 1;
        assertFails(knowing, in -> new ByteArrayInputStream(changed), StorageException.Corrupt.class);
    }

    @Test
    void fewerBytesAreCorruptWhateverIsKnown() throws Exception {
        for (StorageClient storage : new StorageClient[] {knowing, ignorant}) {
            assertFails(storage, in -> new ByteArrayInputStream(STORED, 0, 200_000), StorageException.Corrupt.class);
        }
    }

    @Test
    void moreBytesAreCorruptWhateverIsKnown() throws Exception {
        for (StorageClient storage : new StorageClient[] {knowing, ignorant}) {
            assertFails(
                    storage,
                    in -> new SequenceInputStream(in, new ByteArrayInputStream(new byte[1])),
                    StorageException.Corrupt.class);
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleMayWorkLater() throws Exception {
        assertFails(
                knowing,
                in -> new SequenceInputStream(
                        new ByteArrayInputStream(STORED, 0, 200_000), new OddStreams.Failing(new IOException("reset"))),
                StorageException.Transient.class);
    }

    @Test
    void anotherContentIsNotTakenForTheOneThatWasAskedFor() throws Exception {
        Workspace workspace = new Workspace(
                new Tampered(ignorant, in -> new ByteArrayInputStream(new byte[STORED.length])),
                0,
                WorkspaceOptions.usual());
        String hash = knowing.stat("k").orElseThrow().sha256().orElseThrow();
        assertThatThrownBy(() -> workspace.downloadContent(hash, target, DownloadOptions.DEFAULT.replacing()))
                .isInstanceOf(StorageException.NotFound.class);
        assertUntouched();
    }

    private void assertFails(
            StorageClient storage, UnaryOperator<InputStream> tamper, Class<? extends StorageException> type)
            throws Exception {
        Workspace workspace = new Workspace(new Tampered(storage, tamper), 0, WorkspaceOptions.usual());
        assertThatThrownBy(() -> workspace.download("k", target, DownloadOptions.DEFAULT.replacing()))
                .isInstanceOf(type);
        assertUntouched();
    }

    private void assertUntouched() throws IOException {
        assertThat(target).hasContent("old");
        try (var files = Files.list(here)) {
            assertThat(files).containsExactly(target);
        }
    }

    /** Gives other bytes than are stored. */
    private static final class Tampered extends ForwardingStorage {
        private final UnaryOperator<InputStream> tamper;

        Tampered(StorageClient next, UnaryOperator<InputStream> tamper) {
            super(next);
            this.tamper = tamper;
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            return call.run();
        }

        @Override
        public InputStream open(String key) throws StorageException {
            return tamper.apply(super.open(key));
        }
    }
}
