package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.DownloadOptions;
import dev.holdfast.sync.storage.entry.EntryType;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is where, under which id, and what is no path at all. */
abstract class WorkspaceContractEntries extends WorkspaceContractTransfers {
    private static final int LONGEST_IN_NUMBERED_TREE = 990;

    @Test
    void everyFileIsListedInOrderAndNothingElse() throws Exception {
        uploadAll("b", "a/z", "a-b", "a/b/c", ".hidden", "-", "ä", "Z", "gone");
        workspace.createFolder("empty");
        trash("gone");
        assertThat(files()).containsExactly("-", ".hidden", "Z", "a-b", "a/b/c", "a/z", "b", "ä");
    }

    @Test
    void aFolderShowsItsFilesAndFolders() throws Exception {
        uploadAll("top", "a/1", "a/2/3", "a/5", "b/6");
        workspace.createFolder("a/empty");
        assertThat(names("")).containsExactly("a/", "b/", "top");
        assertThat(names("a")).containsExactly("1", "2/", "5", "empty/");
        assertThat(names("a/empty")).isEmpty();
        assertThat(names("nowhere")).isEmpty();
    }

    @Test
    void anEntrySaysWhatItIs() throws Exception {
        upload("a/file", "12345");
        FileEntry folder = workspace.entries("", Depth.ONE_LEVEL).next().orElseThrow();
        assertThat(folder.type()).isEqualTo(EntryType.FOLDER);
        assertThat(folder.size()).isZero();
        assertThat(folder.path()).isEqualTo("a");
        FileEntry file = workspace.entries("a", Depth.ONE_LEVEL).next().orElseThrow();
        assertThat(file.type()).isEqualTo(EntryType.FILE);
        assertThat(file.size()).isEqualTo(5);
        assertThat(file.version()).isNotEmpty();
        assertThat(file.modified()).isPresent();
    }

    @Test
    void everyListedIdLeadsToItsEntry() throws Exception {
        uploadAll("a/1", "a/b/2", "3");
        workspace.createFolder("a/empty");
        for (String folder : List.of("", "a", "a/b")) {
            workspace.entries(folder, Depth.ONE_LEVEL).forEach(entry -> {
                assertThat(workspace.get(entry.id()).map(FileEntry::path)).contains(entry.path());
                assertThat(workspace.resolve(entry.path())).contains(entry.id());
                assertThat(tree(storageId()).get(entry.id()).map(FileEntry::path))
                        .contains(entry.path());
            });
        }
    }

    @Test
    void aPathLeadsToAnIdOrToNone() throws Exception {
        uploadAll("a/file", "a.txt", "a~");
        assertThat(workspace.resolve("a/file")).isPresent();
        assertThat(workspace.get(id("a")).map(FileEntry::isFolder)).contains(true);
        assertThat(workspace.get(id("")).map(FileEntry::path)).contains("");
        assertThat(workspace.resolve("a/nothing")).isEmpty();
        assertThat(workspace.resolve("nothing/at/all")).isEmpty();
    }

    @Test
    void anIdThatNamesNothingIsEmpty() throws Exception {
        uploadAll("a/file");
        String gone = id("a/file");
        workspace.delete(List.of(gone), Deletion.FOR_EVER);
        workspace.delete(List.of("/a/"), Deletion.FOR_EVER);
        for (String id : List.of(gone, "/a/", "", "#", "#nothing", "nonsense")) {
            assertThat(workspace.get(id)).as(id).isEmpty();
        }
    }

    @Test
    void anIdSurvivesARenameWhereDeclaredAndElseStandsForThePath() throws Exception {
        String before = upload("a/old", "content").id();
        String after = workspace.rename(before, "new").id();
        Optional<String> found = tree(storageId()).get(before).map(FileEntry::path);
        if (can(Capability.STABLE_IDENTITY)) {
            assertThat(after).isEqualTo(before);
            assertThat(found).contains("a/new");
        } else {
            assertThat(found).isEmpty();
            assertThat(workspace.get(after).map(FileEntry::path)).contains("a/new");
        }
    }

    @Test
    void aFolderIsMadeWithThoseAroundItAndMayBeMadeAgain() throws Exception {
        FileEntry made = workspace.createFolder("a/b/c");
        workspace.createFolder("a/b/c");
        assertThat(made.isFolder()).isTrue();
        assertThat(workspace.get(made.id())).contains(made);
        assertThat(names("")).containsExactly("a/");
        assertThat(names("a/b")).containsExactly("c/");
        assertThat(files()).isEmpty();
        assertThat(workspace.createFolder("").path()).isEmpty();
    }

