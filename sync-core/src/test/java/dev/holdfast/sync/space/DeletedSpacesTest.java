package dev.holdfast.sync.space;

import static dev.holdfast.sync.space.Spaces.SPACE;
import static dev.holdfast.sync.space.Spaces.put;
import static dev.holdfast.sync.space.Spaces.text;
import static dev.holdfast.sync.space.Spaces.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeListing;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spaces that are deleted as a whole, and what thirty days of undo are for them. */
class DeletedSpacesTest {
    @TempDir
    Path home = Path.of("");

    private final ManualClock clock = new ManualClock();
    private SpaceStore store = new SpaceStore(home, clock);

    @BeforeEach
    void open() {
        store = new SpaceStore(home, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long rows(String table) {
        return store.database().readIfThere(-1L, connection -> Sql.number(connection, "SELECT count(*) FROM " + table));
    }

    private SpaceDocument undo(String pathOrId) {
        return store.undo(SPACE, pathOrId, Optional.empty(), Optional.empty());
    }

    @Test
    void aDeletedSpaceIsGoneForEverybodyWhoLooks() {
        put(store, "a.md", "one");
        put(store, "deep/b.md", "three");

        SpaceStore.Summary gone = store.deleteSpace(SPACE);

        assertThat(gone).isEqualTo(new SpaceStore.Summary(SPACE, 2, 8, gone.deleted()));
        assertThat(gone.deleted()).isPresent();
        assertThat(store.deletedSpaces()).containsExactly(gone);
        assertThat(store.spaces()).isEmpty();
        assertThat(store.has(SPACE)).isFalse();
        List<Consumer<SpaceStore>> looks = List.of(
                all -> all.list(SPACE),
                all -> all.deleted(SPACE),
                all -> all.find(SPACE, "a.md"),
                all -> all.delete(SPACE, "a.md"),
                all -> undo("a.md"),
                all -> all.deleteSpace(SPACE));
        for (Consumer<SpaceStore> look : looks) {
            assertThatThrownBy(() -> look.accept(store))
                    .isInstanceOf(SpaceException.class)
                    .hasMessageContaining("was deleted; 'holdfast space undo notes --all' brings it back");
        }
    }

    @Test
    void aDeletedSpaceComesBackAsItWasForThirtyDays() {
        String id = put(store, "a.md", "one").id();
        put(store, "a.md", "two");
        put(store, "gone.md", "deleted by itself");
        store.delete(SPACE, "gone.md");
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(29));

        assertThat(store.undoSpace(SPACE)).isEqualTo(new SpaceStore.Summary(SPACE, 1, 3, Optional.empty()));

        assertThat(texts(store)).isEqualTo(Map.of("a.md", "two"));
        assertThat(store.find(SPACE, id).orElseThrow().revision()).isEqualTo(2);
        assertThat(undo("a.md").id()).isEqualTo(id);
        assertThat(text(store, "a.md")).isEqualTo("one");
        assertThat(undo("gone.md").path()).isEqualTo("gone.md");
        assertThat(store.deletedSpaces()).isEmpty();
    }

    @Test
    void aDeletedSpaceGoesForGoodAfterThirtyDays() {
        put(store, "a.md", "one");
        put(store, "a.md", "two");
        put(store, "deep/b.md", "three");
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(31));

        assertThat(store.deletedSpaces()).isEmpty();
        assertThatThrownBy(() -> store.list(SPACE)).hasMessageContaining("There is no space 'notes'");
        assertThatThrownBy(() -> store.undoSpace(SPACE)).hasMessageContaining("There is no space 'notes'");
        assertThat(store.sweep()).isPositive();
        for (String table : List.of("space", "document", "document_version", "directory", "content", "content_part")) {
            assertThat(rows(table)).as(table).isZero();
        }
    }

    @Test
    void aSpaceThatIsMadeAgainBeginsEmptyAndStillHasWhatWasDeletedInItsTrash() {
        String id = put(store, "deep/a.md", "one").id();
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(20));

        put(store, "deep", "a document where a directory was");

