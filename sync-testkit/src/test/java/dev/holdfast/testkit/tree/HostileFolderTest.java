package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.IgnoreRules;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import dev.holdfast.testkit.HostileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a folder may hold that would lead a careless program astray. */
@DisabledOnOs(OS.WINDOWS)
class HostileFolderTest {
    @TempDir
    private Path temp;

    private Path root = Path.of("");
    private Path outside = Path.of("");
    private FolderTree tree = new FolderTree(root, HashCache.inMemory(1), Duration.ofDays(1));

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        tree = new FolderTree(root, HashCache.inMemory(10), Duration.ofDays(1));
    }

    @AfterEach
    void nothingHappenedOutside() throws Exception {
        try (Stream<Path> names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("secret.txt"));
        }
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
        try (Stream<Path> names = Files.list(temp)) {
            assertThat(names).containsExactlyInAnyOrder(root, outside);
        }
    }

    @Test
    void aListOfWhatToIgnoreThatIsALinkStopsTheRun() throws Exception {
        Files.createDirectory(root.resolve("private"));
        Files.createSymbolicLink(root.resolve("private/.syncignore"), outside.resolve("secret.txt"));

        assertThatThrownBy(this::ignoreRules)
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("private/.syncignore");
    }

    @Test
    void aListOfWhatToIgnoreThatCantBeLookedAtStopsTheRun() {
        TreeListing listing = TreeListing.of(List.of()).unreadable(Set.of(".syncignore"));

        assertThatThrownBy(() -> IgnoreRules.of(List.of(), false).with(tree, listing, new CancelSignal()))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining(".syncignore");
    }

    @Test
    void aLinkOfThatNameInAnIgnoredDirectoryStopsNothing() throws Exception {
        Files.createDirectories(root.resolve("modules/deep"));
        Files.createSymbolicLink(root.resolve("modules/deep/.syncignore"), Path.of("nowhere"));
        Files.writeString(root.resolve(".syncignore"), "modules/");

        assertThat(ignoreRules().ignores("modules/deep", true)).isTrue();
    }

    private IgnoreRules ignoreRules() throws StorageException {
        return IgnoreRules.of(List.of(), false).with(tree, list(), new CancelSignal());
    }

    @Test
    void linksAreShownAndNeverFollowed() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createDirectory(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("dir/up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve("self"), Path.of("self"));

        TreeListing listing = list();

        assertThat(listing.entries())
                .filteredOn(entry -> entry.kind() == EntryKind.OTHER)
                .extracting(TreeEntry::path)
                .containsExactlyInAnyOrder("out", "file", "loop", "dir/up", "dangling", "self");
        assertThat(listing.entries()).hasSize(7);
        assertThat(listing.unreadable()).isEmpty();
        assertThat(tree.look("out/secret.txt")).isNull();
        assertThat(tree.look("loop/dir")).isNull();
    }

    @Test
    void nothingIsDoneThroughALink() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), outside);
        TreeEntry behind = tree.look("out/secret.txt");
        TreeEntry file = write("a.txt", null, "text");
        TreeEntry asIf =
                new TreeEntry("out/secret.txt", EntryKind.FILE, file.size(), file.modified(), null, null, null);

        assertThat(behind).isNull();
        assertRefused(() -> write("out/new.txt", null, "text"));
        assertRefused(() -> write("out/deep/new.txt", null, "text"));
        assertRefused(() -> write("out/secret.txt", asIf, "text"));
        assertRefused(() -> tree.trash(asIf));
        assertRefused(() -> tree.open(asIf));
        assertRefused(() -> tree.hashed(asIf, new CancelSignal()));
        assertRefused(() -> tree.move(file, "out/a.txt"));
        assertRefused(() -> tree.makeDirectory("out/dir"));
        assertThat(tree.removeDirectory("out/none")).isTrue();
    }

    @Test
    void aDirectoryThatTurnsIntoALinkWhileContentArrivesLeadsNobodyOut() throws Exception {
        Files.createDirectory(root.resolve("dir"));

        assertThatThrownBy(() -> tree.write(
                        "dir/new.txt",
                        null,
                        TreeContractSetup.described("text", TreeContractSetup.LONG_AGO),
                        () -> {
                            swapForALink("dir");
                            return TreeContractSetup.source("text").open();
                        },
                        TreeContractSetup.NOBODY,
                        new CancelSignal()))
                .isInstanceOf(StorageException.class);
    }

    private void swapForALink(String directory) throws StorageException {
        try {
            Files.move(root.resolve(directory), root.resolve(directory + "-was"));
            Files.createSymbolicLink(root.resolve(directory), outside);
        } catch (IOException e) {
            throw new StorageException.Permanent("The test can't go on.", e);
        }
    }

    @Test
    void aTrashThatIsALinkIsNotUsed() throws Exception {
        TreeEntry file = write("a.txt", null, "text");
        Files.createSymbolicLink(root.resolve(".holdfast-trash"), outside);

        assertRefused(() -> tree.trash(file));
        assertRefused(() -> write("a.txt", file, "other"));
        assertThat(root.resolve("a.txt")).hasContent("text");
        assertThat(tree.sweep()).isZero();
    }

    @Test
    void aFileThatTurnsIntoADirectoryIsNotTakenForIt() throws Exception {
        TreeEntry file = write("a", null, "text");
        Files.delete(root.resolve("a"));
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/b.txt"), "below");

        assertRefused(() -> tree.open(file));
        assertRefused(() -> write("a", file, "other"));
        assertRefused(() -> tree.trash(file));
        assertRefused(() -> tree.move(file, "c"));
        assertThat(tree.removeDirectory("a")).isFalse();
        assertThat(root.resolve("a/b.txt")).hasContent("below");
    }

    @Test
    void aDirectoryThatTurnsIntoAFileIsNotTakenForIt() throws Exception {
        TreeEntry below = write("a/b.txt", null, "below");
        Files.delete(root.resolve("a/b.txt"));
        Files.delete(root.resolve("a"));
        Files.writeString(root.resolve("a"), "a file");

        assertRefused(() -> tree.open(below));
        assertRefused(() -> write("a/b.txt", null, "other"));
        assertRefused(() -> tree.removeDirectory("a"));
        assertRefused(() -> tree.makeDirectory("a/b"));
        assertThat(root.resolve("a")).hasContent("a file");
    }

    @Test
    void whatCantBeReadIsNamedAndDoesNotCountAsGone() throws Exception {
        Path closed = Files.createDirectories(root.resolve("closed/inner"));
        Files.writeString(closed.resolve("a.txt"), "text");
        Files.writeString(root.resolve("closed.txt"), "text");
        Files.writeString(root.resolve("open.txt"), "text");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(root.resolve("closed.txt"), PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(root.resolve("closed.txt")), "this user may read everything");

            TreeListing listing = list();

            assertThat(listing.unreadable()).containsExactly("closed/inner");
            assertThat(listing.entries())
                    .extracting(TreeEntry::path)
                    .containsExactlyInAnyOrder("closed", "closed/inner", "closed.txt", "open.txt");
            TreeEntry file = Objects.requireNonNull(tree.look("closed.txt"));
            assertThatThrownBy(() -> tree.hashed(file, new CancelSignal()))
                    .isInstanceOf(StorageException.Unreadable.class);
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void namesThatAreNoTextAreNamedAndLeftAlone() throws Exception {
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'bad\\377name')\" good.txt")
                .directory(root.toFile())
                .start();
        assertThat(touch.waitFor()).isZero();

        TreeListing listing = list();

        assertThat(listing.entries()).extracting(TreeEntry::path).containsExactly("good.txt");
        assertThat(listing.unreadable()).singleElement().asString().startsWith("bad");
    }

    @Test
    void pathsLongerThanTheSystemTakesAreNamedAndLeftOut() throws Exception {
        String name = "x".repeat(200);
        Path deep = root;
        for (int i = 0; i < 15; i++) {
            deep = deep.resolve(name);
        }
        Files.createDirectories(deep);
        Path other = root.resolve("y".repeat(200));
        Path otherDeep = other;
        for (int i = 0; i < 14; i++) {
            otherDeep = otherDeep.resolve(name);
        }
        Files.createDirectories(otherDeep);
        Files.writeString(otherDeep.resolve("far.txt"), "far");
        Files.move(other, deep.resolve("y"));
        Files.writeString(root.resolve("near.txt"), "near");

        TreeListing listing = list();

        assertThat(listing.unreadable()).hasSize(1);
        assertThat(listing.entries())
                .extracting(TreeEntry::path)
                .contains("near.txt")
                .noneMatch(path -> path.endsWith("far.txt"));
        String tooLong = String.join("/", java.util.Collections.nCopies(30, name));
        assertThatThrownBy(() -> write(tooLong, null, "text")).isInstanceOf(StorageException.class);
        Files.move(deep.resolve("y"), other);
    }

    @Test
    void aNameThatIsTooLongIsRefusedAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> write("x".repeat(300), null, "text")).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> write("dir/" + "x".repeat(300) + "/a", null, "text"))
                .isInstanceOf(StorageException.class);
        assertThat(tree.sweep()).isZero();
        assertThat(list().entries()).extracting(TreeEntry::path).isSubsetOf("dir");
    }

    @Test
    void oddNamesAreKeptAsTheyAre() throws Exception {
        Set<String> names = new LinkedHashSet<>(HostileNames.oddButValid());
        names.addAll(HostileNames.perhapsTaken());
        Set<String> kept = new LinkedHashSet<>();
        for (String name : names) {
            if (isWritten(name)) {
                kept.add(name);
            }
        }

        assertThat(kept).hasSizeGreaterThan(names.size() * 9 / 10);
        assertThat(list().entries())
                .filteredOn(entry -> entry.kind() == EntryKind.FILE)
                .extracting(TreeEntry::path)
                .containsExactlyInAnyOrderElementsOf(kept);
        for (String name : kept) {
            try (InputStream in = tree.open(Objects.requireNonNull(tree.look(name)))) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(name);
            }
        }
    }

    /** Some are directories of others, and not every file system has room for all. */
    private boolean isWritten(String name) {
        try {
            return write(name, null, name).path().equals(name);
        } catch (StorageException e) {
            return false;
        }
    }

    @Test
    void namesThatNoStorageTakesStayInsideOrAreRefused() throws Exception {
        for (String name : HostileNames.keys()) {
            try {
                write(name, null, "text");
            } catch (StorageException e) {
                assertThat(e.sentence()).isNotBlank();
            }
        }

        assertThat(list().entries())
                .allSatisfy(entry -> assertThat(TreeEntry.isPath(entry.path())).isTrue());
    }

    @Test
    void namesOfOursAreRefused() throws Exception {
        for (String name : List.of(
                ".holdfast-trash",
                ".holdfast-trash/x",
                ".Holdfast-Trash/x",
                ".holdfast-00000000-0000-0000-0000-000000000000.part",
                "a/.holdfast-00000000-0000-0000-0000-000000000000.part/x")) {
            assertThatThrownBy(() -> write(name, null, "text")).isInstanceOf(StorageException.InvalidKey.class);
            assertThatThrownBy(() -> tree.makeDirectory(name)).isInstanceOf(StorageException.InvalidKey.class);
        }
        assertThat(list().entries()).isEmpty();
    }

    @Test
    void pipesAndTheLikeAreNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        TreeEntry pipe = Objects.requireNonNull(tree.look("pipe"));

        assertThat(pipe.kind()).isEqualTo(EntryKind.OTHER);
        assertRefused(() -> tree.open(pipe));
        assertRefused(() -> tree.hashed(pipe, new CancelSignal()));
        assertRefused(() -> tree.trash(pipe));
    }

    @Test
    void aFolderThatChangesWhileItIsLookedAtIsLookedAtToTheEnd() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.createDirectories(root.resolve("d" + i % 10));
            Files.writeString(root.resolve("d" + i % 10 + "/stays" + i), "text");
        }
        CancelSignal stop = new CancelSignal();
        CountDownLatch begun = new CountDownLatch(1);
        Thread grower = new Thread(() -> grow(stop, begun));
        grower.start();
        try {
            begun.await();
            for (int look = 0; look < 20; look++) {
                assertThat(list().entries())
                        .filteredOn(entry -> entry.path().contains("/stays"))
                        .hasSize(300);
            }
        } finally {
            stop.cancel();
            grower.join();
        }
    }

    private void grow(CancelSignal stop, CountDownLatch begun) {
        for (int i = 0; !stop.isCancelled(); i++) {
            try {
                Path directory = root.resolve("d" + i % 10);
                Files.writeString(directory.resolve("grown" + i), "text");
                Files.createDirectory(directory.resolve("more" + i));
                Files.deleteIfExists(directory.resolve("grown" + (i - 10)));
                Files.deleteIfExists(directory.resolve("more" + (i - 20)));
            } catch (FileSystemException e) {
                stop.cancel();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            begun.countDown();
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.PreconditionFailed.class);
    }

    private TreeListing list() throws StorageException {
        return tree.list(new CancelSignal());
    }

    private TreeEntry write(String path, @org.jspecify.annotations.Nullable TreeEntry over, String text)
            throws StorageException {
        return tree.write(
                path,
                over,
                TreeContractSetup.described(text, TreeContractSetup.LONG_AGO),
                TreeContractSetup.source(text),
                TreeContractSetup.NOBODY,
                new CancelSignal());
    }
}
