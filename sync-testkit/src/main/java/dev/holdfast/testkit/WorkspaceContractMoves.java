package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.FileEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries get other names and places, and nothing is lost by it. */
abstract class WorkspaceContractMoves extends WorkspaceContractEntries {
    @Test
    void aRenamedFileKeepsItsContentAndMetadata() throws Exception {
        PutOptions options =
                can(Capability.USER_METADATA) ? PutOptions.DEFAULT.with(Map.of("origin", "test")) : PutOptions.DEFAULT;
        String id = workspace.upload("a/old", text("content"), options).id();
        FileEntry renamed = workspace.rename(id, "new");
        assertThat(renamed.path()).isEqualTo("a/new");
        assertThat(read("a/new")).isEqualTo("content");
        assertThat(workspace.get(renamed.id()).orElseThrow().metadata()).isEqualTo(options.metadata());
        assertThat(files()).containsExactly("a/new");
    }

    @Test
    void aFileMovesToAFolderThatIsMadeForIt() throws Exception {
        uploadAll("a/file");
        assertThat(workspace.move(id("a/file"), "x/y/z").path()).isEqualTo("x/y/z");
        assertThat(read("x/y/z")).isEqualTo("a/file");
        assertThat(files()).containsExactly("x/y/z");
    }

    @Test
    void aFileNeverMovesOntoAnother() throws Exception {
        uploadAll("a", "b", "folder/c");
        assertThatThrownBy(() -> workspace.rename(id("a"), "b"))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThatThrownBy(() -> workspace.rename(id("a"), "folder"))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThatThrownBy(() -> workspace.move(id("a"), "b/below"))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(files()).containsExactly("a", "b", "folder/c");
        assertThat(read("b")).isEqualTo("b");
    }

    @Test
    void aFileThatIsTheSameAsTheTargetIsRefusedWhereMovesAreOneStep() throws Exception {
        upload("a", "same");
        upload("b", "same");
        if (can(Capability.ATOMIC_RENAME)) {
            assertThatThrownBy(() -> workspace.rename(id("a"), "b"))
                    .isInstanceOf(StorageException.PreconditionFailed.class);
            assertThat(files()).containsExactly("a", "b");
        } else {
            // It looks as a move does that a crash left with both.
            workspace.rename(id("a"), "b");
            assertThat(files()).containsExactly("b");
        }
        assertThat(read("b")).isEqualTo("same");
    }

    @Test
    void aMoveToWhereItIsHasNoEffect() throws Exception {
        uploadAll("a/file");
        assertThat(workspace.rename(id("a/file"), "file").path()).isEqualTo("a/file");
        assertThat(workspace.rename(id("a"), "a").path()).isEqualTo("a");
        assertThat(read("a/file")).isEqualTo("a/file");
    }

    @Test
    void aFolderMovesWithAllInIt() throws Exception {
        uploadAll("a/1", "a/b/2", "a/b/c/3", "a-not", "a.not", "ab/not");
        workspace.createFolder("a/empty/deep");
        FileEntry moved = workspace.rename(id("a"), "new");
        assertThat(moved.path()).isEqualTo("new");
        assertThat(files()).containsExactly("a-not", "a.not", "ab/not", "new/1", "new/b/2", "new/b/c/3");
        assertThat(names("new")).containsExactly("1", "b/", "empty/");
        assertThat(names("new/empty")).containsExactly("deep/");
        assertThat(read("new/b/c/3")).isEqualTo("a/b/c/3");
        assertThat(workspace.resolve("a")).isEmpty();
    }

    @Test
    void aFolderMovesToAnotherDepth() throws Exception {
        uploadAll("a/b/1", "a/2");
        workspace.move(id("a/b"), "x/y/z");
        workspace.move(id("x"), "a/x");
        assertThat(files()).containsExactly("a/2", "a/x/y/z/1");
        workspace.move(id("a/x/y/z"), "top");
        assertThat(files()).containsExactly("a/2", "top/1");
    }

    @Test
    void anEmptyFolderMoves() throws Exception {
        workspace.createFolder("a");
        workspace.rename(id("a"), "b");
        assertThat(names("")).containsExactly("b/");
    }

    @Test
    void aFolderNeverMovesOntoAnEntry() throws Exception {
        uploadAll("a/1", "b/2", "file");
        workspace.createFolder("empty");
        for (String taken : new String[] {"b", "file", "empty", "file/below"}) {
            assertThatThrownBy(() -> workspace.move(id("a"), taken))
                    .as(taken)
                    .isInstanceOf(StorageException.PreconditionFailed.class);
        }
        assertThat(files()).containsExactly("a/1", "b/2", "file");
    }

    @Test
    void aFolderNeverMovesIntoItself() throws Exception {
        uploadAll("a/1", "a/b/2");
        for (String inside : new String[] {"a/b", "a/b/c", "a/new"}) {
            assertThatThrownBy(() -> workspace.move(id("a"), inside))
                    .as(inside)
                    .isInstanceOf(StorageException.PreconditionFailed.class);
        }
        assertThatThrownBy(() -> workspace.move(id(""), "b")).isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(files()).containsExactly("a/1", "a/b/2");
    }

    @Test
    void whatIsNotThereIsNotMoved() throws Exception {
        uploadAll("a");
        String gone = id("a");
        workspace.delete(ids("a"), dev.holdfast.sync.storage.entry.Deletion.FOR_EVER);
        assertThatThrownBy(() -> workspace.rename(gone, "b")).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> workspace.move("/nothing/", "b")).isInstanceOf(StorageException.NotFound.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void aNameWithASlashIsRefused() throws Exception {
        uploadAll("a/file");
        assertThatThrownBy(() -> workspace.rename(id("a/file"), "../out"))
                .isInstanceOf(StorageException.InvalidKey.class);
        assertThatThrownBy(() -> workspace.rename(id("a"), "b/c")).isInstanceOf(StorageException.InvalidKey.class);
        assertThat(files()).containsExactly("a/file");
    }

    @Test
    void aFolderWhosePathsWouldBeTooLongStaysAsItIs() throws Exception {
        uploadAll("a/1", "a/" + longPath());
        assertThatThrownBy(() -> workspace.rename(id("a"), "b".repeat(60)))
                .isInstanceOf(StorageException.InvalidKey.class);
        assertThat(files()).containsExactly("a/1", "a/" + longPath());
    }
}
