package dev.holdfast.sync.storage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else may have put into the folder. */
class LocalHostileDiskTest {
    private static final Content CONTENT = Content.of("mine".getBytes(UTF_8));
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    @TempDir
    Path temp = Path.of("");

    private Path root = Path.of("");
    private Path outside = Path.of("");
    private LocalStorage storage = new LocalStorage(root);

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        storage = new LocalStorage(root);
    }

    private List<String> listed() throws StorageException {
        ListPage page = storage.list("", Depth.ALL, "", 1000);
        assertThat(page.next()).isEmpty();
        return page.objects().stream().map(StoredObject::key).toList();
    }

    private String read(String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private void assertOutsideUntouched() throws IOException {
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there).containsExactly(outside.resolve("secret"));
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    private static boolean ran(Path directory, String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // This platform has no such command.
        }
    }

    @Test
    void linksInTheWayAreRefusedByEveryOperation() throws Exception {
        Files.createSymbolicLink(root.resolve("dir"), outside);
        Files.createSymbolicLink(root.resolve("up"), Path.of("..", "outside"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(root.resolve("real/back"), Path.of(".."));
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        for (String link : List.of("dir", "up", "loop", "real/back")) {
            String below = link + "/secret";
            assertDenied(() -> storage.put(below, CONTENT, PutOptions.DEFAULT));
            assertDenied(() -> storage.put(below, CONTENT, CREATE));
            assertDenied(() -> storage.open(below).close());
            assertDenied(() -> storage.stat(below));
            assertDenied(() -> storage.delete(below));
            assertDenied(() -> storage.move(below, "l", Precondition.NONE));
            assertDenied(() -> storage.move("k", below, Precondition.NONE));
            assertDenied(() -> storage.move("k", below, Precondition.ABSENT));
            assertDenied(() -> storage.putFolder(link + "/new/"));
            assertDenied(() -> storage.list(link + "/", Depth.ALL, "", 10));
            storage.deleteFolder(link + "/");
            assertThat(root.resolve(link)).isSymbolicLink();
        }
        assertThat(listed()).containsExactly("k");
        assertOutsideUntouched();
    }

    private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.Denied.class).hasMessageContaining("symbolic link");
    }

    @Test
    void aLinkWhereAFileShouldBeIsNoObjectAndIsOnlyEverReplacedItself() throws Exception {
        for (String key : List.of("put", "move", "absent", "left")) {
            Files.createSymbolicLink(root.resolve(key), outside.resolve("secret"));
        }
        assertThat(listed()).isEmpty();
        assertThat(storage.stat("left")).isEmpty();
        assertThatThrownBy(() -> storage.move("left", "moved", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        storage.put("put", CONTENT, PutOptions.DEFAULT);
        storage.put("k", CONTENT, PutOptions.DEFAULT);
        storage.move("k", "move", Precondition.NONE);
        assertThatThrownBy(() -> storage.put("absent", CONTENT, CREATE)).isInstanceOf(StorageException.Permanent.class);
        assertThat(listed()).containsExactly("move", "put");
        assertOutsideUntouched();
    }

    /** The real directory and a link to the outside change places all the time. */
    @Test
    void aDirectorySwappedForALinkInBetweenLeadsNobodyOut() throws Exception {
        Path dir = Files.createDirectory(root.resolve("dir"));
        Files.writeString(dir.resolve("secret"), "public");
        Files.writeString(outside.resolve("secret"), "the secret");
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            while (!stop.get()) {
                swap(dir);
            }
        });
        int[] outcomes = new int[2];
        swapper.start();
        try {
            for (int i = 0; i < 3_000 || (outcomes[0] == 0 || outcomes[1] == 0); i++) {
                outcomes[attempt(i)]++;
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there).containsExactly(outside.resolve("secret"));
        }
        assertThat(outside.resolve("secret")).hasContent("the secret");
    }

    private void swap(Path dir) {
        Path aside = temp.resolve("aside");
        try {
            Files.move(dir, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(dir, outside);
            Thread.onSpinWait();
            Files.delete(dir);
            Files.move(aside, dir, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // A put made the directory anew in the instant in which neither was there.
            restore(dir, aside);
        }
    }

    private static void restore(Path dir, Path aside) {
        try {
            if (Files.exists(aside)) {
                Files.deleteIfExists(dir.resolve("new"));
                Files.deleteIfExists(dir);
                Files.move(aside, dir, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // Tried again in the next turn.
        }
    }

    /** 0 when it went through, 1 when it was refused. */
    private int attempt(int turn) throws IOException {
        try {
            // Those that wait for the disk come seldom.
            switch (turn % 30) {
                case 1 -> storage.put("dir/new", CONTENT, PutOptions.DEFAULT);
                case 2 -> storage.delete("dir/new");
                case 3 -> storage.move("dir/secret", "elsewhere", Precondition.NONE);
                case 4 -> storage.move("elsewhere", "dir/secret", Precondition.NONE);
                case 5, 6, 7, 8 ->
                    assertThat(storage.list("", Depth.ALL, "", 10).objects())
                            .allMatch(object -> !object.key().endsWith("secret") || object.size() == 6);
                case 9, 10, 11, 12 ->
                    assertThat(storage.stat("dir/secret")
                                    .map(StoredObject::size)
                                    .orElse(6L))
                            .isEqualTo(6);
                default -> assertThat(read("dir/secret")).isEqualTo("public");
            }
            return 0;
        } catch (StorageException e) {
            return 1;
        }
    }

    @Test
    void pipesAreNoObjectsAndNobodyWaitsForThem() throws Exception {
        assumeTrue(ran(root, "mkfifo", "pipe", "replaced"), "no mkfifo here");
        assertThat(listed()).isEmpty();
        assertThat(storage.stat("pipe")).isEmpty();
        assertThat(storage.stat("pipe/below")).isEmpty();
        assertThatThrownBy(() -> storage.open("pipe").close()).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.open("pipe/below").close()).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.put("pipe/below", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Permanent.class);
        assertThatThrownBy(() -> storage.put("pipe", CONTENT, CREATE)).isInstanceOf(StorageException.Permanent.class);
        storage.delete("pipe");
        assertThat(root.resolve("pipe")).exists();
        storage.put("replaced", CONTENT, PutOptions.DEFAULT);
        assertThat(read("replaced")).isEqualTo("mine");
    }

    @Test
    void aDirectoryThatMayNotBeReadIsDeniedAndNotTakenForEmpty() throws Exception {
        Path locked = Files.createDirectory(root.resolve("locked"));
        Files.writeString(locked.resolve("k"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(locked), "this user may read everything");
            assertThatThrownBy(() -> storage.list("", Depth.ALL, "", 10))
                    .isInstanceOf(StorageException.Denied.class)
                    .hasMessageContaining(locked.toString());
            assertThatThrownBy(() -> storage.stat("locked/k")).isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.open("locked/k").close()).isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.delete("locked/k")).isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.put("locked/l", CONTENT, PutOptions.DEFAULT))
                    .isInstanceOf(StorageException.Denied.class);
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsDenied() throws Exception {
        storage.put("locked/k", CONTENT, PutOptions.DEFAULT);
        Path locked = root.resolve("locked");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
        try {
            assumeFalse(Files.isWritable(locked), "this user may write everywhere");
            assertThatThrownBy(() -> storage.put("locked/l", CONTENT, PutOptions.DEFAULT))
                    .isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.put("locked/l", CONTENT, CREATE))
                    .isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.delete("locked/k")).isInstanceOf(StorageException.Denied.class);
            assertThatThrownBy(() -> storage.move("locked/k", "l", Precondition.NONE))
                    .isInstanceOf(StorageException.Denied.class);
            assertThat(read("locked/k")).isEqualTo("mine");
            assertThat(listed()).containsExactly("locked/k");
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void namesThatNoKeyCanHaveAreNotListed() throws Exception {
        for (String name :
                List.of("a\nb", "a\tb", "back\\slash", "dot.", "space ", "nul", "COM1.txt", "\u200b", "C:x")) {
            Files.writeString(root.resolve(name), "x");
        }
        Files.createDirectory(root.resolve("dir "));
        Files.writeString(root.resolve("dir /x"), "x");
        assumeTrue(ran(root, "sh", "-c", "touch \"$(printf 'bad\\377name')\" && mkdir \"$(printf 'dir\\377')\""));
        assumeTrue(ran(root, "sh", "-c", "touch \"$(printf 'dir\\377')/below\""));
        storage.put("good", CONTENT, PutOptions.DEFAULT);
        assertThat(listed()).containsExactly("good");
        assertThat(storage.list("", Depth.ONE_LEVEL, "", 10).folders()).isEmpty();
        // The same letters in a real name are another file.
        storage.put("bad\ufffdname", CONTENT, PutOptions.DEFAULT);
        assertThat(listed()).containsExactly("bad\ufffdname", "good");
    }

    @Test
    void aTreeThatIsDeeperThanAnyKeyIsListedAsFarAsKeysGo() throws Exception {
        Files.createFile(Files.createDirectories(root.resolve("d/".repeat(600))).resolve("k"));
        storage.put("d/d/d/k", CONTENT, PutOptions.DEFAULT);
        assertThat(listed()).containsExactly("d/d/d/k");
        Files.delete(root.resolve("d/".repeat(600)).resolve("k"));
        Files.delete(root.resolve("d/d/d/k"));
        for (int depth = 600; depth > 0; depth--) {
            Files.delete(root.resolve("d/".repeat(depth)));
        }
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsNotTakenForWhole() throws Exception {
        Files.write(root.resolve("k"), new byte[100_000]);
        assertChangeIsNoticed(
                () -> Files.write(root.resolve("k"), new byte[5], java.nio.file.StandardOpenOption.APPEND));
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsNotTakenForWhole() throws Exception {
        Files.write(root.resolve("k"), new byte[100_000]);
        assertChangeIsNoticed(() -> {
            try (var channel =
                    java.nio.channels.FileChannel.open(root.resolve("k"), java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(50_000);
            }
        });
    }

    @Test
    void aFileThatIsWrittenIntoWhileItIsReadIsNotTakenForWhole() throws Exception {
        Files.write(root.resolve("k"), new byte[100_000]);
        Files.setLastModifiedTime(root.resolve("k"), java.nio.file.attribute.FileTime.fromMillis(1));
        assertChangeIsNoticed(
                () -> Files.write(root.resolve("k"), new byte[5], java.nio.file.StandardOpenOption.WRITE));
    }

    private void assertChangeIsNoticed(Change change) throws IOException {
        try (InputStream in = storage.open("k")) {
            assertThat(in.readNBytes(10_000)).hasSize(10_000);
            change.make();
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(StorageException.Transient.class)
                    .hasMessageContaining("was changed while it was read");
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    @Test
    void aFileThatIsReplacedMovedOrDeletedWhileItIsReadIsReadToItsEnd() throws Exception {
        for (Change change : List.<Change>of(
                () -> storage.put("k", CONTENT, PutOptions.DEFAULT),
                () -> storage.move("k", "l", Precondition.NONE),
                () -> storage.delete("k"))) {
            Files.write(root.resolve("k"), new byte[100_000]);
            try (InputStream in = storage.open("k")) {
                assertThat(in.readNBytes(10_000)).hasSize(10_000);
                change.make();
                assertThat(in.readAllBytes()).hasSize(90_000);
            }
        }
    }

    @Test
    void aDirectoryInThePlaceOfAFileIsNamed() throws Exception {
        Files.createDirectory(root.resolve("k"));
        assertThat(storage.stat("k")).isEmpty();
        assertThatThrownBy(() -> storage.open("k").close()).isInstanceOf(StorageException.NotFound.class);
        for (PutOptions options : List.of(PutOptions.DEFAULT, CREATE)) {
            assertThatThrownBy(() -> storage.put("k", CONTENT, options))
                    .isInstanceOf(StorageException.Permanent.class)
                    .hasMessageContaining(root.resolve("k").toString())
                    .hasMessageContaining("move it away");
        }
        storage.delete("k");
        assertThat(root.resolve("k")).isDirectory();
    }

    @Test
    void contentWhoseSizeWasToldWronglyIsStoredAsItCame() throws Exception {
        for (long told : new long[] {0, 3, 5_000_000_000L}) {
            StoredObject stored = storage.put("k", Content.sized(told, CONTENT), PutOptions.DEFAULT);
            assertThat(stored.size()).isEqualTo(4);
            assertThat(read("k")).isEqualTo("mine");
        }
    }

    @Test
    void whatWasWrittenAndIsSweptAwayBeforeItsEndIsTransient() throws Exception {
        assertThatThrownBy(() -> storage.put(
                        "k",
                        () -> {
                            assertThat(new LocalStorage(root).sweep("", java.time.Duration.ZERO))
                                    .isOne();
                            return CONTENT.open();
                        },
                        PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class)
                .hasMessageContaining("try again");
        assertThat(storage.stat("k")).isEmpty();
        assertThatThrownBy(() -> Files.readString(root.resolve("k"))).isInstanceOf(NoSuchFileException.class);
    }
}
