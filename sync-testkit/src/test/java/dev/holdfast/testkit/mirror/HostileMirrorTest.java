package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.PathProblem;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.testkit.HostileNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs over folders that would lead a careless program astray: nothing outside of them is touched, nothing crashes, and
 * there is a sentence for each file that is left out.
 */
@DisabledOnOs(OS.WINDOWS)
class HostileMirrorTest {
    private static final String LONG = "x".repeat(200);
    private static final int GROWTH = 60;

    @TempDir
    Path work;

    private RealPair pair;
    private Path outside;

    @BeforeEach
    void aSecretLiesOutside() throws IOException {
        pair = new RealPair(work);
        outside = Files.createDirectory(work.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(pair.left.resolve("plain.md"), "plain");
    }

    @AfterEach
    void nothingHappenedOutside() throws IOException {
        try (Stream<Path> names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("secret.txt"));
        }
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
        try (Stream<Path> names = Files.list(work)) {
            assertThat(names).containsExactlyInAnyOrder(pair.home, pair.left, pair.right, outside);
        }
    }

    /** Each sentence of a report about what it did not do. */
    private static List<String> sentences(MirrorReport report) {
        List<String> all = new ArrayList<>(report.verdicts());
        report.problems().stream().map(PathProblem::sentence).forEach(all::add);
        report.leftOut().stream().map(LeftOut::sentence).forEach(all::add);
        return all;
    }

    private void assertSameAndSettled() throws IOException {
        assertThat(RealPair.texts(pair.right)).isEqualTo(RealPair.texts(pair.left));
        for (int look = 0; look < 2; look++) {
            MirrorReport again = pair.run();
            assertThat(again.ok()).isTrue();
            assertThat(again.done().operations()).isZero();
        }
    }

    @Test
    void everyNameThatTheDiskTakesArrivesOrIsNamed() throws IOException {
        List<String> names = new ArrayList<>(HostileNames.oddButValid());
        names.addAll(HostileNames.perhapsTaken());
        names.addAll(HostileNames.keys());
        HostileNames.twins().forEach(twins -> Collections.addAll(names, twins.first(), twins.second()));
        // Hundreds of folders in one another are no odder than ten, and take minutes on a slow disk.
        names.removeIf(name -> name.chars().filter(c -> c == '/').count() > 100);
        long written = names.stream().filter(this::isWritten).count();
        assertThat(written).isGreaterThan(150);

        MirrorReport report = pair.run();

        Map<String, String> missing = new TreeMap<>(RealPair.texts(pair.left));
        missing.keySet().removeAll(RealPair.texts(pair.right).keySet());
        String said = String.join("\n", sentences(report));
        assertThat(missing.keySet()).allSatisfy(path -> assertThat(said).contains(path.replaceFirst("/$", "")));
        assertThat(missing.size()).as("left out: %s", missing.keySet()).isLessThan(10);
        MirrorReport again = pair.run();
        assertThat(again.done().operations()).isZero();
        assertThat(sentences(again)).isEqualTo(sentences(report));
    }

