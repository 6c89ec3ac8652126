package dev.holdfast.sync.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.local.WatchedFileSystem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A folder on a file system that refuses some things, and has no directories that can be held open. */
class FolderTreeFaultsTest {
    @TempDir
    private Path folder;

    private WatchedFileSystem disk = new WatchedFileSystem(Path.of("").getFileSystem());
    private FolderTree tree = new FolderTree(Path.of(""), HashCache.inMemory(1), Duration.ofDays(1));

    @BeforeEach
    void open() {
        disk = new WatchedFileSystem(folder.getFileSystem());
        tree = new FolderTree(disk.watched(folder), HashCache.inMemory(10), Duration.ofDays(1));
    }

    @Test
    void aDirectoryThatCantBeReadIsNamed() throws Exception {
        Files.createDirectories(folder.resolve("closed"));
        Files.writeString(folder.resolve("closed/a.txt"), "text");
        Files.writeString(folder.resolve("b.txt"), "text");
        failOn("newDirectoryStream", "closed", new AccessDeniedException("closed"));

        TreeListing listing = list();

        assertThat(listing.unreadable()).containsExactly("closed");
        assertThat(listing.entries()).extracting(TreeEntry::path).containsExactlyInAnyOrder("closed", "b.txt");
    }

    @Test
    void aRootThatCantBeReadIsNeitherEmptyNorMissing() throws Exception {
        failOn("newDirectoryStream", String.valueOf(folder.getFileName()), new AccessDeniedException("root"));

        TreeListing listing = list();

        assertThat(listing.rootThere()).isTrue();
        assertThat(listing.unreadable()).containsExactly("");
    }

