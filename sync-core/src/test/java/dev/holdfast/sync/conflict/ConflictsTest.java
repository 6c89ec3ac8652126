package dev.holdfast.sync.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictsTest {
    private static final Version MINE = new Version(4, Instant.parse("2026-02-03T04:05:06.000000001Z"), "aa");
    private static final Version THEIRS = new Version(6, Instant.EPOCH, null);

    @TempDir
    Path home;

    private StateDatabase state;
    private Conflicts conflicts;

    @BeforeEach
    void open() {
        state = new StateDatabase(home.resolve("home"), InstantSource.system());
        conflicts = new Conflicts(state);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static RecordedConflict at(String path, long found, @Nullable ConflictChoice choice) {
        return RecordedConflict.of(
                ConflictKind.FILE, "notes", path, MINE, THEIRS, path + " 2", Instant.ofEpochMilli(found), choice);
    }

    @Test
    void aConflictIsListedAsItWasFoundUntilItIsResolved() {
        RecordedConflict first = at("a", 1, null);
        RecordedConflict second = at("b", 2, null);
        conflicts.add(first);
        conflicts.add(second);
        state.close();
        open();
        assertThat(conflicts.list(false)).containsExactly(second, first);
        assertThat(conflicts.find(first.id())).contains(first);
        conflicts.resolve(first.id(), ConflictChoice.BOTH, Instant.ofEpochMilli(3));
        assertThat(conflicts.list(false)).containsExactly(second);
        assertThat(conflicts.list(true))
                .extracting(RecordedConflict::choice)
                .containsExactly(null, ConflictChoice.BOTH);
        assertThat(conflicts.open("notes")).containsExactly(second);
        assertThat(conflicts.open("other")).isEmpty();
    }

    @Test
    void theSameConflictFoundAgainIsOneAndIsOpenAgain() {
        conflicts.add(at("a", 1, null));
        conflicts.resolve(at("a", 1, null).id(), ConflictChoice.SOURCE, Instant.ofEpochMilli(2));
        conflicts.add(at("a", 3, null));
        assertThat(conflicts.list(true)).hasSize(1);
        assertThat(conflicts.list(false)).hasSize(1);
    }

    @Test
    void aChoiceOnceMadeIsNotMadeAnew() {
        conflicts.add(at("a", 1, ConflictChoice.DESTINATION));
        conflicts.resolve(at("a", 1, null).id(), ConflictChoice.SOURCE, Instant.ofEpochMilli(2));
        assertThat(conflicts.list(true))
                .extracting(RecordedConflict::choice)
                .containsExactly(ConflictChoice.DESTINATION);
    }

    @Test
    void nobodyCanChooseThatItIsGone() {
        assertThat(ConflictChoice.named("Both")).contains(ConflictChoice.BOTH);
        assertThat(ConflictChoice.named("gone")).isEmpty();
    }
}
