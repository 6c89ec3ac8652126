package dev.holdfast.sync.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
    private static final Content CONTENT = Content.of(new byte[] {1, 2, 3});

    @TempDir
    Path temp = Path.of("");

    @Test
    void aDiskThatIsNotMountedIsNotTakenForAnEmptyFolder() {
        LocalStorage storage = new LocalStorage(temp.resolve("mount/backup"));
        assertThatThrownBy(() -> storage.put("k", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class)
                .hasMessageContaining("mount");
        assertThatThrownBy(() -> storage.stat("k")).isInstanceOf(StorageException.Transient.class);
        assertThatThrownBy(() -> storage.probe(Duration.ofSeconds(1))).isInstanceOf(StorageException.Transient.class);
        assertThat(temp.resolve("mount")).doesNotExist();
    }

    @Test
    void theEmbeddedFolderIsMadeWithWhatIsAroundIt() throws Exception {
        LocalStorage storage = LocalStorage.embedded(temp.resolve("home/remote"));
        storage.probe(Duration.ofSeconds(1));
        assertThat(storage.stat("k")).isEmpty();
        assertThat(temp.resolve("home")).doesNotExist();
        storage.put("a/k", CONTENT, PutOptions.DEFAULT);
        assertThat(temp.resolve("home/remote/a/k")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void aLinkInTheFolderLeadsNowhere() throws Exception {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Path root = Files.createDirectories(temp.resolve("root"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("dir"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        LocalStorage storage = new LocalStorage(root);
        assertThatThrownBy(() -> storage.put("dir/x", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Denied.class);
        assertThatThrownBy(() -> storage.open("dir/secret").close()).isInstanceOf(StorageException.Denied.class);
        assertThatThrownBy(() -> storage.open("file").close()).isInstanceOf(StorageException.NotFound.class);
        assertThat(storage.stat("file")).isEmpty();
        storage.delete("file");
        storage.put("file", CONTENT, PutOptions.DEFAULT);
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside).isDirectoryNotContaining("glob:**/x").isDirectoryContaining("glob:**/secret");
        assertThat(storage.list("", Depth.ALL, "", 10).objects())
                .extracting(StoredObject::key)
                .containsExactly("file");
    }

    @Test
    void whatACrashLeftIsNotListedAndGoesAfterADay() throws Exception {
        Path leftovers = Files.createDirectories(temp.resolve(".holdfast-tmp"));
        Path old = Files.writeString(leftovers.resolve("old.tmp"), "half");
        Path fresh = Files.writeString(leftovers.resolve("fresh.tmp"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        LocalStorage storage = new LocalStorage(temp);
        assertThat(storage.list("", Depth.ALL, "", 10).objects()).isEmpty();
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void aSweepTakesWhatIsIdleBelowThePrefixAndNothingElse() throws Exception {
        LocalStorage storage = new LocalStorage(temp);
        storage.put("a/b/object", CONTENT, PutOptions.DEFAULT);
        List<String> keys = List.of("top", "a/one", "a/b/two", "b/three", "ab/four", "a/".repeat(40) + "deep");
        for (String key : keys) {
            leaveBehind(key);
        }
        assertThat(storage.sweep("", Duration.ofHours(1))).isZero();
        assertThat(storage.sweep("c/", Duration.ZERO)).isZero();
        assertThat(storage.sweep("a/b/", Duration.ZERO)).isOne();
        assertThat(storage.sweep("a/".repeat(20), Duration.ZERO)).isOne();
        assertThat(storage.sweep("a/", Duration.ZERO)).isOne();
        assertThat(storage.sweep("", Duration.ZERO)).isEqualTo(3);
        assertThat(temp.resolve(".holdfast-tmp")).isEmptyDirectory();
        assertThat(temp.resolve("a/b/object")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    /** Puts what a failing put had begun back where it was, as if its process had been killed. */
    private void leaveBehind(String key) throws Exception {
        Set<Path> before = leftovers();
        Set<Path> begun = new HashSet<>();
        Content content = () -> {
            begun.addAll(leftovers());
            throw new IOException("killed");
        };
        assertThatThrownBy(() -> new LocalStorage(temp).put(key, content, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class);
        begun.removeAll(before);
        assertThat(begun).hasSize(1);
        for (Path file : begun) {
            Files.writeString(file, "half");
        }
    }

    private Set<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve(".holdfast-tmp"))) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void aSweepOfNothingMakesNothing() throws Exception {
        LocalStorage storage = new LocalStorage(temp.resolve("root"));
        assertThat(storage.sweep("", Duration.ZERO)).isZero();
        assertThat(temp.resolve("root")).doesNotExist();
        Files.createDirectory(temp.resolve("root"));
        assertThat(storage.sweep("a/", Duration.ZERO)).isZero();
        assertThat(temp.resolve("root")).isEmptyDirectory();
    }

    @Test
    void createOnlyHoldsAlsoWithoutHardLinks() throws Exception {
        LocalStorage storage = new LocalStorage(temp, false, false, ListedNames.WINDOW);
        PutOptions create = PutOptions.DEFAULT.with(Precondition.ABSENT);
        storage.put("k", CONTENT, create);
        assertThatThrownBy(() -> storage.put("k", Content.of(new byte[0]), create))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(temp.resolve("k")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void aFileWhereAFolderIsNeededIsNamed() throws Exception {
        LocalStorage storage = new LocalStorage(temp);
        storage.put("a", CONTENT, PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.put("a/b", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Permanent.class);
        storage.put("dir/x", CONTENT, PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.put("dir", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Permanent.class);
        assertThat(temp.resolve("dir/x")).exists();
    }
}
