package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.mirror.IgnoreRule;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where nothing has changed nothing is planned, and no more is skipped than that. */
class SettledTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void nothingIsLeftToBeDone() {
        MirrorOptions usual = bench.options;
        // An hour later no file is so young that it has to be read again.
        bench.options = new MirrorOptions(
                usual.transfers(),
                usual.operations(),
                usual.renewEvery(),
                usual.patience(),
                usual.pause(),
                usual.progress(),
                InstantSource.offset(InstantSource.system(), Duration.ofHours(1)),
                usual.nanos());
        bench.left.put("a", "1");
        bench.left.put("dir/b.tmp", "2");
        bench.left.putOther("pipe");
        assertThat(bench.run().ok()).isTrue();
        assertPlanned(0);
        assertNotPlanned();
    }

    private void assertNotPlanned() {
        int reads = bench.base.reads();
        MirrorReport report = bench.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.done().operations()).isZero();
        assertThat(report.leftOut()).isNotEmpty();
        assertThat(bench.base.reads()).isEqualTo(reads);
    }

    private void assertPlanned(int operations) {
        int reads = bench.base.reads();
        assertThat(bench.run().done().operations()).isEqualTo(operations);
        assertThat(bench.base.reads()).isEqualTo(reads + 1);
    }

    @Test
    void aDryRunThatSeesTheSameReadsNothingEither() throws StorageException {
        int reads = bench.base.reads();
        assertThat(bench.mirror().plan(new RunControl()).isEmpty()).isTrue();
        assertThat(bench.base.reads()).isEqualTo(reads);
    }

    @Test
    void anEditOnEitherSideIsSeenThoughItsSizeIsTheSame() {
        bench.left.put("a", "9");
        assertPlanned(1);
        bench.right.put("a", "8");
        assertPlanned(1);
        assertThat(bench.left.texts()).isEqualTo(bench.right.texts());
        assertPlanned(0);
        assertNotPlanned();
    }

    @Test
    void aDeleteAMoveAndANewDirectoryAreSeen() {
        bench.left.rename("a", "b");
        assertPlanned(1);
        bench.right.makeDirectory("empty");
        assertPlanned(1);
        bench.left.delete("b");
        assertPlanned(1);
        assertThat(bench.left.texts()).isEqualTo(bench.right.texts()).containsOnlyKeys("dir/b.tmp");
    }

    @Test
    void whatTheUserWantsCountsToo() {
        bench.policy = bench.policy.withMode(MirrorMode.SOURCE_TO_DESTINATION);
        assertPlanned(0);
        assertNotPlanned();
        bench.policy = bench.policy.withMode(MirrorMode.TWO_WAY);
        assertPlanned(0);
        assertNotPlanned();
    }

    @Test
    void otherRulesAboutWhatIsIgnoredArePlannedWith() {
        IgnoreRule temporary = (path, directory) -> path.endsWith(".tmp");
        bench.policy = bench.policy.withIgnore(IgnoreRule.of("*.tmp", temporary));
        assertPlanned(0);
        assertNotPlanned();
        assertThat(bench.run().leftOut()).hasSize(2);
        bench.policy = bench.policy.withIgnore(IgnoreRule.of("", (path, directory) -> false));
        assertPlanned(0);
        bench.policy = bench.policy.withIgnore(temporary);
        assertPlanned(0);
        assertPlanned(0);
    }

    @Test
    void aListOfWhatToIgnoreOnASideCountsAsWell() {
        bench.left.put(".syncignore", "*.tmp\n");
        assertPlanned(1);
        assertPlanned(0);
        assertNotPlanned();
        assertThat(bench.run().leftOut()).hasSize(2);
        bench.right.put(".syncignore", "*.tm?\n");
        assertPlanned(1);
    }

    /** What is not looked at again is not taken for gone. */
    @Test
    void aConflictStaysOpenWhileNothingChanges() {
        bench.left.put("a", "mine");
        bench.right.put("a", "yours");
        assertThat(bench.run().conflicts()).hasSize(1);
        assertPlanned(0);
        assertNotPlanned();
        assertThat(bench.conflicts.open("notes")).hasSize(1);
    }

    @Test
    void whatIsRememberedNoLongerIsPlannedAnew() {
        bench.base.forgetAll();
        assertPlanned(0);
        assertThat(bench.base.read().entries()).isNotEmpty();
    }
}
