package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a well-known sync program was seen to do wrong, over real folders: one test for each fault, named for it. */
class SyncEngineFaultsTest {
    @TempDir
    Path work;

    private RealPair pair;

    @BeforeEach
    void bothSidesAreTheSame() throws IOException {
        pair = new RealPair(work);
        for (String name : List.of("a.md", "b.md", "c.md", "d.md", "deep/e.md")) {
            write(pair.left, name, "text of " + name);
        }
        assertThat(pair.run().ok()).isTrue();
        assertSame();
    }

    private static void write(Path root, String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void assertSame() throws IOException {
        assertThat(RealPair.texts(pair.right)).isEqualTo(RealPair.texts(pair.left));
        MirrorReport again = pair.run();
        assertThat(again.ok()).isTrue();
        assertThat(again.done().operations()).isZero();
    }

    @Test
    void bothEditedIsNotSilentlyOverwrittenByMtime() throws IOException {
        write(pair.left, "a.md", "mine, older");
        write(pair.right, "a.md", "theirs, much newer");
        Files.setLastModifiedTime(
                pair.left.resolve("a.md"), FileTime.from(Instant.now().minus(Duration.ofDays(3))));

        MirrorReport report = pair.run();

        assertThat(report.conflicts()).singleElement().extracting("path").isEqualTo("a.md");
        assertThat(RealPair.texts(pair.left)).containsValues("mine, older", "theirs, much newer");
        assertSame();
    }

    @Test
    void bothEditedWithinTwoSecondsIsNotSkippedForEver() throws IOException {
        write(pair.left, "a.md", "mine here");
        write(pair.right, "a.md", "yours too");
        FileTime now = FileTime.from(Instant.now());
        Files.setLastModifiedTime(pair.left.resolve("a.md"), now);
        Files.setLastModifiedTime(pair.right.resolve("a.md"), now);

        MirrorReport report = pair.run();

        assertThat(report.conflicts()).hasSize(1);
        assertThat(RealPair.texts(pair.right)).containsValues("mine here", "yours too");
        assertSame();
    }

    @Test
    void aDryRunPlansWhatTheRunDoes() throws IOException, StorageException {
        write(pair.left, "a.md", "edited");
        write(pair.right, "a.md", "edited otherwise");
        write(pair.left, "new.md", "new");
        Files.move(pair.right.resolve("b.md"), pair.right.resolve("moved.md"));
        Files.delete(pair.left.resolve("c.md"));
        Map<String, String> before = RealPair.texts(pair.right);

        Plan plan = pair.plan();

        assertThat(RealPair.texts(pair.right)).isEqualTo(before);
        assertThat(plan.proposed().stream().flatMap(List::stream).map(action -> action.kind() + " " + action.path()))
                .contains("CREATE new.md", "MOVE moved.md", "TRASH c.md");
        MirrorReport report = pair.run();
        assertThat(report.done()).isEqualTo(plan.counts());
        assertThat(report.conflicts()).isEqualTo(plan.conflicts());
        assertSame();
    }

    @Test
    void editAgainstDeleteKeepsTheEdit() throws IOException {
        write(pair.left, "a.md", "edited here");
        Files.delete(pair.right.resolve("a.md"));
        Files.delete(pair.left.resolve("b.md"));
        write(pair.right, "b.md", "edited there");

        assertThat(pair.run().ok()).isTrue();

        assertThat(RealPair.texts(pair.right)).containsEntry("a.md", "edited here");
        assertThat(RealPair.texts(pair.left)).containsEntry("b.md", "edited there");
        assertSame();
    }

    @Test
    void aRenameIsARenameAndNotADeleteAndAnUpload() throws IOException {
        Files.move(pair.left.resolve("a.md"), pair.left.resolve("renamed.md"));
        Object identity = key(pair.right.resolve("a.md"));

        MirrorReport report = pair.run();

        assertThat(report.done().moved()).isEqualTo(1);
        assertThat(report.done().operations()).isEqualTo(1);
        assertThat(report.done().bytes()).isZero();
        assertThat(key(pair.right.resolve("renamed.md"))).isEqualTo(identity);
        assertSame();
    }

    private static Object key(Path file) throws IOException {
        return Files.getAttribute(file, "basic:fileKey");
    }

    @Test
    void addingAnIgnoreRuleDoesNotDeleteTheOtherSidesCopy() throws IOException {
        write(pair.left, ".syncignore", "a.md\ndeep/\n");

        assertThat(pair.run().ok()).isTrue();

        assertThat(RealPair.texts(pair.right)).containsKeys("a.md", "deep/e.md");
        assertThat(RealPair.texts(pair.left)).containsKeys("a.md", "deep/e.md");
        assertSame();
    }

    @Test
    void aCancelledScanDeletesNothing() throws IOException {
        CancelSignal cancel = new CancelSignal();
        pair.before = tree -> new ForwardingTree(tree) {
            @Override
            public TreeListing list(CancelSignal given) throws StorageException {
                cancel.cancel();
                return super.list(given);
            }
        };

        MirrorReport report = pair.run(new RunControl(cancel));

        assertThat(report.outcome()).isEqualTo(Outcome.CANCELLED);
        pair.before = tree -> tree;
        assertSame();
        assertThat(RealPair.texts(pair.right)).hasSize(6);
    }

    @Test
    void anUnreadableDirectoryDeletesNothing() throws IOException {
        // Some users may read everything, so what the system would say is said here.
        pair.before = tree -> tree.describe().endsWith("left") ? withUnreadable(tree) : tree;

        MirrorReport report = pair.run();

        assertThat(report.faults()).anySatisfy(fault -> assertThat(fault).contains("deep"));
        assertThat(report.done().operations()).isZero();
        assertThat(RealPair.texts(pair.right)).containsKey("deep/e.md");
        pair.before = tree -> tree;
        assertSame();
    }

    private static Tree withUnreadable(Tree tree) {
        return new ForwardingTree(tree) {
            @Override
            public TreeListing list(CancelSignal cancel) throws StorageException {
                List<TreeEntry> seen = super.list(cancel).entries().stream()
                        .filter(entry -> !entry.path().startsWith("deep/"))
                        .toList();
                return TreeListing.of(seen).unreadable(Set.of("deep"));
            }
        };
    }

    @Test
    void anEmptiedSideDoesNotTrashEveryFileOfTheOther() throws IOException {
        for (String name : RealPair.texts(pair.right).keySet()) {
            if (!name.endsWith("/")) {
                Files.delete(pair.right.resolve(name));
            }
        }

        MirrorReport report = pair.run();

        assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(report.verdicts()).anySatisfy(verdict -> assertThat(verdict).contains("has no files any more"));
        assertThat(RealPair.texts(pair.left)).hasSize(6);
        assertThat(RealPair.trashed(pair.left)).isEmpty();
    }

    @Test
    void anEditThatKeepsSizeAndTimeIsBroughtOver() throws IOException {
        FileTime time = Files.getLastModifiedTime(pair.left.resolve("a.md"));
        write(pair.left, "a.md", "TEXT OF A.MD");
        Files.setLastModifiedTime(pair.left.resolve("a.md"), time);

        MirrorReport report = pair.run();

        assertThat(report.done().replaced()).isEqualTo(1);
        assertThat(pair.right.resolve("a.md")).hasContent("TEXT OF A.MD");
        assertSame();
    }

    @Test
    void anEditInTheInstantAfterARunIsBroughtOverThoughNothingShowsIt() throws IOException {
        // As on a file system whose clock is coarse and which tells nothing else.
        pair.before = tree -> new ForwardingTree(tree) {
            @Override
            public TreeListing list(CancelSignal cancel) throws StorageException {
                return TreeListing.of(super.list(cancel).entries().stream()
                        .map(SyncEngineFaultsTest::bySizeAndTime)
                        .toList());
            }
        };
        write(pair.left, "a.md", "first edit");
        FileTime time = Files.getLastModifiedTime(pair.left.resolve("a.md"));
        assertThat(pair.run().done().replaced()).isEqualTo(1);
        write(pair.left, "a.md", "later edit");
        Files.setLastModifiedTime(pair.left.resolve("a.md"), time);

        assertThat(pair.run().done().replaced()).isEqualTo(1);

        assertThat(pair.right.resolve("a.md")).hasContent("later edit");
    }

    private static TreeEntry bySizeAndTime(TreeEntry entry) {
        return new TreeEntry(entry.path(), entry.kind(), entry.size(), entry.modified(), entry.hash(), null, null);
    }

    @Test
    void aCorruptStateFileBringsBackNothingThatWasDeletedFromBothSides() throws IOException {
        Files.delete(pair.left.resolve("a.md"));
        Files.delete(pair.right.resolve("b.md"));
        assertThat(pair.run().ok()).isTrue();
        Files.delete(pair.left.resolve("c.md"));
        damageState();

        MirrorReport report = pair.run();

        assertThat(report.ok()).isTrue();
        assertThat(report.done().trashed())
                .as("without a base nothing is deleted")
                .isZero();
        // What was deleted on one side alone since the last run can't be told from what is new on the other.
        assertThat(RealPair.texts(pair.left)).containsOnlyKeys("c.md", "d.md", "deep/", "deep/e.md");
        assertSame();
        try (var names = Files.list(pair.home)) {
            assertThat(names)
                    .as("the damaged file is kept, and said")
                    .anySatisfy(name -> assertThat(name.toString()).contains("state.db.damaged-"));
        }
    }

    private void damageState() throws IOException {
        for (String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(pair.home.resolve("state.db" + suffix));
        }
        byte[] bytes = Files.readAllBytes(pair.home.resolve("state.db"));
        for (int i = 100; i < bytes.length; i++) {
            bytes[i] ^= (byte) 0x5a;
        }
        Files.write(pair.home.resolve("state.db"), bytes);
    }

    @Test
    void aDownloadDoesNotGoStraightToItsFinalPath() throws IOException {
        write(pair.right, "a.md", "new text, of which only half arrives");
        Path target = pair.left.resolve("a.md");
        pair.before = tree -> new ForwardingTree(tree) {
            @Override
            public InputStream open(TreeEntry seen) throws StorageException {
                return new FilterInputStream(super.open(seen)) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        assertWhole(target);
                        int read = super.read(buffer, offset, Math.min(5, length));
                        assertWhole(target);
                        if (read < 0) {
                            throw new IOException("the line was cut");
                        }
                        return read;
                    }
                };
            }
        };

        MirrorReport report = pair.run();

        assertThat(report.ok()).isFalse();
        assertThat(target).hasContent("text of a.md");
        pair.before = tree -> tree;
        assertThat(pair.run().ok()).isTrue();
        assertThat(target).hasContent("new text, of which only half arrives");
        assertSame();
    }

    private static void assertWhole(Path target) {
        try {
            assertThat(Files.readString(target)).isEqualTo("text of a.md");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
