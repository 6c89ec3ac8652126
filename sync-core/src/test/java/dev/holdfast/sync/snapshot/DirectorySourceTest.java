package dev.holdfast.sync.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.entry.TargetFile;
import dev.holdfast.sync.storage.local.WatchedFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories as sources: what others do to their files between the look at them and the reading, and while it goes on. */
class DirectorySourceTest {
    /** Enough for the first look to open it. */
    private static final String LONG = "long ".repeat(200);

    @TempDir
    Path temp = Path.of("");

    private Path source = temp;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
    }

    private Snapshotter snapshotter() {
        return new Snapshotter(
                new Staging(temp.resolve("staging")),
                temp.resolve("drivers"),
                Set.of(),
                Set.of(),
                new CancelSignal(),
                Duration.ZERO,
                (time, cancel) -> {});
    }

    private static String content(SnapshotFile file) throws IOException {
        try (InputStream in = file.content().open()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The source, seen through a file system on which some operations on names that end so fail. */
    private Path failing(String operation, String ending, IOException failure) {
        WatchedFileSystem system = new WatchedFileSystem(source.getFileSystem());
        system.watch((done, path) -> {
            if (done.equals(operation) && path.toString().endsWith(ending)) {
                throw failure;
            }
        });
        return system.watched(source);
    }

    @Test
    void whatARestoreIsWritingOrHasLeftHalfWrittenIsNotCopied() throws Exception {
        TargetFile download = new TargetFile(source.resolve("notes.md"), false);
        Files.writeString(download.temporary(), "half of it");
        Files.writeString(source.resolve(".holdfast-notes.part"), "somebody's own");
        try (Snapshotter snapshotter = snapshotter()) {
            assertThat(snapshotter.scan(source).units())
                    .extracting(SnapshotUnit::path)
                    .containsExactly(".holdfast-notes.part");
        }
    }

    @Test
    void aFileThatMayNotBeReadIsNamedAndTheOthersAreThere() throws Exception {
        Files.writeString(source.resolve("closed"), LONG);
        Files.writeString(source.resolve("open"), LONG);
        Path seen = failing("newFileChannel", "closed", new AccessDeniedException("closed"));
        try (Snapshotter snapshotter = snapshotter()) {
            SourceContents contents = snapshotter.scan(seen);
            assertThat(contents.units()).extracting(SnapshotUnit::path).containsExactly("open");
            assertThat(contents.unread()).singleElement().satisfies(part -> {
                assertThat(part.path()).isEqualTo("closed");
                assertThat(part.why().isTransient()).isFalse();
                assertThat(part.why().sentence())
                        .contains(source.resolve("closed").toString())
                        .contains("right to read");
            });
        }
    }

    @Test
    void aDirectoryThatMayNotBeListedIsNamedAndNotTakenForEmpty() throws Exception {
        Files.writeString(Files.createDirectory(source.resolve("closed")).resolve("in it"), "x");
        Files.writeString(source.resolve("open"), "x");
        Path seen = failing("newDirectoryStream", "closed", new AccessDeniedException("closed"));
        try (Snapshotter snapshotter = snapshotter()) {
            SourceContents contents = snapshotter.scan(seen);
            assertThat(contents.units()).extracting(SnapshotUnit::path).containsExactly("open");
            assertThat(contents.unread()).singleElement().satisfies(part -> {
                assertThat(part.covers("closed/in it")).isTrue();
                assertThat(part.covers("closed by name")).isFalse();
            });
        }
    }

    @Test
    void aSourceThatCannotBeListedAtAllIsAnErrorAsAWhole() throws Exception {
        Path seen = failing("newDirectoryStream", "source", new FileSystemException("source"));
        try (Snapshotter snapshotter = snapshotter()) {
            assertThatThrownBy(() -> snapshotter.scan(seen))
                    .isInstanceOfSatisfying(
                            SnapshotException.class,
                            failure -> assertThat(failure.isTransient()).isTrue());
        }
    }

    /** A new log beside an old database would be worse than nothing. */
    @Test
    void theLogOfADatabaseThatCannotBeReadIsNotTakenAlone() throws Exception {
        Files.writeString(source.resolve("memory.duckdb"), LONG);
        Files.writeString(source.resolve("memory.duckdb.wal"), LONG);
        Path seen = failing("newFileChannel", "memory.duckdb", new FileSystemException("memory.duckdb"));
        try (Snapshotter snapshotter = snapshotter()) {
            SourceContents contents = snapshotter.scan(seen);
            assertThat(contents.units()).isEmpty();
            assertThat(contents.unread()).extracting(UnreadPart::path).containsExactly("memory.duckdb");
        }
    }

    @Test
    void aFileThatFailsWhileItIsReadIsToldByName() throws Exception {
        Files.writeString(source.resolve("bad"), "short");
        Path seen = failing("newByteChannel", "bad", new FileSystemException("bad"));
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(seen).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining(source.resolve("bad").toString());
        }
    }

    @Test
    void aFileThatWasDeletedSinceItWasFoundIsNoError() throws Exception {
        Path file = Files.writeString(source.resolve("gone"), LONG);
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(source).units().get(0);
            Files.delete(file);
            try (Snapshot snapshot = snapshotter.take(unit)) {
                assertThat(snapshot.files()).isEmpty();
            }
        }
    }

    @Test
    void aFileThatBecameALinkIsNotFollowed() throws Exception {
        Path secret = Files.writeString(temp.resolve("outside"), "secret");
        Path file = Files.writeString(source.resolve("file"), "mine");
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(source).units().get(0);
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
            try (Snapshot snapshot = snapshotter.take(unit)) {
                assertThat(snapshot.files()).isEmpty();
            }
        }
    }

    @Test
    void aFileThatBecameALinkAfterItWasHashedIsNotSent() throws Exception {
        Path same = Files.writeString(temp.resolve("outside"), "mine");
        Path file = Files.writeString(source.resolve("file"), "mine");
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(source).units().get(0))) {
            Files.delete(file);
            Files.createSymbolicLink(file, same);
            assertThatThrownBy(() -> content(snapshot.files().get(0))).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Timeout(60)
    void aPipeIsLeftOutAndNeverWaitedFor() throws Exception {
        Path pipe = source.resolve("pipe");
        assumeTrue(make("mkfifo", pipe), "there are no pipes here");
        Path file = Files.writeString(source.resolve("file"), "content");
        try (Snapshotter snapshotter = snapshotter()) {
            SourceContents contents = snapshotter.scan(source);
            assertThat(contents.units()).extracting(SnapshotUnit::path).containsExactly("file");
            assertThat(contents.unread()).isEmpty();
            Files.delete(file);
            assertThat(make("mkfifo", file)).isTrue();
            try (Snapshot snapshot = snapshotter.take(contents.units().get(0))) {
                assertThat(snapshot.files()).isEmpty();
            }
            assertThatThrownBy(() -> snapshotter.scan(pipe)).hasMessageContaining("neither a file nor a directory");
        }
    }

    private static boolean make(String tool, Path path) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(tool, path.toString()).start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aFileThatOnlyGrowsIsTakenAsItWas() throws Exception {
        Path file = Files.writeString(source.resolve("session.jsonl"), "first\n");
        WatchedFileSystem system = new WatchedFileSystem(source.getFileSystem());
        system.watch((operation, path) -> {
            if (operation.equals("newByteChannel")) {
                Files.writeString(file, "more\n", StandardOpenOption.APPEND);
            }
        });
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot = snapshotter.take(
                        snapshotter.scan(system.watched(source)).units().get(0))) {
            assertThat(content(snapshot.files().get(0))).isEqualTo("first\n");
            assertThat(Files.readString(file)).startsWith("first\nmore\nmore\n");
        }
    }

    @Test
    void aFileThatIsAlwaysWrittenAnewIsBusy() throws Exception {
        Path file = Files.writeString(source.resolve("state.json"), "0");
        WatchedFileSystem system = new WatchedFileSystem(source.getFileSystem());
        system.watch((operation, path) -> {
            if (operation.equals("newByteChannel")) {
                Files.writeString(file, Files.readString(file).length() > 1 ? "1" : "22");
            }
        });
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(system.watched(source)).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isTrue();
                        assertThat(failure.sentence()).contains(file.toString()).contains("busy");
                    });
        }
    }
}
