package dev.holdfast.sync.storage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moving and deleting, and that both last. */
class LocalMovesTest {
    @TempDir
    Path temp = Path.of("");

    private final WatchedFileSystem watched = new WatchedFileSystem(FileSystems.getDefault());
    private final List<String> events = new ArrayList<>();

    private LocalStorage watchedStorage() throws IOException {
        Path root = temp.toRealPath();
        watched.watch((operation, path) -> {
            if (operation.equals("newFileChannel") && Files.isDirectory(path)) {
                events.add("sync " + root.relativize(path));
            }
            if (operation.equals("move") || operation.equals("delete") || operation.equals("createLink")) {
                events.add(operation + " " + root.relativize(path));
            }
        });
        return new LocalStorage(watched.watched(root));
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMovedFileIsTheSameFileUnderItsNewKey(boolean hardLinks) throws Exception {
        LocalStorage storage = new LocalStorage(temp, false, hardLinks, ListedNames.WINDOW);
        StoredObject original = storage.put("a/k", text("one"), PutOptions.DEFAULT);
        StoredObject moved = storage.move("a/k", "b/c/l", Precondition.NONE);
        StoredObject again = storage.move("b/c/l", "d", Precondition.ABSENT);
        assertThat(moved).isEqualTo(original.at("b/c/l"));
        assertThat(again).isEqualTo(original.at("d"));
        assertThat(original.identity()).isPresent();
        assertThat(storage.stat("d")).contains(again);
        assertThat(storage.stat("a/k")).isEmpty();
        assertThat(storage.stat("b/c/l")).isEmpty();
        assertThat(temp.resolve("a")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMoveThatMustNotReplaceLeavesBothAsTheyWere(boolean hardLinks) throws Exception {
        LocalStorage storage = new LocalStorage(temp, false, hardLinks, ListedNames.WINDOW);
        storage.put("k", text("one"), PutOptions.DEFAULT);
        storage.put("l", text("two"), PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.move("k", "l", Precondition.ABSENT))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(temp.resolve("k")).hasContent("one");
        assertThat(temp.resolve("l")).hasContent("two");
        storage.move("k", "l", Precondition.NONE);
        assertThat(temp.resolve("k")).doesNotExist();
        assertThat(temp.resolve("l")).hasContent("one");
    }

    @Test
    void whatCannotBeMovedSaysWhy() throws Exception {
        LocalStorage storage = new LocalStorage(temp);
        storage.put("k", text("one"), PutOptions.DEFAULT);
        storage.put("dir/x", text("two"), PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.move("nothing", "l", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.move("dir", "l", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.move("k", "k", Precondition.NONE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThatThrownBy(() -> storage.move("k", "dir", Precondition.NONE))
                .isInstanceOf(StorageException.Permanent.class);
        assertThatThrownBy(() -> storage.move("k", "dir", Precondition.ABSENT))
                .isInstanceOf(StorageException.Permanent.class);
        assertThatThrownBy(() -> storage.move("k", "k/below", Precondition.NONE))
                .isInstanceOf(StorageException.Permanent.class);
        assertThatIllegalArgumentException().isThrownBy(() -> storage.move("k", "l", Precondition.matches("v")));
        assertThat(temp.resolve("k")).hasContent("one");
        assertThat(temp.resolve("dir/x")).hasContent("two");
    }

    @Test
    void aMoveOntoAnotherLinkToTheSameFileLeavesOnlyTheNewName() throws Exception {
        LocalStorage storage = new LocalStorage(temp);
        storage.put("k", text("one"), PutOptions.DEFAULT);
        Files.createLink(temp.resolve("l"), temp.resolve("k"));
        storage.move("k", "l", Precondition.NONE);
        assertThat(temp.resolve("k")).doesNotExist();
        assertThat(temp.resolve("l")).hasContent("one");
    }

    @Test
    void theNewNameIsOnDiskBeforeTheOldOneGoes() throws Exception {
        LocalStorage storage = watchedStorage();
        storage.put("a/k", text("one"), PutOptions.DEFAULT);
        storage.putFolder("b/");
        events.clear();
        storage.move("a/k", "b/k", Precondition.NONE);
        assertThat(events).containsExactly("move a/k", "sync b", "sync a");
        events.clear();
        storage.move("b/k", "a/k", Precondition.ABSENT);
        assertThat(events).containsExactly("createLink a/k", "sync a", "delete b/k", "sync b");
    }

    @Test
    void aBatchOfDeletesSyncsEachDirectoryOnce() throws Exception {
        LocalStorage storage = watchedStorage();
        List<String> keys = IntStream.range(0, 20)
                .mapToObj(i -> (i % 2 == 0 ? "a/" : "b/c/") + i)
                .toList();
        for (String key : keys) {
            storage.put(key, text(key), PutOptions.DEFAULT);
        }
        events.clear();
        storage.deleteAll(keys);
        assertThat(events)
                .filteredOn(event -> event.startsWith("sync"))
                .containsExactlyInAnyOrder("sync a", "sync b/c");
        assertThat(temp.resolve("a")).isEmptyDirectory();
        assertThat(temp.resolve("b/c")).isEmptyDirectory();
        events.clear();
        storage.deleteAll(List.of());
        assertThat(events).isEmpty();
    }

    /** Otherwise one that failed at the sync would, tried again, claim what it never did. */
    @Test
    void aDeleteIsSyncedAlsoWhenTheFileIsGoneAlready() throws Exception {
        LocalStorage storage = watchedStorage();
        storage.put("a/k", text("one"), PutOptions.DEFAULT);
        events.clear();
        storage.delete("a/k");
        storage.delete("a/k");
        assertThat(events).containsExactly("delete a/k", "sync a", "sync a");
    }

    @Test
    void anObjectInANewDirectoryIsAcknowledgedOnlyWhenTheDirectoryIsOnDisk() throws Exception {
        LocalStorage storage = watchedStorage();
        boolean[] failing = {true};
        watched.watch((operation, path) -> {
            if (failing[0] && operation.equals("newFileChannel") && path.equals(temp.toRealPath())) {
                throw new IOException("the disk does not answer");
            }
        });
        Files.createDirectory(temp.resolve(".holdfast-tmp"));
        assertThatThrownBy(() -> storage.put("a/k", text("one"), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.class);
        failing[0] = false;
        assertThat(temp.resolve("a")).isEmptyDirectory();
        events.clear();
        new LocalStorage(watched.watched(temp.toRealPath())).put("a/k", text("one"), PutOptions.DEFAULT);
        assertThat(events).filteredOn(event -> event.startsWith("sync")).containsExactly("sync ", "sync a");
    }
}
