package dev.holdfast.sync.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back from the trash, of a folder and of a storage. */
class TrashRestoreTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    Path work;

    private Path root;

    @BeforeEach
    void aFolder() throws IOException {
        root = Files.createDirectories(work.resolve("root"));
    }

    private FolderTree folder() {
        return new FolderTree(root, HashCache.inMemory(10), MONTH);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void trash(Tree tree, String path) throws StorageException {
        tree.trash(Objects.requireNonNull(tree.look(path)));
    }

    private static TrashedFile only(Tree tree) throws StorageException {
        List<TrashedFile> all = tree.trashed();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static void assertComesBack(Tree tree) throws StorageException {
        trash(tree, "deep/note.md");
        TrashedFile file = only(tree);
        assertThat(file.path()).isEqualTo("deep/note.md");
        assertThat(file.size()).isEqualTo(4);
        assertThat(tree.restore(file).path()).isEqualTo("deep/note.md");
        assertThat(Objects.requireNonNull(tree.look("deep/note.md")).size()).isEqualTo(4);
        assertThat(tree.trashed()).isEmpty();
        assertThatThrownBy(() -> tree.restore(file)).isInstanceOf(StorageException.class);
        assertThat(Objects.requireNonNull(tree.look("deep/note.md")).size()).isEqualTo(4);
    }

    @Test
    void aFolderGivesBackWhatItTook() throws IOException {
        write("deep/note.md", "text");
        assertComesBack(folder());
        assertThat(root.resolve("deep/note.md")).hasContent("text");
    }

    @Test
    void aStorageGivesBackWhatItTook() throws IOException {
        write("deep/note.md", "text");
        try (LocalStorage storage = new LocalStorage(root)) {
            assertComesBack(new StorageTree(storage, 0, WorkspaceOptions.usual(), MONTH, "here"));
        }
    }

    @Test
    void nothingIsReplaced() throws IOException {
        write("note.md", "text");
        FolderTree tree = folder();
        trash(tree, "note.md");
        write("note.md", "new");
        TrashedFile file = only(tree);
        assertThatThrownBy(() -> tree.restore(file)).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(root.resolve("note.md")).hasContent("new");
        assertThat(only(tree)).isEqualTo(file);
        try (LocalStorage storage = new LocalStorage(root)) {
            Tree other = new StorageTree(storage, 0, WorkspaceOptions.usual(), MONTH, "here");
            trash(other, "note.md");
            write("note.md", "newer");
            TrashedFile second = only(other);
            assertThatThrownBy(() -> other.restore(second)).isInstanceOf(StorageException.PreconditionFailed.class);
            assertThat(root.resolve("note.md")).hasContent("newer");
        }
    }

    @Test
    void theSamePathTrashedTwiceIsListedTwice() throws IOException {
        FolderTree tree = folder();
        write("note.md", "one");
        trash(tree, "note.md");
        write("note.md", "second");
        trash(tree, "note.md");
        assertThat(tree.trashed()).extracting(TrashedFile::size).containsExactlyInAnyOrder(3L, 6L);
    }

    @Test
    void linksAndOthersDirectoriesInTheTrashAreNotFollowed() throws IOException {
        Path outside = Files.writeString(
                Files.createDirectories(work.resolve("outside")).resolve("secret"), "s");
        FolderTree tree = folder();
        write("note.md", "text");
        trash(tree, "note.md");
        String deletion = only(tree).id().replaceFirst("/.*", "");
        Files.createSymbolicLink(
                root.resolve(".holdfast-trash").resolve(deletion).resolve("way out"), outside.getParent());
        Files.createDirectories(root.resolve(".holdfast-trash/somebody's"));
        Files.writeString(root.resolve(".holdfast-trash/somebody's/file"), "x");
        assertThat(tree.trashed()).extracting(TrashedFile::path).containsExactly("note.md");
        TrashedFile made = new TrashedFile(
                deletion + "/way out/secret", "secret", only(tree).deleted(), 1);
        assertThatThrownBy(() -> tree.restore(made)).isInstanceOf(StorageException.class);
        assertThat(outside).exists();
    }

    @Test
    void withoutATrashWhatIsDeletedOrReplacedIsGoneAndWhatIsTrashedIsNot() throws IOException {
        FolderTree tree = FolderTree.withoutTrash(root, HashCache.inMemory(10), MONTH);
        write("deleted", "1");
        write("trashed", "2");
        assertThat(tree.delete(Objects.requireNonNull(tree.look("deleted")))).isNull();
        tree.trash(Objects.requireNonNull(tree.look("trashed")));
        assertThat(only(tree).path()).isEqualTo("trashed");
        try (Stream<Path> all = Files.list(root)) {
            assertThat(all.map(file -> String.valueOf(file.getFileName()))).containsExactly(".holdfast-trash");
        }
        FolderTree keeping = folder();
        write("deleted", "1");
        assertThat(keeping.delete(Objects.requireNonNull(keeping.look("deleted"))))
                .isNotNull();
        assertThat(keeping.trashed()).hasSize(2);
    }
}