    @Test
    void anEmptyFolderIsFoundAmongSimilarNames() throws Exception {
        uploadAll("d/a", "d/a.txt", "d/a.~", "d/a.~~", "d/b-", "d/b.zip", "d/b0");
        workspace.createFolder("d/b");
        assertThat(workspace.resolve("d/b")).contains("/d/b/");
        assertThat(workspace.get("/d/a/")).isEmpty();
        assertThat(workspace.get("/d/b.zip/")).isEmpty();
        assertThat(workspace.get("/d/c/")).isEmpty();
    }

    @Test
    void noFolderIsMadeWhereAFileIs() throws Exception {
        uploadAll("a/file");
        assertThatThrownBy(() -> workspace.createFolder("a/file"))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThatThrownBy(() -> workspace.createFolder("a/file/below"))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("a/file")).isEqualTo("a/file");
    }

    @Test
    void treesNeverSeeEachOther() throws Exception {
        Workspace other = tree(storageId() + 1);
        upload("same", "ours");
        other.upload("same", text("theirs"), PutOptions.DEFAULT);
        other.upload("only/theirs", text("x"), PutOptions.DEFAULT);
        assertThat(files()).containsExactly("same");
        assertThat(names("")).containsExactly("same");
        assertThat(read("same")).isEqualTo("ours");
        assertThat(workspace.resolve("only")).isEmpty();
        trash("same");
        assertThat(files(other)).containsExactly("only/theirs", "same");
        assertThat(other.trash().next()).isEmpty();
        other.emptyTrash(Duration.ZERO);
        assertThat(trashedPaths()).containsExactly("same");
    }

    @Test
    void anotherTreesIdLeadsNowhere() throws Exception {
        Workspace other = tree(storageId() + 1);
        String id = other.upload("theirs", text("x"), PutOptions.DEFAULT).id();
        assertThat(workspace.get(id)).isEmpty();
        assertThat(workspace.delete(List.of(id), Deletion.FOR_EVER).failures()).isEmpty();
        assertThat(files(other)).containsExactly("theirs");
    }

    @Test
    void aTreeWithANegativeNumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> tree(-1));
    }

    @Test
    void hostilePathsAreRefusedByEveryOperation() throws Exception {
        uploadAll("a/file");
        String id = id("a/file");
        for (String path : hostilePaths()) {
            assertRefused(path, () -> workspace.upload(path, text("x"), PutOptions.DEFAULT));
            assertRefused(path, () -> workspace.download(path, here.resolve("k"), DownloadOptions.DEFAULT));
            assertRefused(path, () -> workspace.open(path).close());
            assertRefused(path, () -> workspace.open(path, 0, 1).close());
            assertRefused(path, () -> workspace.createFolder(path));
            assertRefused(path, () -> workspace.resolve(path));
            assertRefused(path, () -> workspace.entries(path, Depth.ALL));
            assertRefused(path, () -> workspace.move(id, path));
            assertRefused(path, () -> workspace.move("/a/", path));
        }
        assertThat(files()).containsExactly("a/file");
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void hostileIdsAreRefusedByEveryOperation() throws Exception {
        uploadAll("a/file");
        for (String path : hostilePaths()) {
            if (path.endsWith("/")) {
                continue; // "/x//" is an id like any other: it names the folder "x/", which is refused as well.
            }
            assertRefused(path, () -> workspace.get("/" + path));
            assertRefused(path, () -> workspace.get("/" + path + "/"));
            assertRefused(path, () -> workspace.move("/" + path, "b"));
            assertRefused(path, () -> workspace.move("/" + path + "/", "b"));
            for (String id : List.of("/" + path, "/" + path + "/")) {
                assertThat(workspace
                                .delete(List.of(id), Deletion.TO_TRASH)
                                .failures()
                                .get(id))
                        .as(path)
                        .isInstanceOf(StorageException.InvalidKey.class);
            }
        }
        assertThat(files()).containsExactly("a/file");
    }

    @Test
    void oddButHonestPathsGoThroughEverything() throws Exception {
        for (String path : HostileNames.oddButValid()) {
            if (storageId() > 0 && path.length() > LONGEST_IN_NUMBERED_TREE) {
                assertRefused(path, () -> upload(path, path));
                continue;
            }
            upload(path, path);
            String deletion = trash(path);
            assertThat(workspace.resolve(path)).as(path).isEmpty();
            assertThat(workspace.restore(List.of(deletion + "/" + path)).failures())
                    .isEmpty();
            assertThat(read(path)).isEqualTo(path);
            workspace.delete(ids(path), Deletion.FOR_EVER);
        }
        assertThat(files()).isEmpty();
    }

    private static void assertRefused(String path, ThrowingCallable call) {
        assertThatThrownBy(call).as(path).isInstanceOf(StorageException.InvalidKey.class);
    }
}
