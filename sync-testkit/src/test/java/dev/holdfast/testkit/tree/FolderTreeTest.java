package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest extends TreeContract {
    private final MovingInstant clock = new MovingInstant();
    private final HashCache hashes = HashCache.inMemory(100);

    @TempDir
    private Path folder;

    @Override
    protected Tree emptyTree() {
        return sameTree();
    }

    @Override
    protected Tree sameTree() {
        return new FolderTree(folder, hashes, Duration.ofDays(3), clock);
    }

    @Override
    protected void edit(String path, String text) throws Exception {
        Files.writeString(folder.resolve(path), text);
    }

    @Override
    protected boolean putOther(String path) throws Exception {
        Files.createSymbolicLink(folder.resolve(path), Path.of("somewhere"));
        return true;
    }

    @Override
    protected String trashed(String where) throws Exception {
        return Files.readString(folder.resolve(where));
    }

    @Override
    protected List<String> allTrashed() throws Exception {
        Path trash = folder.resolve(".holdfast-trash");
        List<String> texts = new ArrayList<>();
        if (Files.exists(trash)) {
            try (Stream<Path> paths = Files.walk(trash)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    texts.add(Files.readString(path));
                }
            }
        }
        return texts;
    }

    @Override
    protected boolean leaveUnfinishedWrite(String path) throws Exception {
        Path left = folder.resolve(path).resolveSibling(".holdfast-" + UUID.randomUUID() + ".part");
        Files.writeString(left, "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        return true;
    }

    @Override
    protected boolean passRetention() {
        clock.advance(Duration.ofDays(4));
        return true;
    }

    @Test
    void whatSomebodyIsWritingJustNowIsNotSwept() throws Exception {
        Path fresh = folder.resolve(".holdfast-" + UUID.randomUUID() + ".part");
        Files.writeString(fresh, "half");

        assertThat(paths()).isEmpty();
        assertThat(tree.sweep()).isZero();
        assertThat(fresh).exists();
    }

    @Test
    void aWriteLeavesNothingButTheFile() throws Exception {
        write("a.txt", create("a.txt", "one"), "two");
        tree.trash(present("a.txt"));

        try (Stream<Path> names = Files.list(folder)) {
            assertThat(names)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactly(".holdfast-trash");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditThatKeepsSizeAndTimeShows() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        Path file = folder.resolve("a.txt");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertThat(present("a.txt").agreesWith(seen)).isFalse();
        assertChanged(() -> write("a.txt", seen, "three"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aReplacedFileKeepsItsPermissions() throws Exception {
        create("run.sh", "one");
        Files.setPosixFilePermissions(folder.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));

        write("run.sh", present("run.sh"), "two");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("run.sh"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void aHashIsReadOnce() throws Exception {
        create("a.txt", "text");
        create("later.txt", "newer");
        Files.setLastModifiedTime(folder.resolve("later.txt"), FileTime.from(Instant.now()));
        hashed(present("later.txt"));
        TreeEntry seen = present("a.txt");
        String hash = hashed(seen).hash();

        assertThat(hash).isNotNull();
        assertThat(hashes.find(new HashCache.Content(
                        "a.txt",
                        seen.size(),
                        seen.modified(),
                        String.valueOf(seen.version()),
                        java.util.Optional.ofNullable(seen.identity()))))
                .contains(String.valueOf(hash));
    }

    @Test
    void aFolderThatIsNotThereIsMissingAndNotEmpty() throws Exception {
        try (Tree gone = new FolderTree(folder.resolve("gone"), hashes, Duration.ofDays(3))) {
            assertThat(gone.list(new dev.holdfast.sync.event.CancelSignal()).rootThere())
                    .isFalse();
        }
    }

    @Test
    void aFolderThatWasReplacedIsNotWrittenTo() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        tree = new FolderTree(root, hashes, Duration.ofDays(3), clock);
        create("a.txt", "text");
        Files.move(root, folder.resolve("elsewhere"));
        Files.createDirectory(root);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> create("b.txt", "text"))
                .isInstanceOf(dev.holdfast.sync.storage.StorageException.Transient.class);
        assertThat(root).isEmptyDirectory();
    }
}
