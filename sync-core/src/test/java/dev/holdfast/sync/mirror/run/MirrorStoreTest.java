package dev.holdfast.sync.mirror.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Form;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorStoreTest {
    private static final Instant NANOS = Instant.parse("2026-02-03T04:05:06.123456789Z");
    private static final BaseEntry FILE = new BaseEntry(
            "a/é.md", EntryKind.FILE, 7, "5eed", new Mark(NANOS, "i1", "v1"), new Mark(Instant.EPOCH, null, null));
    private static final BaseEntry DIRECTORY = BaseEntry.of("a", TreeEntry.directory("a"), TreeEntry.directory("a"));

    @TempDir
    Path home;

    private StateDatabase state;
    private MirrorStore store;

    @BeforeEach
    void open() {
        state = new StateDatabase(home.resolve("home"), InstantSource.system());
        store = new MirrorStore(state, "/notes", "file:///remote");
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void nothingIsRememberedOfAPairThatNeverRan() {
        assertThat(store.read()).isEqualTo(Base.EMPTY);
        assertThat(store.status()).isEqualTo(MirrorStatus.NEVER);
    }

    @Test
    void whatWasConfirmedIsReadBackAsItWas() {
        store.change(List.of(new BaseChange(List.of(), DIRECTORY), new BaseChange(List.of(), FILE)));
        store.establish();
        state.close();
        open();
        assertThat(store.read().entries()).containsExactlyInAnyOrder(DIRECTORY, FILE);
        assertThat(store.read().established()).isTrue();
    }

    @Test
    void theFormsThatSidesHaveOfTheirOwnAreReadBackToo() {
        BaseEntry formed = new BaseEntry(
                FILE.path(),
                FILE.kind(),
                FILE.size(),
                FILE.hash(),
                FILE.left(),
                new Mark(Instant.EPOCH, null, null, new Form(9, "f0")));
        BaseEntry unread =
                new BaseEntry("u", FILE.kind(), 1, null, new Mark(NANOS, null, null, new Form(0, null)), FILE.right());
        store.change(List.of(new BaseChange(List.of(), formed), new BaseChange(List.of(), unread)));
        assertThat(store.read().entries()).containsExactlyInAnyOrder(formed, unread);
    }

    @Test
    void aMoveForgetsThePathItCameFromAtTheSameInstant() {
        store.change(List.of(new BaseChange(List.of(), FILE)));
        BaseEntry moved = new BaseEntry("b", FILE.kind(), FILE.size(), FILE.hash(), FILE.left(), FILE.right());
        store.change(List.of(new BaseChange(List.of(FILE.path()), moved)));
        assertThat(store.read().entries()).containsExactly(moved);
    }

    @Test
    void pairsDoNotKnowEachOthersPaths() {
        store.change(List.of(new BaseChange(List.of(), FILE)));
        MirrorStore other = new MirrorStore(state, "/notes", "file:///elsewhere");
        assertThat(other.id()).isNotEqualTo(store.id());
        assertThat(other.read()).isEqualTo(Base.EMPTY);
        other.change(List.of(new BaseChange(List.of(FILE.path()), null)));
        assertThat(store.read().entries()).containsExactly(FILE);
    }

    @Test
    void aBaseThatMakesNoSenseCountsAsNoneSoThatNothingIsDeletedForIt() {
        store.change(List.of(new BaseChange(List.of(), FILE)));
        store.establish();
        state.write(connection -> Sql.update(connection, "UPDATE mirror_entry SET left_modified = 'yesterday'"));
        assertThat(store.read()).isEqualTo(Base.EMPTY);
        assertThat(store.read().established()).isFalse();
    }

    @Test
    void aSettledLookIsKnownUntilAnythingRememberedChanges() {
        store.change(List.of(new BaseChange(List.of(), FILE)));
        List<LeftOut> leftOut = List.of(
                new LeftOut("a/b c.tmp", LeftOut.Why.IGNORED), new LeftOut("new\nline", LeftOut.Why.OTHER_KIND));
        store.settle(new Settled("looks", leftOut));
        assertThat(store.settled()).as("before a run got to its end").isEmpty();
        store.establish();
        state.close();
        open();
        assertThat(store.settled()).contains(new Settled("looks", leftOut));
        assertThat(new MirrorStore(state, "/notes", "file:///elsewhere").settled())
                .isEmpty();
        store.settle(new Settled("others", List.of()));
        assertThat(store.settled()).contains(new Settled("others", List.of()));

        store.change(List.of(new BaseChange(List.of(), DIRECTORY)));
        assertThat(store.settled()).as("after an entry came").isEmpty();
        store.settle(new Settled("looks", List.of()));
        store.change(List.of(new BaseChange(List.of(), FILE)));
        assertThat(store.settled()).as("after one was replaced").isEmpty();
        store.settle(new Settled("looks", List.of()));
        store.change(List.of(new BaseChange(List.of(FILE.path()), null)));
        assertThat(store.settled()).as("after one went").isEmpty();
        store.settle(new Settled("looks", List.of()));
        state.write(connection -> Sql.update(connection, "UPDATE mirror_settled SET left_out = 'NO_SENSE/a'"));
        assertThat(store.settled()).isEmpty();
    }

    @Test
    void theStatusTellsOfTheLastRunAndOfTheLastTimeBothWereEqual() {
        store.finished(report(Outcome.DONE, Instant.ofEpochMilli(1_000), List.of()));
        store.finished(report(
                Outcome.INCOMPLETE,
                Instant.ofEpochMilli(2_000),
                List.of(new PathProblem("x", "x is away.", PathProblem.Lasts.FOR_NOW))));
        assertThat(store.status())
                .isEqualTo(new MirrorStatus(
                        Instant.ofEpochMilli(2_000), Outcome.INCOMPLETE, 3, Instant.ofEpochMilli(1_000), "x is away."));
        store.finished(report(Outcome.DONE, Instant.ofEpochMilli(3_000), List.of()));
        assertThat(store.status().problem()).isNull();
        assertThat(store.status().lastEqual()).isEqualTo(Instant.ofEpochMilli(3_000));
    }

    private static MirrorReport report(Outcome outcome, Instant started, List<PathProblem> problems) {
        return new MirrorReport(
                "notes",
                MirrorMode.TWO_WAY,
                outcome,
                started,
                Duration.ofSeconds(1),
                new PlanCounts(1, 1, 0, 1, 0, 0, 9),
                1,
                0,
                problems,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
