package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.DeleteResult;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.RestoreResult;
import dev.holdfast.sync.storage.entry.TrashEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is deleted comes back, unless it was deleted for ever. */
abstract class WorkspaceContractTrash extends WorkspaceContractMoves {
    @Test
    void aDeletedFileIsInTheTrashOnly() throws Exception {
        uploadAll("a/file", "a/other");
        DeleteResult result = workspace.delete(ids("a/file"), Deletion.TO_TRASH);
        assertThat(result.deleted()).isEqualTo(1);
        assertThat(result.failures()).isEmpty();
        assertThat(files()).containsExactly("a/other");
        TrashEntry entry = trashed().get(0);
        assertThat(entry.path()).isEqualTo("a/file");
        assertThat(entry.size()).isEqualTo("a/file".length());
        assertThat(entry.deletion()).isEqualTo(result.trash().orElseThrow());
        assertThat(Duration.between(entry.deleted(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void aFileComesBackToItsPlace() throws Exception {
        uploadAll("a/file", "a/other");
        trash("a/file", "a/other");
        TrashEntry wanted = trashed().stream()
                .filter(entry -> entry.path().equals("a/file"))
                .findFirst()
                .orElseThrow();
        RestoreResult result = workspace.restore(List.of(wanted.id()));
        assertThat(result.restored()).isEqualTo(1);
        assertThat(result.elsewhere()).isEmpty();
        assertThat(read("a/file")).isEqualTo("a/file");
        assertThat(files()).containsExactly("a/file");
        assertThat(trashedPaths()).containsExactly("a/other");
    }

    @Test
    void aFileComesBackBesideWhateverTookItsPlace() throws Exception {
        List<String> deletions = new ArrayList<>();
        for (String content : List.of("first", "second")) {
            upload("a/file.txt", content);
            deletions.add(trash("a/file.txt"));
        }
        upload("a/file.txt", "third");
        RestoreResult first = workspace.restore(List.of(deletions.get(0)));
        RestoreResult second = workspace.restore(List.of(deletions.get(1)));
        assertThat(first.elsewhere()).containsEntry("a/file.txt", "a/file (restored).txt");
        assertThat(second.elsewhere()).containsEntry("a/file.txt", "a/file (restored 2).txt");
        assertThat(read("a/file.txt")).isEqualTo("third");
        assertThat(read("a/file (restored).txt")).isEqualTo("first");
        assertThat(read("a/file (restored 2).txt")).isEqualTo("second");
        assertThat(trashed()).isEmpty();
    }

    @Test
    void aFileComesBackWhereAFolderTookItsPlaceOrAFileThatOfItsFolder() throws Exception {
        uploadAll("a/file", "b/file");
        String deletion = trash("a/file", "b");
        uploadAll("a/file/below", "b");
        RestoreResult result = workspace.restore(List.of(deletion));
        assertThat(result.failures()).isEmpty();
        assertThat(files()).containsExactly("a/file (restored)", "a/file/below", "b", "b (restored)/file");
        assertThat(read("b (restored)/file")).isEqualTo("b/file");
    }

    @Test
    void theSameContentInItsPlaceIsNotDoubled() throws Exception {
        upload("a", "same");
        String deletion = trash("a");
        upload("a", "same");
        assertThat(workspace.restore(List.of(deletion)).elsewhere()).isEmpty();
        assertThat(files()).containsExactly("a");
        assertThat(trashed()).isEmpty();
    }

    @Test
    void aDeletionOfFoldersIsUndoneAsAWhole() throws Exception {
        uploadAll("a/1", "a/b/2", "a-not", "c/3", "c/d/4", "single");
        workspace.createFolder("a/empty/deep");
        String deletion = trash("a", "c/d", "single");
        assertThat(files()).containsExactly("a-not", "c/3");
        assertThat(workspace.resolve("a")).isEmpty();
        RestoreResult result = workspace.restore(List.of(deletion));
        assertThat(result.restored()).isEqualTo(4);
        assertThat(files()).containsExactly("a-not", "a/1", "a/b/2", "c/3", "c/d/4", "single");
        assertThat(names("a/empty")).containsExactly("deep/");
        assertThat(trashed()).isEmpty();
    }

    @Test
    void aFolderOfADeletionComesBackAlone() throws Exception {
        uploadAll("a/b/1", "a/b/c/2", "a/bc", "a/3");
        String deletion = trash("a");
        RestoreResult result = workspace.restore(List.of(deletion + "/a/b/"));
        assertThat(result.restored()).isEqualTo(2);
        assertThat(files()).containsExactly("a/b/1", "a/b/c/2");
        assertThat(trashedPaths()).containsExactly("a/3", "a/bc");
    }

    @Test
    void anEmptyFolderIsDeletedAndComesBack() throws Exception {
        workspace.createFolder("a/empty");
        String deletion = trash("a/empty");
        assertThat(workspace.resolve("a/empty")).isEmpty();
        assertThat(workspace.restore(List.of(deletion + "/a/empty/")).failures())
                .isEmpty();
        assertThat(workspace.resolve("a/empty")).isPresent();
    }

    @Test
    void whatIsDeletedForEverIsNotInTheTrash() throws Exception {
        uploadAll("a/1", "a/b/2", "c", "stays");
        DeleteResult result = workspace.delete(ids("a", "c"), Deletion.FOR_EVER);
        assertThat(result).isEqualTo(new DeleteResult(2, result.failures(), java.util.Optional.empty()));
        assertThat(result.failures()).isEmpty();
        assertThat(files()).containsExactly("stays");
        assertThat(names("")).containsExactly("stays");
        assertThat(trashed()).isEmpty();
    }

    @Test
    void eachEntryOfABatchHasItsOwnOutcome() throws Exception {
        uploadAll("a", "b");
        String gone = id("a");
        for (Deletion how : Deletion.values()) {
            upload("b", "again");
            List<String> ids = List.of(gone, "/../x", id("b"), "/", "/nothing/", "/.holdfast-tree/trash/");
            DeleteResult result = workspace.delete(ids, how);
            assertThat(result.deleted()).isEqualTo(3);
            assertThat(result.failures()).containsOnlyKeys("/../x", "/", "/.holdfast-tree/trash/");
            assertThat(result.failures().values()).hasOnlyElementsOfType(StorageException.InvalidKey.class);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void anEntryNamedTwiceIsDeletedOnce() throws Exception {
        uploadAll("a/1", "a/2");
        List<String> ids = ids("a/1", "a", "a/1", "a");
        assertThat(workspace.delete(ids, Deletion.TO_TRASH).deleted()).isEqualTo(2);
        assertThat(trashedPaths()).containsExactly("a/1", "a/2");
        assertThat(workspace.delete(List.of(), Deletion.TO_TRASH).trash()).isEmpty();
    }

    @Test
    void deletesOfOnePathInTheSameSecondAreBothInTheTrash() throws Exception {
        for (String content : List.of("one", "two", "three")) {
            upload("a", content);
            trash("a");
        }
        assertThat(trashedPaths()).containsExactly("a", "a", "a");
        assertThat(trashed()).extracting(TrashEntry::id).doesNotHaveDuplicates();
        assertThat(trashed()).extracting(TrashEntry::size).containsExactlyInAnyOrder(3L, 3L, 5L);
    }

    @Test
    void theTrashIsEmptiedByAge() throws Exception {
        uploadAll("a/1", "a/2", "stays");
        trash("a");
        assertThat(workspace.emptyTrash(Duration.ofDays(1))).isZero();
        assertThat(trashedPaths()).containsExactly("a/1", "a/2");
        assertThat(workspace.emptyTrash(Duration.ZERO)).isEqualTo(2);
        assertThat(trashed()).isEmpty();
        assertThat(files()).containsExactly("stays");
        assertThat(workspace.emptyTrash(Duration.ZERO)).isZero();
    }

    @Test
    void aFileWhosePathLeavesNoRoomGoesToTheTrashAndComesBackAllTheSame() throws Exception {
        uploadAll(longPath(), "short");
        String folder = longPath().substring(0, 240);
        String deletion = trash(folder, "short");
        assertThat(files()).isEmpty();
        assertThat(trashedPaths()).containsExactlyInAnyOrder("short", longPath());
        assertThat(workspace.restore(List.of(deletion + "/" + folder + "/")).failures())
                .isEmpty();
        assertThat(read(longPath())).isEqualTo(longPath());
        String again = trash(longPath());
        assertThat(workspace.restore(List.of(again + "/" + longPath())).failures())
                .isEmpty();
        assertThat(files()).containsExactly(longPath());
        trash(longPath());
        assertThat(workspace.emptyTrash(Duration.ZERO)).isEqualTo(2);
        assertThat(trashed()).isEmpty();
    }

    @Test
    void aLongNameThatIsTakenComesBackShortened() throws Exception {
        String path = "x".repeat(251) + ".txt";
        upload(path, "old");
        String deletion = trash(path);
        upload(path, "new");
        String place = workspace.restore(List.of(deletion)).elsewhere().get(path);
        assertThat(place).hasSize(255).startsWith("xxx").endsWith("x (restored).txt");
        assertThat(read(String.valueOf(place))).isEqualTo("old");
    }

    @Test
    void whatIsNotInTheTrashIsNotRestored() throws Exception {
        uploadAll("a", "b");
        String deletion = trash("a");
        List<String> ids = new ArrayList<>(List.of(
                deletion + "/b", deletion + "/b/", "20200101T000000Z-0123456789abcdef", "nonsense", "", "/", "/a"));
        hostilePaths().forEach(path -> ids.add(deletion + "/" + path));
        RestoreResult result = workspace.restore(ids);
        assertThat(result.restored()).isZero();
        assertThat(result.failures()).containsOnlyKeys(ids);
        assertThat(files()).containsExactly("b");
        assertThat(trashedPaths()).containsExactly("a");
    }
}
