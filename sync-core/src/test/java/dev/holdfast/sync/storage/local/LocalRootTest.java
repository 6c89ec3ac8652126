package dev.holdfast.sync.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root that is not what it should be: the type and the sentence of every operation. */
class LocalRootTest {
    private static final Content CONTENT = Content.of(new byte[] {1, 2, 3});

    @TempDir
    Path temp = Path.of("");

    private static Map<String, ThrowingCallable> operations(LocalStorage storage) {
        Map<String, ThrowingCallable> operations = new LinkedHashMap<>();
        operations.put("put", () -> storage.put("k", CONTENT, PutOptions.DEFAULT));
        operations.put("putFolder", () -> storage.putFolder("f/"));
        operations.put("deleteFolder", () -> storage.deleteFolder("f/"));
        operations.put("open", () -> storage.open("k").close());
        operations.put("stat", () -> storage.stat("k"));
        operations.put("list", () -> storage.list("", Depth.ALL, "", 10));
        operations.put("delete", () -> storage.delete("k"));
        operations.put("deleteAll", () -> storage.deleteAll(List.of("a/k", "b/k")));
        operations.put("move", () -> storage.move("k", "l", Precondition.NONE));
        operations.put("sweep", () -> storage.sweep("", Duration.ZERO));
        operations.put("probe", () -> storage.probe(Duration.ofSeconds(1)));
        return operations;
    }

    private static void assertAllFail(LocalStorage storage, Class<? extends Throwable> type, String sentencePart) {
        operations(storage)
                .forEach((name, operation) -> assertThatThrownBy(operation)
                        .as(name)
                        .isInstanceOf(type)
                        .hasMessageContaining(sentencePart));
    }

    @Test
    void aRootThatIsAFileIsNamed() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "mine");
        assertAllFail(new LocalStorage(file), StorageException.Permanent.class, file + " is not a folder");
        assertAllFail(LocalStorage.embedded(file), StorageException.Permanent.class, file + " is not a folder");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aRootBelowAFileIsNotThere() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "mine");
        LocalStorage storage = new LocalStorage(file.resolve("root"));
        assertAllFail(storage, StorageException.Transient.class, "is not there: mount its disk");
    }

    @Test
    void aRootThatIsALinkIntoADiskThatIsNotMountedIsNotThere() throws Exception {
        Path root = Files.createSymbolicLink(temp.resolve("root"), temp.resolve("mount/backup"));
        assertAllFail(new LocalStorage(root), StorageException.Transient.class, "is not there: mount its disk");
        Files.createDirectories(temp.resolve("mount/backup"));
        new LocalStorage(root).put("k", CONTENT, PutOptions.DEFAULT);
        assertThat(temp.resolve("mount/backup/k")).exists();
    }

    @Test
    void aRootThatGoesAwayIsNotTakenForAnEmptyOneAndNotMadeAgain() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        LocalStorage storage = new LocalStorage(root);
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        Files.move(root, temp.resolve("unmounted"));
        assertAllFail(storage, StorageException.Transient.class, "is not there: mount its disk");
        assertThat(root).doesNotExist();
        Files.move(temp.resolve("unmounted"), root);
        assertThat(storage.stat("k")).isPresent();
    }

    @Test
    void anEmptyMountPointThatAppearsInsteadIsNoticed() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        LocalStorage storage = new LocalStorage(root);
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        Files.move(root, temp.resolve("unmounted"));
        Files.createDirectory(root);
        assertAllFail(storage, StorageException.Transient.class, "Another folder than before is at " + root);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aRootThatGoesAwayDuringACallIsNotTakenForAnAnswer() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        WatchedFileSystem watched = new WatchedFileSystem(FileSystems.getDefault());
        LocalStorage storage = new LocalStorage(watched.watched(root));
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        watched.watch((operation, path) -> {
            if (operation.equals("readAttributes") && path.endsWith("k") && Files.exists(root)) {
                Files.move(root, temp.resolve("unmounted"));
            }
        });
        for (String name : List.of("stat", "open", "move")) {
            ThrowingCallable operation = operations(storage).getOrDefault(name, () -> {});
            assertThatThrownBy(operation).as(name).isInstanceOf(StorageException.Transient.class);
            Files.move(temp.resolve("unmounted"), root);
        }
    }

    @Test
    void aRootThatMayNotBeReadIsDenied() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        WatchedFileSystem watched = new WatchedFileSystem(FileSystems.getDefault());
        watched.watch((operation, path) -> {
            if (path.startsWith(root)) {
                throw new AccessDeniedException(path.toString());
            }
        });
        assertAllFail(
                new LocalStorage(watched.watched(root)), StorageException.Denied.class, "give this user the right");
    }

    @Test
    void aRootThatMayNotBeWrittenIsDeniedToWritersAlone() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        Files.createDirectory(root.resolve("f"));
        Files.write(root.resolve("k"), new byte[] {1});
        WatchedFileSystem watched = new WatchedFileSystem(FileSystems.getDefault());
        watched.watch((operation, path) -> {
            if (List.of("createDirectory", "move", "delete", "createLink").contains(operation)) {
                throw new AccessDeniedException(path.toString());
            }
        });
        LocalStorage storage = new LocalStorage(watched.watched(root));
        Map<String, ThrowingCallable> operations = operations(storage);
        operations.keySet().removeAll(List.of("putFolder", "sweep", "probe", "deleteAll"));
        operations.put("putFolder", () -> storage.putFolder("new/"));
        for (String name : List.of("stat", "list", "open")) {
            ThrowingCallable operation = operations.remove(name);
            assertThat(operation).isNotNull();
            org.assertj.core.api.Assertions.assertThatCode(operation).doesNotThrowAnyException();
        }
        operations.forEach((name, operation) -> assertThatThrownBy(operation)
                .as(name)
                .isInstanceOf(StorageException.Denied.class)
                .hasMessageContaining("give this user the right"));
    }
}
