package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A folder on a file system for which names that differ in case alone are one. */
class FolderTreeOneCaseTest extends TreeContract {
    private final FileSystem disk = Jimfs.newFileSystem(Configuration.osX());
    private final Path folder = disk.getPath("/Users/somebody/notes");

    @Override
    protected Tree emptyTree() throws Exception {
        Files.createDirectories(folder);
        return sameTree();
    }

    @Override
    protected Tree sameTree() {
        return new FolderTree(folder, HashCache.inMemory(10), Duration.ofDays(3));
    }

    @Override
    protected void edit(String path, String text) throws Exception {
        Files.writeString(folder.resolve(path), text);
    }

    @AfterEach
    void closeDisk() throws Exception {
        disk.close();
    }

    /** This file system in memory leaves a file as it is when both names lead to it; a disk would give it the new one. */
    @Override
    @Test
    void aNameCanChangeInCaseAlone() throws Exception {
        TreeEntry file = create("name.txt", "text");

        assertThatThrownBy(() -> tree.move(file, "Name.TXT")).isInstanceOf(StorageException.Permanent.class);
        assertThat(read("name.txt")).isEqualTo("text");
    }

    @Test
    void itSaysSo() throws Exception {
        assertThat(tree.caseSensitive()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theNamesThatAreThereTellItWithoutAProbe() throws Exception {
        assertThat(tree.seemsCaseSensitive()).isTrue();
        assertThat(folder).isEmptyDirectory();
        Files.writeString(folder.resolve("note.txt"), "text");

        assertThat(tree.seemsCaseSensitive()).isFalse();
    }

    @Test
    void whatIsAskedForInAnotherCaseIsFoundAsItIsSpelled() throws Exception {
        create("Dir/Name.txt", "text");

        assertThat(present("dir/name.TXT").path()).isEqualTo("Dir/Name.txt");
        create("dir/other.txt", "other");
        assertThat(paths()).containsExactly("Dir/", "Dir/Name.txt", "Dir/other.txt");
    }
}
