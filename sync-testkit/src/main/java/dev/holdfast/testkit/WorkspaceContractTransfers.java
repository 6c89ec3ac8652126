package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.DownloadOptions;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Files come and go whole. */
abstract class WorkspaceContractTransfers extends WorkspaceContractSetup {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final int LARGE = 500_000;

    @Test
    void aFileGoesUpAndComesBackWhole() throws Exception {
        Path source = here.resolve("source");
        Files.write(source, StorageContractSetup.bytes(LARGE));
        FileEntry stored = workspace.upload("folder/file.bin", source, PutOptions.DEFAULT);
        assertThat(stored.path()).isEqualTo("folder/file.bin");
        assertThat(stored.name()).isEqualTo("file.bin");
        assertThat(stored.size()).isEqualTo(LARGE);
        workspace.download(stored, here.resolve("target"), DownloadOptions.DEFAULT);
        assertThat(here.resolve("target")).hasSameBinaryContentAs(source);
        assertOnly("source", "target");
    }

    @Test
    void aDownloadTellsTheHashOfWhatArrived() throws Exception {
        upload("k", "abc");
        FileEntry downloaded = workspace.download("k", here.resolve("k"), DownloadOptions.DEFAULT);
        assertThat(downloaded.hash()).contains(HASH_OF_ABC);
    }

    @Test
    void anEmptyFileIsDownloadedAsOne() throws Exception {
        upload("empty", "");
        List<Long> heard = new ArrayList<>();
        workspace.download("empty", here.resolve("empty"), DownloadOptions.DEFAULT.with(heard::add));
        assertThat(here.resolve("empty")).isEmptyFile();
        assertThat(heard).containsExactly(0L);
    }

    @Test
    void progressOfBothWaysGoesForwardAndEndsWithTheSize() throws Exception {
        List<Long> up = new ArrayList<>();
        List<Long> down = new ArrayList<>();
        Content content = Content.of(StorageContractSetup.bytes(LARGE));
        workspace.upload("k", content, PutOptions.DEFAULT.withPartSize(100_000).with(up::add));
        workspace.download("k", here.resolve("k"), DownloadOptions.DEFAULT.with(down::add));
        assertThat(up).isSorted().doesNotHaveDuplicates().endsWith((long) LARGE);
        assertThat(down).isSorted().doesNotHaveDuplicates().endsWith((long) LARGE);
    }

    @Test
    void aPreconditionHoldsOrIsRefused() throws Exception {
        FileEntry first = upload("k", "first");
        assertThatThrownBy(() -> workspace.upload("k", text("second"), PutOptions.DEFAULT.with(Precondition.ABSENT)))
                .isInstanceOf(refusal(Capability.CREATE_ONLY));
        assertThat(read("k")).isEqualTo("first");
        upload("k", "third, longer");
        PutOptions onFirst = PutOptions.DEFAULT.with(Precondition.matches(first.version()));
        assertThatThrownBy(() -> workspace.upload("k", text("fourth"), onFirst))
                .isInstanceOf(refusal(Capability.CONDITIONAL_REPLACE));
        assertThat(read("k")).isEqualTo("third, longer");
    }

    private Class<? extends StorageException> refusal(Capability needed) {
        return can(needed) ? StorageException.PreconditionFailed.class : StorageException.Unsupported.class;
    }

