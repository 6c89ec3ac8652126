package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every hostile name through every operation, beside a tree that has to stay as it is. */
abstract class HostileNamesSuite {
    @TempDir
    Path temp = Path.of("");

    private StorageClient storage = new MemoryStorage();
    private Map<String, String> before = Map.of();

    /** Gives an empty storage; one that keeps files keeps them in this folder. */
    protected abstract StorageClient emptyStorage(Path root) throws Exception;

    @BeforeEach
    void open() throws Exception {
        for (String name : List.of("x", "a/x", "etc/passwd", "server/share", "holdfast/x")) {
            Path file = temp.resolve("around").resolve(name);
            Files.createDirectories(Files.createDirectories(file).getParent());
            Files.delete(file);
            Files.writeString(file, "keep " + name);
        }
        Path root = Files.createDirectory(temp.resolve("around/root"));
        before = Trees.describe(temp, root);
        storage = emptyStorage(root);
    }

    @AfterEach
    void nothingAroundWasTouched() throws Exception {
        storage.close();
        assertThat(Trees.describe(temp, temp.resolve("around/root"))).isEqualTo(before);
    }

    @Test
    void keysThatNoStorageTakesAreRefusedByEveryOperation() throws Exception {
        storage.put("there", text("there"), PutOptions.DEFAULT);
        for (String key : HostileNames.keys()) {
            assertRefused(key, () -> storage.put(key, text("x"), PutOptions.DEFAULT));
            assertRefused(key, () -> storage.open(key).close());
            assertRefused(key, () -> storage.open(key, 0, 1).close());
            assertRefused(key, () -> storage.stat(key));
            assertRefused(key, () -> storage.delete(key));
            assertRefused(key, () -> storage.deleteAll(List.of("there", key)));
            assertRefused(key, () -> storage.move("there", key, Precondition.NONE));
            assertRefused(key, () -> storage.move(key, "elsewhere", Precondition.NONE));
            assertPrefixRefused(key + "/");
        }
        assertThat(keys()).containsExactly("there");
        assertThat(read("there")).isEqualTo("there");
    }

    private void assertPrefixRefused(String prefix) {
        assertRefused(prefix, () -> storage.putFolder(prefix));
        assertRefused(prefix, () -> storage.deleteFolder(prefix));
        assertRefused(prefix, () -> storage.list(prefix, Depth.ALL, "", 10));
        assertRefused(prefix, () -> storage.sweep(prefix, Duration.ZERO));
    }

    @Test
    void whereAListingBeginsLeadsNowhereElse() throws Exception {
        storage.put("m", text("m"), PutOptions.DEFAULT);
        for (String after : HostileNames.keys()) {
            assertThat(listedAfter(after)).as(after).isSubsetOf("m");
        }
    }

    private List<String> listedAfter(String after) {
        try {
            return storage.list("", Depth.ALL, after, 10).objects().stream()
                    .map(StoredObject::key)
                    .toList();
        } catch (StorageException e) {
            return List.of(); // It is nothing that a page ever told, so a storage may refuse it.
        }
    }

    @Test
    void oddKeysAreKeptAsTheyAre() throws Exception {
        for (String key : HostileNames.oddButValid()) {
            storage.put(key, text(key), PutOptions.DEFAULT);
            liveThrough(key);
        }
    }

    @Test
    void keysThatSomeFileSystemsCannotHoldAreKeptAsTheyAreOrRefused() throws Exception {
        for (String key : HostileNames.perhapsTaken()) {
            if (isTaken(key)) {
                liveThrough(key);
            } else {
                assertThat(keys()).as(key).isEmpty();
            }
        }
    }

    /** An object of this key is there, alone: every operation has to mean it. */
    private void liveThrough(String key) throws IOException {
        assertThat(keys()).containsExactly(key);
        assertThat(read(key)).isEqualTo(key);
        assertThat(storage.stat(key)).get().matches(object -> object.key().equals(key));
        storage.move(key, "moved/away", Precondition.NONE);
        assertThat(keys()).containsExactly("moved/away");
        storage.move("moved/away", key, Precondition.NONE);
        assertThat(read(key)).isEqualTo(key);
        storage.delete(key);
        assertThat(keys()).as(key).isEmpty();
        storage.deleteFolder("moved/");
        asFolder(key);
    }

    private void asFolder(String key) throws StorageException {
        String prefix = key + "/";
        storage.putFolder(prefix);
        String parent = key.substring(0, key.lastIndexOf('/') + 1);
        assertThat(Listing.folders(storage, parent)).contains(prefix);
        storage.deleteFolder(prefix);
        assertThat(Listing.folders(storage, parent)).doesNotContain(prefix);
    }

    @Test
    void twinsAreTwoObjectsOrTheSecondIsRefused() throws Exception {
        for (HostileNames.Twins twins : HostileNames.twins()) {
            between(twins.first(), twins.second());
            if (isTaken(twins.second())) {
                storage.delete(twins.second());
                between(twins.second(), twins.first());
            }
        }
    }

    private void between(String present, String twin) throws IOException {
        storage.put(present, text(present), PutOptions.DEFAULT);
        assertThat(storage.stat(twin)).as(twin).isEmpty();
        assertThatThrownBy(() -> storage.open(twin).close()).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.move(twin, "elsewhere", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        storage.delete(twin);
        storage.deleteAll(List.of(twin));
        assertThat(read(present)).isEqualTo(present);
        if (isTaken(twin)) {
            assertThat(keys()).as(twin).containsExactlyInAnyOrder(present, twin);
            assertThat(read(twin)).isEqualTo(twin);
            storage.delete(twin);
        }
        storage.put("other", text("other"), PutOptions.DEFAULT);
        if (arrives("other", twin)) {
            storage.delete(twin);
        } else {
            storage.delete("other");
        }
        assertThat(keys()).containsExactly(present);
        assertThat(read(present)).isEqualTo(present);
        storage.delete(present);
    }

    private boolean isTaken(String key) throws StorageException {
        try {
            storage.put(key, text(key), PutOptions.DEFAULT);
            return true;
        } catch (StorageException.InvalidKey | StorageException.Permanent e) {
            return false;
        }
    }

    private boolean arrives(String from, String to) throws StorageException {
        try {
            storage.move(from, to, Precondition.NONE);
            return true;
        } catch (StorageException.InvalidKey | StorageException.Permanent e) {
            return false;
        }
    }

    private List<String> keys() throws StorageException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, "", Depth.ALL, object -> keys.add(object.key()));
        return keys;
    }

    private String read(String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private static void assertRefused(String key, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(() -> "key of " + key.length() + " characters: " + key.substring(0, Math.min(80, key.length())))
                .isInstanceOf(StorageException.InvalidKey.class);
    }
}