        assertThat(texts(store)).containsOnlyKeys("deep");
        assertThatThrownBy(() -> store.undoSpace(SPACE)).hasMessageContaining("space list notes --deleted");
        assertThat(store.deleted(SPACE)).extracting(SpaceDocument::id).containsExactly(id);
        assertThat(store.undo(SPACE, id, Optional.empty(), Optional.of("b.md")).id())
                .isEqualTo(id);
        assertThat(text(store, "b.md")).isEqualTo("one");
        store.delete(SPACE, "deep");
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(11));
        assertThat(store.undoSpace(SPACE).documents()).isEqualTo(1);
        assertThat(texts(store)).isEqualTo(Map.of("b.md", "one"));
    }

    @Test
    void anExportMakesADeletedSpaceAgainWithTheIdsItHad(@TempDir Path directory) {
        String id = put(store, "deep/a.md", "one").id();
        Spaces.export(store, directory, ExportOptions.DEFAULT);
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(1));

        TransferReport report = Spaces.bring(store, directory, ImportOptions.DEFAULT);

        assertThat(report.created()).isEqualTo(1);
        assertThat(texts(store)).isEqualTo(Map.of("deep/a.md", "one"));
        assertThat(store.find(SPACE, id)).isPresent();
        store.delete(SPACE, id);
        assertThat(Spaces.bring(store, directory, ImportOptions.DEFAULT).created())
                .as("what was deleted by itself stays so")
                .isZero();
    }

    @Test
    void whatWasDeletedWithTheSpaceIsUndoneForThirtyDaysFromThen() {
        String id = put(store, "a.md", "one").id();
        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(20));
        store.create(SPACE);
        clock.advance(Duration.ofDays(11));

        put(store, "b.md", "a change clears away what is old");

        assertThat(store.deleted(SPACE)).isEmpty();
        assertThatThrownBy(() -> undo(id)).hasMessageContaining("There is no document");
        assertThat(rows("content")).isEqualTo(1);
    }

    @Test
    void theDeletionOfOneSpaceLeavesTheOthersAlone() throws IOException {
        put(store, "a.md", "one");
        store.put("other", DocumentWish.at("a.md"), Spaces.source(new byte[] {1}));

        store.deleteSpace(SPACE);
        clock.advance(Duration.ofDays(31));
        store.sweep();

        assertThat(store.spaces()).containsExactly(new SpaceStore.Summary("other", 1, 1, Optional.empty()));
        assertThat(store.list("other")).hasSize(1);
        assertThatThrownBy(() -> store.undoSpace("other")).hasMessageContaining("The space 'other' is there");
        assertThatThrownBy(() -> store.deleteSpace("memories")).hasMessageContaining("memory store's own");
    }

    @Test
    void aMirrorCanNotLookAtADeletedSpaceSoThatItTakesItForNoEmptiedOne() throws Exception {
        put(store, "a.md", "one");
        SpaceTree tree = new SpaceTree(store, SPACE, true);
        store.deleteSpace(SPACE);

        assertThatThrownBy(() -> tree.list(new CancelSignal()))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("space undo notes --all");
        assertThatThrownBy(() -> tree.makeDirectory("d"))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("space undo notes --all");
        clock.advance(Duration.ofDays(31));
        assertThat(tree.list(new CancelSignal())).isEqualTo(TreeListing.missing());
    }

    @Test
    void aFileThatKnowsNoDeletedSpacesIsBroughtToThemAsItIs() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("spaces.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(SpaceSchema.SCHEMA.steps().get(0));
            statement.executeUpdate("INSERT INTO space (name, created) VALUES ('notes', 1)");
            statement.execute("PRAGMA application_id = " + SpaceSchema.SCHEMA.applicationId());
            statement.execute("PRAGMA user_version = 1");
        }
        assertThat(store.spaces()).containsExactly(new SpaceStore.Summary(SPACE, 0, 0, Optional.empty()));
        put(store, "a.md", "one");
        store.deleteSpace(SPACE);
        assertThat(store.undoSpace(SPACE).documents()).isEqualTo(1);
    }
}