    @Test
    void metadataIsKeptOrRefused() throws Exception {
        PutOptions tagged = PutOptions.DEFAULT.with(Map.of("origin", "test"));
        if (can(Capability.USER_METADATA)) {
            FileEntry stored = workspace.upload("k", text("x"), tagged);
            assertThat(workspace.get(stored.id()).orElseThrow().metadata()).containsEntry("origin", "test");
        } else {
            assertThatThrownBy(() -> workspace.upload("k", text("x"), tagged))
                    .isInstanceOf(StorageException.Unsupported.class);
        }
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNotStored() throws Exception {
        Path source = here.resolve("source");
        Files.write(source, StorageContractSetup.bytes(LARGE));
        upload("k", "old");
        PutOptions options = PutOptions.DEFAULT.withPartSize(100_000).with(bytes -> append(source));
        assertThatThrownBy(() -> workspace.upload("k", source, options))
                .isInstanceOf(StorageException.Unreadable.class)
                .hasMessageContaining("changed while it was read");
        assertThat(read("k")).isEqualTo("old");
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "more", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatIsNotThereCantBeUploaded() {
        assertThatThrownBy(() -> workspace.upload("k", here.resolve("missing"), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class);
    }

    @Test
    void nothingIsStoredBelowAFile() throws Exception {
        upload("p", "a file");
        for (String below : List.of("p/q", "p/q/r")) {
            assertThatThrownBy(() -> upload(below, "x"))
                    .isInstanceOf(StorageException.PreconditionFailed.class)
                    .hasMessageContaining("There is a file p");
        }
        assertThat(files()).containsExactly("p");
        upload("folder/below", "x");
        workspace.delete(ids("folder"), Deletion.FOR_EVER);
        upload("folder", "a file now");
        assertThatThrownBy(() -> upload("folder/below", "x")).isInstanceOf(StorageException.PreconditionFailed.class);
        workspace.rename(id("p"), "q");
        upload("p/q", "there is no file p any more");
        assertThat(files()).containsExactly("folder", "p/q", "q");
    }

    @Test
    void whatAKilledDownloadLeftGoesWithTheNextOneIntoItsFolder() throws Exception {
        String unique = "-0123456789abcdef-0b8b3f0e-1111-4222-8333-444455556666.part";
        // No process has such a number.
        Files.writeString(here.resolve(".holdfast-999999999999" + unique), "half");
        String running =
                ".holdfast-" + ProcessHandle.current().parent().orElseThrow().pid() + unique;
        Files.writeString(here.resolve(running), "half");
        Files.writeString(here.resolve(".holdfast-notes.part"), "mine");
        upload("k", "x");
        workspace.download("k", here.resolve("k"), DownloadOptions.DEFAULT);
        assertOnly(".holdfast-notes.part", running, "k");
    }

    @Test
    void aDownloadReplacesAFileOnlyWhenAsked() throws Exception {
        upload("k", "new");
        Path target = here.resolve("target");
        Files.writeString(target, "old");
        assertThatThrownBy(() -> workspace.download("k", target, DownloadOptions.DEFAULT))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(target).hasContent("old");
        workspace.download("k", target, DownloadOptions.DEFAULT.replacing());
        assertThat(target).hasContent("new");
        assertOnly("target");
    }

    @Test
    void aFileThatComesWhileADownloadIsUnderWayIsNotReplaced() throws Exception {
        upload("k", "remote");
        Path target = here.resolve("target");
        DownloadOptions options = DownloadOptions.DEFAULT.with(bytes -> write(target));
        assertThatThrownBy(() -> workspace.download("k", target, options))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(target).hasContent("local");
        assertOnly("target");
    }

    private static void write(Path target) {
        try {
            Files.writeString(target, "local");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDownloadNeverReplacesAFolder() throws Exception {
        upload("k", "x");
        Files.createDirectory(here.resolve("target"));
        assertThatThrownBy(() -> workspace.download("k", here.resolve("target"), DownloadOptions.DEFAULT.replacing()))
                .isInstanceOf(StorageException.PreconditionFailed.class);
    }

    @Test
    void aDownloadIntoAFolderThatIsNotThereSaysSo() throws Exception {
        upload("k", "x");
        Path nowhere = here.resolve("nowhere").resolve("k");
        assertThatThrownBy(() -> workspace.download("k", nowhere, DownloadOptions.DEFAULT))
                .isInstanceOf(StorageException.Permanent.class);
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void aDownloadOfNothingLeavesNothing() {
        assertThatThrownBy(() -> workspace.download("nothing", here.resolve("k"), DownloadOptions.DEFAULT))
                .isInstanceOf(StorageException.NotFound.class);
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void anEntryThatWasReplacedIsNotDownloaded() throws Exception {
        FileEntry listed = upload("k", "listed");
        upload("k", "replaced since");
        assertThatThrownBy(() -> workspace.download(listed, here.resolve("k"), DownloadOptions.DEFAULT))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void aFileThatIsReplacedWhileItIsDownloadedIsNotTakenForEither() throws Exception {
        FileEntry listed = workspace.upload("k", Content.of(StorageContractSetup.bytes(LARGE)), PutOptions.DEFAULT);
        DownloadOptions replacing = DownloadOptions.DEFAULT.with(bytes -> replace("k", bytes));
        assertThatThrownBy(() -> workspace.download(listed, here.resolve("k"), replacing))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(here).isEmptyDirectory();
    }

    private void replace(String path, long marker) {
        try {
            upload(path, "replaced at " + marker);
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCancelledDownloadLeavesNothing() throws Exception {
        workspace.upload("k", Content.of(StorageContractSetup.bytes(LARGE)), PutOptions.DEFAULT);
        CancelSignal cancel = new CancelSignal();
        Workspace cancellable =
                new Workspace(storage, storageId(), WorkspaceOptions.usual().with(cancel));
        DownloadOptions options = DownloadOptions.DEFAULT.with(bytes -> cancel.cancel());
        assertThatThrownBy(() -> cancellable.download("k", here.resolve("k"), options))
                .isInstanceOf(CancellationException.class);
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void aCancelledUploadLeavesTheOldFile() throws Exception {
        upload("k", "old");
        CancelSignal cancel = new CancelSignal();
        Workspace cancellable =
                new Workspace(storage, storageId(), WorkspaceOptions.usual().with(cancel));
        Content content = () -> new FilterInputStream(new ByteArrayInputStream(StorageContractSetup.bytes(LARGE))) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                cancel.cancel();
                return super.read(buffer, offset, 10);
            }
        };
        assertThatThrownBy(() -> cancellable.upload("k", content, PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(read("k")).isEqualTo("old");
        assertThat(files()).containsExactly("k");
    }

    @Test
    void contentIsFoundAndDownloadedByItsHash() throws Exception {
        uploadAll("a", "b/c");
        upload("b/wanted", "abc");
        FileEntry found = workspace.downloadContent(HASH_OF_ABC, here.resolve("k"), DownloadOptions.DEFAULT);
        assertThat(found.path()).isEqualTo("b/wanted");
        assertThat(here.resolve("k")).hasContent("abc");
    }

    @Test
    void contentThatIsNowhereIsNotFoundNotEvenInTheTrash() throws Exception {
        upload("gone", "abc");
        upload("there", "abd");
        trash("gone");
        assertThatThrownBy(() -> workspace.downloadContent(HASH_OF_ABC, here.resolve("k"), DownloadOptions.DEFAULT))
                .isInstanceOf(StorageException.NotFound.class);
    }

    @Test
    void aHashIsToldWhereItIsAskedFor() throws Exception {
        FileEntry entry = upload("k", "abc");
        assertThat(workspace.contentHash(entry)).isEqualTo(HASH_OF_ABC);
        if (can(Capability.CONTENT_HASH)) {
            assertThat(entry.hash()).contains(HASH_OF_ABC);
        }
        upload("k", "abcd");
        assertThatThrownBy(() -> workspace.contentHash(entry)).isInstanceOf(StorageException.PreconditionFailed.class);
    }

    @Test
    void aFileIsReadWholeAndInRanges() throws Exception {
        upload("k", "0123456789");
        assertThat(read("k")).isEqualTo("0123456789");
        try (InputStream in = workspace.open("k", 3, 4)) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("3456");
        }
    }

    private void assertOnly(String... names) throws IOException {
        try (var files = Files.list(here)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).containsExactlyInAnyOrder(names);
        }
    }
}