    private boolean isWritten(String name) {
        try {
            Path file = pair.left.resolve(name).normalize();
            if (!file.startsWith(pair.left) || file.equals(pair.left) || file.getParent() == null) {
                return false;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
            return true;
        } catch (IOException | InvalidPathException e) {
            return false; // Then it is nothing that a folder could have.
        }
    }

    @Test
    void linksLoopsAndPipesAreNamedAndLeftAlone() throws Exception {
        Files.createSymbolicLink(pair.left.resolve("out"), outside);
        Files.createSymbolicLink(pair.left.resolve("file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(pair.left.resolve("loop"), pair.left);
        Files.createDirectory(pair.left.resolve("dir"));
        Files.createSymbolicLink(pair.left.resolve("dir/up"), Path.of(".."));
        Files.createSymbolicLink(pair.right.resolve("dangling"), Path.of("nowhere"));
        Process pipe = new ProcessBuilder("mkfifo", pair.left.resolve("pipe").toString()).start();
        assertThat(pipe.waitFor()).isZero();

        MirrorReport report = pair.run();

        assertThat(report.ok()).isTrue();
        assertThat(sentences(report))
                .containsExactlyInAnyOrderElementsOf(Stream.of("out", "file", "loop", "dir/up", "dangling", "pipe")
                        .map(path -> path + " is neither a file nor a directory.")
                        .toList());
        assertThat(RealPair.texts(pair.right)).containsOnlyKeys("plain.md", "dir/", "dangling");
        MirrorReport settled = pair.run();
        assertThat(sentences(settled)).isEqualTo(sentences(report));
        assertThat(sentences(pair.run())).as("when nothing is planned").isEqualTo(sentences(report));
    }

    @Test
    void aLinkInTheWayOfAFileOnTheOtherSideIsNotWrittenThrough() throws IOException {
        Files.createDirectory(pair.left.resolve("dir"));
        Files.writeString(pair.left.resolve("dir/secret.txt"), "not the secret");
        Files.createSymbolicLink(pair.right.resolve("dir"), outside);

        MirrorReport report = pair.run();

        assertThat(sentences(report)).containsExactly("dir is neither a file nor a directory.");
        assertThat(pair.right.resolve("plain.md")).hasContent("plain");
        assertThat(Files.isSymbolicLink(pair.right.resolve("dir"))).isTrue();
    }

    @Test
    void aFileThatTurnedIntoADirectoryArrivesAsOne() throws IOException {
        Files.writeString(pair.left.resolve("a"), "a file");
        assertThat(pair.run().ok()).isTrue();
        Files.delete(pair.left.resolve("a"));
        Files.createDirectory(pair.left.resolve("a"));
        Files.writeString(pair.left.resolve("a/b.md"), "below");

        assertThat(pair.run().ok()).isTrue();

        assertThat(RealPair.texts(pair.right)).containsEntry("a/b.md", "below");
        assertThat(RealPair.trashed(pair.right)).containsValue("a file");
        assertSameAndSettled();
    }

    @Test
    void aFileThatTurnsIntoADirectoryRightBeforeItIsReadIsPlannedAnew() throws IOException {
        Files.writeString(pair.left.resolve("a"), "a file");
        pair.before = tree -> new ForwardingTree(tree) {
            private boolean turned;

            @Override
            public InputStream open(TreeEntry seen) throws StorageException {
                if (seen.path().equals("a") && !turned) {
                    turned = true;
                    turnIntoADirectory(pair.left.resolve("a"));
                }
                return super.open(seen);
            }
        };

        MirrorReport report = pair.run();

        assertThat(report.ok()).as("%s", report).isTrue();
        assertThat(report.rounds()).isEqualTo(2);
        pair.before = tree -> tree;
        assertThat(RealPair.texts(pair.right)).containsEntry("a/b.md", "below");
        assertSameAndSettled();
    }

    private static void turnIntoADirectory(Path file) {
        try {
            Files.delete(file);
            Files.createDirectory(file);
            Files.writeString(file.resolve("b.md"), "below");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void otherPermissionsAreNoEditAndAreKeptWhenAFileIsReplaced() throws IOException {
        assertThat(pair.run().ok()).isTrue();
        Files.setPosixFilePermissions(pair.left.resolve("plain.md"), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(pair.right.resolve("plain.md"), PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(pair.run().done().operations()).isZero();
        Files.writeString(pair.left.resolve("plain.md"), "edited");
        assertThat(pair.run().done().replaced()).isEqualTo(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pair.right.resolve("plain.md"))))
                .isEqualTo("rwxr-x---");
        assertSameAndSettled();
    }

    @Test
    void whatMayNotBeReadIsNamedAndKeepsNothingElseBack() throws IOException {
        assertThat(pair.run().ok()).isTrue();
        Path closed = Files.writeString(pair.left.resolve("closed.md"), "closed");
        Path directory = Files.createDirectory(pair.left.resolve("shut"));
        Files.writeString(pair.left.resolve("open.md"), "open");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(closed), "this user may read everything");

            MirrorReport report = pair.run();

            assertThat(report.ok()).isFalse();
            assertThat(sentences(report)).anySatisfy(line -> assertThat(line).contains("closed.md"));
            assertThat(sentences(report)).contains("shut could not be read.");
            assertThat(RealPair.texts(pair.right)).containsOnlyKeys("plain.md", "open.md");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(pair.run().ok()).isTrue();
        assertSameAndSettled();
    }

    @Test
    void pathsThatAreTooLongToBeReadAreNamedAndLeftOut() throws IOException {
        Path deep = nested(pair.left, 15);
        Path other = Files.createDirectory(work.resolve("outside/other"));
        Files.writeString(nested(other, 14).resolve("far.txt"), "far");
        Files.move(other, deep.resolve("y"));
        try {
            MirrorReport report = pair.run();

            assertThat(report.ok()).isFalse();
            assertThat(sentences(report))
                    .anySatisfy(line ->
                            assertThat(line).startsWith(LONG + "/" + LONG).endsWith(" could not be read."));
            assertThat(pair.right.resolve("plain.md")).hasContent("plain");
        } finally {
            Files.move(deep.resolve("y"), other);
            delete(other);
        }
    }

    @Test
    void pathsThatAreTooLongForTheOtherSideAreNamedAndTheRestArrives() throws IOException {
        Path destination = nested(pair.right, 14);
        Path near = nested(pair.left, 3);
        Files.writeString(near.resolve("near.md"), "near");
        Files.writeString(nested(near, 6).resolve("far.md"), "far");

        MirrorReport report = pair.run(pair.folder(pair.left), pair.folder(destination), new RunControl());

        assertThat(report.ok()).isFalse();
        assertThat(sentences(report)).anySatisfy(line -> assertThat(line).contains(LONG));
        Map<String, String> arrived = RealPair.texts(destination);
        assertThat(arrived).containsEntry("plain.md", "plain").containsValue("near");
        assertThat(arrived).doesNotContainValue("far");
    }

    private static Path nested(Path root, int deep) throws IOException {
        Path path = root;
        for (int i = 0; i < deep; i++) {
            path = path.resolve(LONG);
        }
        return Files.createDirectories(path);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aFolderThatGrowsWhileItIsLookedAtLosesNothing() throws Exception {
        for (int run = 0; run < 5; run++) {
            int first = run * GROWTH;
            CountDownLatch begun = new CountDownLatch(1);
            Thread grower = new Thread(() -> grow(first, begun));
            grower.start();
            begun.await();

            MirrorReport report = pair.run();

            grower.join();
            assertThat(sentences(report)).allSatisfy(line -> assertThat(line).startsWith("dir"));
        }
        assertThat(pair.run().ok()).isTrue();
        assertThat(RealPair.texts(pair.left)).hasSizeGreaterThan(5 * GROWTH);
        assertSameAndSettled();
        assertThat(RealPair.texts(pair.right).keySet()).noneMatch(name -> name.contains("(conflict"));
    }

    private void grow(int first, CountDownLatch begun) {
        for (int i = first; i < first + GROWTH; i++) {
            try {
                Path directory = Files.createDirectories(pair.left.resolve("dir" + i % 5));
                Files.writeString(directory.resolve("grown" + i), "text " + i);
                Files.createDirectory(directory.resolve("more" + i));
                Files.deleteIfExists(directory.resolve("more" + (i - 20)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                begun.countDown();
            }
        }
    }

    @Test
    void aNameInTheTrashThatOnlyLooksLikeATimeStopsNothing() throws IOException {
        Path odd = Files.createDirectories(pair.left.resolve(RealPair.TRASH + "/99999999_999999-00000000"));
        Files.writeString(odd.resolve("x.md"), "x");

        assertThat(pair.run().ok()).isTrue();
        assertSameAndSettled();

        assertThat(odd.resolve("x.md")).hasContent("x");
        assertThat(RealPair.texts(pair.right)).containsOnlyKeys("plain.md");
    }

    @Test
    void aTrashThatIsALinkKeepsAFileFromBeingReplaced() throws IOException {
        assertThat(pair.run().ok()).isTrue();
        Files.createSymbolicLink(pair.right.resolve(RealPair.TRASH), outside);
        Files.writeString(pair.left.resolve("plain.md"), "edited");

        MirrorReport report = pair.run();

        assertThat(report.ok()).isFalse();
        assertThat(pair.right.resolve("plain.md")).hasContent("plain");
        assertThat(Files.exists(pair.right.resolve(RealPair.TRASH), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
