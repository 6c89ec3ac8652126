package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.sync.tree.StorageTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.S3Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed edits, made by people who know nothing of each other, over real sides. */
class EditsTest {
    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(strings = {"alternately", "at once"})
    void betweenTwoFolders(String how) throws IOException {
        RealPair pair = new RealPair(work);

        make(how, new FolderHand(pair.left), new FolderHand(pair.right), pair::run);

        assertThat(RealPair.texts(pair.left))
                .isEqualTo(RealPair.texts(pair.right))
                .containsKey("hollow/");
    }

    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {"alternately", "at once"})
    void betweenAFolderAndABucket(String how) throws IOException {
        RealPair pair = new RealPair(work);
        try (StorageClient bucket = new S3Storage(S3Proxy.shared().newBucket())) {
            make(
                    how,
                    new FolderHand(pair.left),
                    new BucketHand(bucket),
                    () -> pair.run(pair.folder(pair.left), tree(bucket), new RunControl()));

            assertThat(new BucketHand(bucket).files().keySet())
                    .as("the lock is given back")
                    .noneMatch(key -> key.startsWith(".holdfast-tree/"));
        }
    }

    @Tag("once")
    @Test
    void aBucketThatCantKeepTwoMachinesApartIsTakenOneWayOnly() throws IOException {
        RealPair pair = new RealPair(work);
        Files.writeString(pair.left.resolve("a.md"), "alpha");
        S3Options options = S3Proxy.shared().newBucket().withCreateOnly(false);
        try (StorageClient bucket = new S3Storage(options)) {
            MirrorReport refused = pair.run(pair.folder(pair.left), tree(bucket), new RunControl());
            assertThat(refused.outcome()).isEqualTo(MirrorReport.Outcome.STOPPED);
            assertThat(refused.verdicts()).singleElement().asString().contains("sourceToDestination");
            assertThat(new BucketHand(bucket).files()).isEmpty();

            pair.policy = pair.policy.withMode(dev.holdfast.sync.mirror.MirrorMode.SOURCE_TO_DESTINATION);
            assertThat(pair.run(pair.folder(pair.left), tree(bucket), new RunControl())
                            .ok())
                    .isTrue();
            assertThat(new BucketHand(bucket).files()).containsExactly(Map.entry("a.md", "alpha"));
        }
    }

    private static Tree tree(StorageClient bucket) {
        return new StorageTree(bucket, 0, WorkspaceOptions.usual(), Duration.ofDays(30), "a test");
    }

    private static void make(String how, Edits.Hand left, Edits.Hand right, Supplier<MirrorReport> mirror)
            throws IOException {
        Edits edits = Edits.read();
        for (List<Edits.Edit> step : edits.steps()) {
            for (Edits.Edit edit : step) {
                edit.by(edit.side().equals("left") ? left : right);
                if (how.equals("alternately")) {
                    assertIsDone(mirror.get(), edit);
                }
            }
            assertIsDone(mirror.get(), step);
            assertThat(mirror.get().done().operations()).as("after %s", step).isZero();
        }
        assertThat(marked(left.files())).isEqualTo(edits.ends().get(how));
        assertThat(right.files()).isEqualTo(left.files());
    }

    private static void assertIsDone(MirrorReport report, Object after) {
        assertThat(report.ok()).as("after %s: %s", after, report).isTrue();
    }

    /** A copy's name tells which content it has; that is nothing to write down. */
    private static Map<String, String> marked(Map<String, String> files) {
        Map<String, String> marked = new TreeMap<>();
        files.forEach((path, text) -> marked.put(path.replaceAll(" \\(conflict[^)]*\\)", " (conflict)"), text));
        return marked;
    }
}
