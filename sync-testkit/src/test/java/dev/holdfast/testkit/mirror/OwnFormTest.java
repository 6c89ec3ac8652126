package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A side that puts what it is given into a form of its own. */
class OwnFormTest {
    private final Bench bench = new Bench();

    /** Stores the same in other words. */
    private static final class Forming extends ForwardingTree {
        private final UnaryOperator<String> form;

        Forming(Tree tree, UnaryOperator<String> form) {
            super(tree);
            this.form = form;
        }

        @Override
        public boolean hasOwnForm() {
            return true;
        }

        @Override
        public TreeEntry write(
                String path,
                @Nullable TreeEntry over,
                TreeEntry from,
                Source source,
                LongConsumer progress,
                CancelSignal cancel)
                throws StorageException {
            String text = form.apply(text(source));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            TreeEntry formed =
                    TreeEntry.file(from.path(), bytes.length, from.modified()).withHash(Hashes.of(text));
            return super.write(path, over, formed, () -> new ByteArrayInputStream(bytes), progress, cancel);
        }

        private static String text(Source source) throws StorageException {
            try (InputStream in = source.open()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new StorageException.Unreadable("It can't be read.", e);
            }
        }
    }

    private static String headed(String text) {
        return text.startsWith("head:") ? text : "head:" + text;
    }

    private void destinationForms(UnaryOperator<String> form) {
        bench.destination = new Forming(bench.destination, form);
    }

    private void assertNothingIsLeftToDo() {
        MirrorReport again = bench.run();
        assertThat(again.ok()).isTrue();
        assertThat(again.done().operations()).isZero();
    }

    @Test
    void theFormOfOneSideComesToTheOtherWithTheSameRun() {
        destinationForms(OwnFormTest::headed);
        bench.left.put("note", "text");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.rounds()).isEqualTo(2);
        assertThat(report.conflicts()).isEmpty();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "head:text"));
        assertThat(bench.isEqual()).isTrue();
        assertNothingIsLeftToDo();
    }

    @Test
    void anotherFormOfTheSameLengthIsSeenToo() {
        destinationForms(text -> text.toUpperCase(Locale.ROOT));
        bench.left.put("note", "text");
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "TEXT"));
        bench.left.put("note", "Next");
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "NEXT"));
        assertThat(bench.isEqual()).isTrue();
        assertNothingIsLeftToDo();
    }

    @Test
    void whatDidNotComeToTheOtherSideComesWithTheNextRunAndIsNoConflict() {
        destinationForms(OwnFormTest::headed);
        AtomicBoolean away = new AtomicBoolean(true);
        bench.source = awayWhile(away);
        bench.left.put("note", "text");
        assertThat(bench.run().outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "text"));
        away.set(false);
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.conflicts()).isEmpty();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "head:text"));
        assertThat(bench.isEqual()).isTrue();
    }

    @Test
    void aDeleteBeforeTheFormCameBackStaysADelete() {
        destinationForms(OwnFormTest::headed);
        AtomicBoolean away = new AtomicBoolean(true);
        bench.source = awayWhile(away);
        bench.left.put("note", "text");
        bench.left.put("stays", "head:s");
        bench.left.put("stays too", "head:s");
        bench.run();
        away.set(false);
        bench.left.delete("note");
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.right.texts()).doesNotContainKey("note");
        assertThat(bench.isEqual()).isTrue();
    }

    @Test
    void anEditBeforeTheFormCameBackIsTheOneThatStays() {
        destinationForms(OwnFormTest::headed);
        AtomicBoolean away = new AtomicBoolean(true);
        bench.source = awayWhile(away);
        bench.left.put("note", "text");
        bench.run();
        away.set(false);
        bench.left.put("note", "edited");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.conflicts()).isEmpty();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "head:edited"));
        assertThat(bench.isEqual()).isTrue();
    }

    @Test
    void aOneWayMirrorLeavesItsGiverAsItIsAndWritesOnce() {
        destinationForms(OwnFormTest::headed);
        bench.policy = bench.policy.withMode(MirrorMode.SOURCE_TO_DESTINATION);
        bench.left.put("note", "text");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.rounds()).isEqualTo(1);
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "text"));
        assertThat(bench.right.texts()).isEqualTo(Map.of("note", "head:text"));
        assertNothingIsLeftToDo();
        bench.left.rename("note", "moved");
        bench.left.put("stays", "head:s");
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.right.texts()).isEqualTo(Map.of("moved", "head:text", "stays", "head:s"));
        assertNothingIsLeftToDo();
    }

    @Test
    void twoSidesWithFormsOfTheirOwnKeepThemAndComeToAnEnd() {
        destinationForms(text -> text.toUpperCase(Locale.ROOT));
        bench.source = new Forming(bench.source, text -> text.toLowerCase(Locale.ROOT));
        bench.left.put("note", "text");
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "text"));
        assertThat(bench.right.texts()).isEqualTo(Map.of("note", "TEXT"));
        assertNothingIsLeftToDo();
        bench.right.put("note", "NEXT");
        assertThat(bench.run().conflicts()).isEmpty();
        assertThat(bench.left.texts()).isEqualTo(Map.of("note", "next"));
        assertNothingIsLeftToDo();
    }

    /** The source, which can't be written to for as long as this is true. */
    private Tree awayWhile(AtomicBoolean away) {
        return new ForwardingTree(bench.source) {
            @Override
            public TreeEntry write(
                    String path,
                    @Nullable TreeEntry over,
                    TreeEntry from,
                    Source source,
                    LongConsumer progress,
                    CancelSignal cancel)
                    throws StorageException {
                if (away.get()) {
                    throw new StorageException.Transient("The disk is full.", null);
                }
                return super.write(path, over, from, source, progress, cancel);
            }
        };
    }
}
