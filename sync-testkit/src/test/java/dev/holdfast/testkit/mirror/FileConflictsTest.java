package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.Resolution;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.tree.MemoryFiles.Trashed;
import dev.holdfast.testkit.tree.MemoryTree;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileConflictsTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void bothSidesEditTheSameNote() {
        bench.left.put("note.md", "first");
        bench.run();
        bench.left.put("note.md", "mine");
        bench.right.put("note.md", "theirs");
    }

    private RecordedConflict onlyOne() {
        assertThat(bench.conflicts.open("notes")).hasSize(1);
        return bench.conflicts.open("notes").get(0);
    }

    private void resolve(ConflictChoice choice) throws StorageException {
        bench.resolver().resolve(onlyOne(), choice, new CancelSignal());
        assertThat(bench.conflicts.list(false)).isEmpty();
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.isEqual()).isTrue();
        assertThat(bench.run().done().operations()).isZero();
        assertThat(bench.conflicts.list(true))
                .extracting(RecordedConflict::choice)
                .containsExactly(choice);
    }

    @Test
    void whatWasKeptTwiceCanBecomeTheSources() throws StorageException {
        assertThat(bench.run().ok()).isTrue();
        resolve(ConflictChoice.SOURCE);
        assertThat(bench.right.texts()).containsOnlyKeys("note.md").containsValue("mine");
        assertThat(bench.left.trashed()).extracting(Trashed::text).contains("theirs");
    }

    @Test
    void whatWasKeptTwiceCanBecomeTheDestinations() throws StorageException {
        bench.run();
        resolve(ConflictChoice.DESTINATION);
        assertThat(bench.right.texts()).containsOnlyKeys("note.md").containsValue("theirs");
    }

    @Test
    void whatWasKeptTwiceCanStayTwice() throws StorageException {
        bench.run();
        resolve(ConflictChoice.BOTH);
        assertThat(bench.right.texts()).hasSize(2).containsValues("mine", "theirs");
    }

    @Test
    void anOpenOneCanBecomeTheSources() throws StorageException {
        leaveOpen();
        resolve(ConflictChoice.SOURCE);
        assertThat(bench.right.texts()).containsOnlyKeys("note.md").containsValue("mine");
    }

    @Test
    void anOpenOneCanBecomeTheDestinations() throws StorageException {
        leaveOpen();
        resolve(ConflictChoice.DESTINATION);
        assertThat(bench.left.texts()).containsOnlyKeys("note.md").containsValue("theirs");
    }

    @Test
    void anOpenOneCanBecomeTwo() throws StorageException {
        leaveOpen();
        resolve(ConflictChoice.BOTH);
        assertThat(bench.left.texts())
                .hasSize(2)
                .containsEntry("note.md", "mine")
                .containsValue("theirs");
    }

    private void leaveOpen() {
        bench.policy = bench.policy.withResolution(Resolution.MANUAL);
        assertThat(bench.run().outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(bench.run().outcome()).isEqualTo(Outcome.INCOMPLETE);
    }

    @Test
    void aVersionThatWasEditedSinceIsNotThrownAway() {
        bench.run();
        RecordedConflict conflict = onlyOne();
        bench.left.put(Objects.requireNonNull(conflict.copy()), "theirs, edited");
        assertThatThrownBy(() -> bench.resolver().resolve(conflict, ConflictChoice.SOURCE, new CancelSignal()))
                .isInstanceOf(StorageException.PreconditionFailed.class)
                .hasMessageContaining("run the mirror");
        assertThat(bench.left.texts()).containsValue("theirs, edited");
        assertThat(bench.conflicts.list(false)).hasSize(1);
    }

    @Test
    void aCopyThatWasEditedOnceMoreCanStillBeSettledAfterARun() throws StorageException {
        bench.run();
        RecordedConflict found = onlyOne();
        bench.left.put(Objects.requireNonNull(found.copy()), "theirs, edited");
        assertThat(bench.run().ok()).isTrue();
        assertThat(onlyOne().id()).isEqualTo(found.id());
        resolve(ConflictChoice.DESTINATION);
        assertThat(bench.right.texts()).containsOnlyKeys("note.md").containsValue("theirs, edited");
    }

    @Test
    void theOriginalThatWasEditedOnceMoreCanStillBeSettledAfterARun() throws StorageException {
        bench.run();
        bench.right.put("note.md", bench.right.texts().get("note.md") + ", edited");
        assertThat(bench.run().ok()).isTrue();
        resolve(ConflictChoice.SOURCE);
        assertThat(bench.right.texts()).hasSize(1).containsKey("note.md");
        assertThat(bench.right.texts().get("note.md")).startsWith("mine");
    }

    @Test
    void nothingIsSettledWhileSomebodyElseHoldsTheSource() throws StorageException {
        bench.run();
        bench.source = new MemoryTree(bench.left).withGuarding(Tree.Guarding.BY_HOLDING);
        try (Tree.Hold held = bench.source.hold()) {
            assertThatThrownBy(() -> bench.resolver().resolve(onlyOne(), ConflictChoice.SOURCE, new CancelSignal()))
                    .isInstanceOf(StorageException.Transient.class);
            held.renew();
        }
        assertThat(bench.left.texts()).hasSize(2);
        resolve(ConflictChoice.SOURCE);
        assertThat(bench.left.isHeld()).isFalse();
    }

    @Test
    void oneThatAPersonSettledByHandClosesByItself() {
        bench.run();
        bench.left.delete(Objects.requireNonNull(onlyOne().copy()));
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.conflicts.list(false)).isEmpty();
        assertThat(bench.conflicts.list(true))
                .extracting(RecordedConflict::choice)
                .containsExactly(ConflictChoice.GONE);
    }

    @Test
    void aWinnerThatThePolicyPicksIsListedAsResolved() {
        bench.policy = bench.policy.withResolution(Resolution.SOURCE_WINS);
        assertThat(bench.run().ok()).isTrue();
        assertThat(bench.conflicts.list(false)).isEmpty();
        assertThat(bench.conflicts.list(true))
                .extracting(RecordedConflict::choice)
                .containsExactly(ConflictChoice.SOURCE);
        assertThat(bench.right.trashed()).extracting(Trashed::text).contains("theirs");
    }
}
