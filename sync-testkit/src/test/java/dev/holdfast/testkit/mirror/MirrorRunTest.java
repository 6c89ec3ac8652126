package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.PathProblem;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.testkit.tree.MemoryTree;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MirrorRunTest {
    private final Bench bench = new Bench();

    @Test
    void aFirstRunMergesBothSidesAndTheNextDoesNothing() {
        bench.left.put("a/one", "1");
        bench.left.makeDirectory("empty");
        bench.right.put("b/two", "2");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.done().created()).isEqualTo(2);
        assertThat(report.done().bytes()).isEqualTo(2);
        assertThat(bench.isEqual()).isTrue();
        assertThat(bench.right.texts()).isEqualTo(Map.of("a/one", "1", "b/two", "2"));
        MirrorReport again = bench.run();
        assertThat(again.ok()).isTrue();
        assertThat(again.done().operations()).isZero();
    }

    @Test
    void anEditAMoveAndADeleteCrossOver() {
        bench.left.put("edited", "old");
        bench.left.put("moved", "as it was");
        bench.left.put("deleted", "gone soon");
        bench.run();
        bench.left.put("edited", "new");
        bench.right.rename("moved", "elsewhere/moved");
        bench.right.delete("deleted");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.done().moved()).isEqualTo(1);
        assertThat(bench.left.texts()).isEqualTo(Map.of("edited", "new", "elsewhere/moved", "as it was"));
        assertThat(bench.isEqual()).isTrue();
        assertThat(bench.left.trashed()).extracting("path").containsExactly("deleted");
    }

    @Test
    void aDryRunTellsWhatARunDoesAndTouchesNothing() throws StorageException {
        bench.left.put("same", "x");
        bench.right.put("same", "x");
        bench.left.put("clash", "mine");
        bench.right.put("clash", "yours");
        bench.left.put("new", "n");
        Plan plan = bench.mirror().plan(new RunControl());
        assertThat(bench.right.texts()).isEqualTo(Map.of("same", "x", "clash", "yours"));
        assertThat(bench.base.read().entries()).isEmpty();
        assertThat(bench.conflicts.list(true)).isEmpty();
        MirrorReport report = bench.run();
        assertThat(report.done()).isEqualTo(plan.counts());
        assertThat(report.conflicts()).isEqualTo(plan.conflicts());
    }

    @Test
    void aListOfWhatToIgnoreThatIsNoFileStopsTheRun() {
        bench.left.put("secret", "x");
        bench.left.putOther(".syncignore");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isFalse();
        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem.sentence()).contains(".syncignore"));
        assertThat(bench.right.texts()).isEmpty();
    }

    @Test
    void whatIsOnlyReadIsNotProbed() throws StorageException {
        AtomicInteger probes = new AtomicInteger();
        bench.left.put("a", "1");
        bench.source = new ForwardingTree(bench.source) {
            @Override
            public boolean caseSensitive() throws StorageException {
                probes.incrementAndGet();
                return super.caseSensitive();
            }
        };
        bench.mirror().plan(new RunControl());
        bench.policy = bench.policy.withMode(MirrorMode.SOURCE_BACKUP);
        bench.run();
        assertThat(probes).hasValue(0);
        bench.policy = bench.policy.withMode(MirrorMode.TWO_WAY);
        bench.run();
        assertThat(probes).hasValue(1);
    }

    @Test
    void aSideThatIsEmptyAllAtOnceStopsTheRunUntilDeletesAreAllowed() {
        bench.left.put("a", "1");
        bench.left.put("b", "2");
        bench.run();
        bench.left.delete("a");
        bench.left.delete("b");
        MirrorReport stopped = bench.run();
        assertThat(stopped.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(stopped.verdicts()).hasSize(1).first().asString().contains("has no files any more");
        assertThat(bench.right.texts()).hasSize(2);
        bench.policy = bench.policy.withAllowDeletes(true);
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.right.texts()).isEmpty();
    }

    @Test
    void aSideThatGuardsNothingIsRefusedBothWaysAndTakenOneWay() {
        bench.left.put("a", "1");
        bench.destination = new MemoryTree(bench.right).withGuarding(Tree.Guarding.NONE);
        MirrorReport refused = bench.run();
        assertThat(refused.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(refused.verdicts()).singleElement().asString().contains("sourceToDestination");
        assertThat(bench.right.texts()).isEmpty();
        bench.policy = bench.policy.withMode(MirrorMode.SOURCE_TO_DESTINATION);
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.right.texts()).containsKey("a");
    }

    @Test
    void whileSomebodyElseHoldsASideNothingIsDoneThere() throws StorageException {
        bench.left.put("a", "1");
        bench.destination = new MemoryTree(bench.right).withGuarding(Tree.Guarding.BY_HOLDING);
        try (Tree.Hold held = bench.destination.hold()) {
            MirrorReport report = bench.run();
            assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
            assertThat(report.problems())
                    .singleElement()
                    .extracting(PathProblem::sentence)
                    .asString()
                    .contains("since");
            assertThat(bench.right.texts()).isEmpty();
            held.renew();
        }
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.right.isHeld()).isFalse();
    }

    @Test
    void aFileThatCantBeStoredIsReportedAndTheOthersArrive() {
        bench.left.put("bad", "1");
        bench.left.put("good", "2");
        bench.destination = new ForwardingTree(new MemoryTree(bench.right)) {
            @Override
            public TreeEntry write(
                    String path,
                    @Nullable TreeEntry over,
                    TreeEntry from,
                    Source source,
                    LongConsumer progress,
                    CancelSignal cancel)
                    throws StorageException {
                if (path.equals("bad")) {
                    throw new StorageException.InvalidKey("The path bad is too long here: shorten it.");
                }
                return super.write(path, over, from, source, progress, cancel);
            }
        };
        MirrorReport report = bench.run();
        assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(report.problems())
                .containsExactly(new PathProblem(
                        "bad", "The path bad is too long here: shorten it.", PathProblem.Lasts.BY_NATURE));
        assertThat(report.faults()).isEmpty();
        assertThat(report.leftByNature()).containsExactly("The path bad is too long here: shorten it.");
        assertThat(bench.right.texts()).isEqualTo(Map.of("good", "2"));
        assertThat(report.done().created()).isEqualTo(1);
    }

    @Test
    void aSideThatIsAwayIsNotTriedForEachFile() {
        for (int i = 0; i < 60; i++) {
            bench.left.put("f" + i, "x" + i);
        }
        AtomicInteger tries = new AtomicInteger();
        bench.destination = new MemoryTree(bench.right).withFaults((operation, path, moment) -> {
            if (operation.equals("write")) {
                tries.incrementAndGet();
                throw new StorageException.Transient("The destination can't be reached.", null);
            }
        });
        MirrorReport report = bench.run();
        assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(tries).hasValueLessThan(40);
        assertThat(report.problems().get(0).sentence()).contains("run it again");
        assertThat(report.mayHeal()).isTrue();
    }

    @Test
    void aFileThatChangesWhileItIsReadIsLeftAloneAndKeepsNothingElseFromBeingDone() {
        bench.left.put("log", "first");
        bench.left.put("gone", "bye");
        bench.left.put("stays", "here");
        bench.left.put("stays too", "here too");
        bench.run();
        bench.left.put("log", "other");
        bench.left.delete("gone");
        bench.source = new ForwardingTree(new MemoryTree(bench.left)) {
            @Override
            public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
                if (seen.path().equals("log")) {
                    throw new StorageException.PreconditionFailed("It is still being written.", null);
                }
                return super.hashed(seen, cancel);
            }
        };
        MirrorReport report = bench.run();
        assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(report.problems()).extracting(PathProblem::path).containsExactly("log");
        assertThat(report.leftOut()).isEmpty();
        assertThat(bench.right.texts()).isEqualTo(Map.of("log", "first", "stays", "here", "stays too", "here too"));
    }

    @Test
    void aFileThatChangesBetweenThePlanAndItsTurnIsPlannedAnew() {
        bench.left.put("a", "1");
        bench.run();
        bench.left.put("a", "2");
        AtomicInteger opened = new AtomicInteger();
        bench.source = new MemoryTree(bench.left).withFaults((operation, path, moment) -> {
            if (operation.equals("open") && opened.getAndIncrement() == 0) {
                bench.left.put("a", "three");
            }
        });
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.rounds()).isEqualTo(2);
        assertThat(report.refitted()).isEqualTo(1);
        assertThat(bench.right.texts()).isEqualTo(Map.of("a", "three"));
    }

    @Test
    void whatIsIgnoredFromNowOnStaysWhereItIsOnBothSides() {
        bench.left.put("draft.tmp", "d");
        bench.left.put("kept", "k");
        bench.run();
        bench.left.put(".syncignore", "*.tmp\n");
        bench.left.delete("draft.tmp");
        bench.right.put("other.tmp", "o");
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(bench.right.texts()).containsOnlyKeys(".syncignore", "draft.tmp", "kept", "other.tmp");
        assertThat(bench.left.texts()).containsOnlyKeys(".syncignore", "kept");
    }
}