    @Test
    void aFileThatCantBeLookedAtIsNamed() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "text");
        failOn("readAttributes", "a.txt", new FileSystemException("a.txt"));

        assertThat(list().unreadable()).containsExactly("a.txt");
    }

    @Test
    void withoutHardLinksNothingIsReplacedOrLostEither() throws Exception {
        failOn("createLink", null, new FileSystemException("no links here"));

        TreeEntry one = write("a.txt", null, "one");
        assertThatThrownBy(() -> write("a.txt", null, "two")).isInstanceOf(StorageException.PreconditionFailed.class);
        TreeEntry two = write("a.txt", one, "two");
        TreeEntry moved = tree.move(two, "b.txt");
        String where = tree.trash(moved);

        assertThat(folder.resolve(where)).hasContent("two");
        assertThat(folder.resolve(where).resolveSibling("a.txt")).hasContent("one");
        assertThat(list().entries()).isEmpty();
    }

    @Test
    void aTrashOnAnotherDiskGetsACopy() throws Exception {
        TreeEntry file = write("sub/a.txt", null, "text");
        failOn("move", null, new AtomicMoveNotSupportedException("a.txt", null, "another disk"));

        String where = tree.trash(file);

        assertThat(folder.resolve(where)).hasContent("text");
        assertThat(folder.resolve("sub/a.txt")).doesNotExist();
    }

    @Test
    void whetherCaseCountsIsReadOffTheNamesThatAreThere() throws Exception {
        Files.writeString(folder.resolve("note.txt"), "text");
        failOn("newFileChannel", null, new FileSystemException("nothing may be written here"));

        assertThat(tree.seemsCaseSensitive()).isEqualTo(!Files.exists(folder.resolve("NOTE.TXT")));
        assertThat(tree.caseSensitive()).isEqualTo(tree.seemsCaseSensitive());
    }

    @Test
    void whereNothingCanBeWrittenCaseCounts() throws Exception {
        failOn("newFileChannel", null, new FileSystemException("read only"));

        assertThat(tree.caseSensitive()).isTrue();
    }

    @Test
    void aDeleteThatIsRefusedLeavesNothingInTheTrash() throws Exception {
        TreeEntry file = write("a.txt", null, "text");
        failOn("move", null, new FileSystemException("not now"));

        assertThatThrownBy(() -> tree.trash(file)).isInstanceOf(StorageException.class);
        assertThat(folder.resolve("a.txt")).hasContent("text");
        assertThat(inTrash()).isEmpty();
    }

    @Test
    void aDeleteThatFailsAfterTheCopyLeavesNoCopy() throws Exception {
        TreeEntry file = write("a.txt", null, "text");
        failOn("move", null, new AtomicMoveNotSupportedException("a.txt", null, "another disk"));
        disk.watch((operation, path) -> {
            if (operation.equals("delete") && path.equals(folder.resolve("a.txt"))) {
                throw new FileSystemException("not now");
            }
        });

        assertThatThrownBy(() -> tree.trash(file)).isInstanceOf(StorageException.class);
        assertThat(folder.resolve("a.txt")).hasContent("text");
        assertThat(inTrash()).isEmpty();
    }

    @Test
    void anEditDuringTheCopyIntoATrashOnAnotherDiskStays() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        failOn("move", null, new AtomicMoveNotSupportedException("a.txt", null, "another disk"));
        editWhileCopied();

        assertThatThrownBy(() -> tree.trash(file)).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
        assertThat(inTrash()).isEmpty();
    }

    @Test
    void withoutHardLinksAnEditDuringTheCopyIsNotOverwritten() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        failOn("createLink", null, new FileSystemException("no links here"));
        editWhileCopied();

        assertThatThrownBy(() -> write("a.txt", file, "new")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
        assertThat(inTrash()).isEmpty();
    }

    @Test
    void whatIsSavedOverAFileThatWasJustKeptIsNotOverwritten() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        disk.watch((operation, path) -> {
            if (operation.equals("newFileChannel") && path.toString().contains(".holdfast-trash")) {
                Files.writeString(folder.resolve("saved"), "edited");
                Files.move(folder.resolve("saved"), folder.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
            }
        });

        assertThatThrownBy(() -> write("a.txt", file, "new")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
    }

    @Test
    void aReplacementThatIsRefusedLeavesNothingInTheTrash() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        failOn("move", null, new FileSystemException("not now"));

        assertThatThrownBy(() -> write("a.txt", file, "new")).isInstanceOf(StorageException.class);
        assertThat(folder.resolve("a.txt")).hasContent("old");
        assertThat(inTrash()).isEmpty();
    }

    @Test
    void whatIsSavedUnderTheOldNameDuringAMoveStays() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        disk.watch((operation, path) -> {
            if (operation.equals("move") && path.equals(folder.resolve("a.txt"))) {
                Files.writeString(folder.resolve("saved"), "edited");
                Files.move(folder.resolve("saved"), folder.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
            }
        });

        assertThatThrownBy(() -> tree.move(file, "b.txt")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
        assertThat(folder.resolve("b.txt")).hasContent("old");
        assertThat(list().entries()).extracting(TreeEntry::path).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void anEditInTheInstantOfAMoveIsNotTakenForWhatWasSeen() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        disk.watch((operation, path) -> {
            if (operation.equals("createLink")) {
                Files.writeString(folder.resolve("a.txt"), "edited");
            }
        });

        assertThatThrownBy(() -> tree.move(file, "b.txt")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("b.txt")).hasContent("edited");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatReplacesAPrivateFileIsPrivateWhileItArrives() throws Exception {
        TreeEntry seen = write("a.txt", null, "old");
        Files.setPosixFilePermissions(folder.resolve("a.txt"), PosixFilePermissions.fromString("rw-------"));
        TreeEntry file = Objects.requireNonNull(tree.look("a.txt"));
        List<String> modes = new ArrayList<>();
        TreeEntry from = TreeEntry.file("x", 3, seen.modified());

        tree.write(
                "a.txt",
                file,
                from,
                () -> {
                    modes.addAll(modesOfUnfinished());
                    return new ByteArrayInputStream("new".getBytes(UTF_8));
                },
                done -> {},
                new CancelSignal());

        assertThat(modes).containsExactly("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.txt"))))
                .isEqualTo("rw-------");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCopyInTheTrashIsAsPrivateAsTheFile() throws Exception {
        write("a.txt", null, "old");
        Files.setPosixFilePermissions(folder.resolve("a.txt"), PosixFilePermissions.fromString("rw-------"));
        failOn("createLink", null, new FileSystemException("no links here"));

        write("a.txt", tree.look("a.txt"), "new");

        assertThat(Files.getPosixFilePermissions(inTrash().get(0)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private List<String> modesOfUnfinished() {
        try (Stream<Path> paths = Files.list(folder)) {
            List<String> modes = new ArrayList<>();
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(".part")).toList()) {
                modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
            return modes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anEditInTheInstantOfADeleteIsGivenBack() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        disk.watch((operation, path) -> {
            if (operation.equals("move") && path.endsWith("a.txt")) {
                Files.writeString(folder.resolve("a.txt"), "edited");
            }
        });

        assertThatThrownBy(() -> tree.trash(file)).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
    }

    @Test
    void anEditInTheInstantOfAReplacementIsNotOverwritten() throws Exception {
        TreeEntry file = write("a.txt", null, "old");
        disk.watch((operation, path) -> {
            if (operation.equals("createLink")) {
                Files.writeString(folder.resolve("a.txt"), "edited");
            }
        });

        assertThatThrownBy(() -> write("a.txt", file, "new")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(folder.resolve("a.txt")).hasContent("edited");
    }

    private void editWhileCopied() {
        disk.watch((operation, path) -> {
            if (operation.equals("newFileChannel") && path.toString().contains(".holdfast-trash")) {
                Files.writeString(folder.resolve("a.txt"), "edited");
            }
        });
    }

    private List<Path> inTrash() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve(".holdfast-trash"))) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private void failOn(String operation, @Nullable String name, FileSystemException failure) {
        disk.watch((done, path) -> {
            boolean meant = name == null || Objects.equals(String.valueOf(path.getFileName()), name);
            if (done.equals(operation) && meant) {
                throw failure;
            }
        });
    }

    private TreeListing list() throws StorageException {
        return tree.list(new CancelSignal());
    }

    private TreeEntry write(String path, @Nullable TreeEntry over, String text) throws StorageException {
        byte[] bytes = text.getBytes(UTF_8);
        TreeEntry from = TreeEntry.file("x", bytes.length, Instant.parse("2020-01-01T00:00:00Z"));
        return tree.write(path, over, from, () -> new ByteArrayInputStream(bytes), done -> {}, new CancelSignal());
    }
}
