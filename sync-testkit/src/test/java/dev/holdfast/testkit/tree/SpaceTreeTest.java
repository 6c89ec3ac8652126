package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.space.DocumentWish;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.SpaceTree;
import dev.holdfast.sync.space.SpaceVersion;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTreeTest extends TreeContract {
    private static final String SPACE = "notes";
    private static final String SIDECAR = "note.md.meta.json";
    private static final String OTHER_ID = "0b5f4d1e-8a43-4b67-9a54-6d3a37c9a111";

    private final MovingInstant clock = new MovingInstant();

    @TempDir
    private Path home;

    private SpaceStore store = new SpaceStore(Path.of(""), clock);

    @Override
    protected Tree emptyTree() {
        store = new SpaceStore(home, clock);
        store.create(SPACE);
        return sameTree();
    }

    @Override
    protected Tree sameTree() {
        return new SpaceTree(store, SPACE, true);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    protected List<String> allTrashed() throws IOException {
        List<String> texts = new ArrayList<>();
        for (SpaceDocument gone : store.deleted(SPACE)) {
            texts.add(text(store.open(gone)));
        }
        for (SpaceDocument document : store.list(SPACE)) {
            for (SpaceVersion version : store.versions(SPACE, document.id())) {
                texts.add(text(store.open(version)));
            }
        }
        return texts;
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    protected boolean passRetention() {
        clock.advance(Duration.ofDays(31));
        return true;
    }

    @Override
    protected boolean leaveUnfinishedWrite(String path) throws SQLException {
        try (Connection died = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(SpaceStore.FILE_NAME))) {
            return Sql.update(
                            died,
                            "INSERT INTO content (sha256, size, begun) VALUES ('', 0, ?)",
                            clock.millis() - Duration.ofDays(2).toMillis())
                    == 1;
        }
    }

    private SpaceDocument described(String json) throws IOException {
        return store.put(
                        SPACE,
                        DocumentWish.at("note.md").withMetadata(json),
                        () -> new ByteArrayInputStream("text".getBytes(UTF_8)))
                .document();
    }

    private SpaceDocument document(String path) {
        return store.find(SPACE, path).orElseThrow();
    }

    @Test
    void aSpaceThatWasNeverMadeIsMissingAndNotEmpty() throws Exception {
        try (Tree none = new SpaceTree(store, "none", true)) {
            assertThat(none.list(new CancelSignal()).rootThere()).isFalse();
            assertThatThrownBy(() -> none.look("a.md")).isInstanceOf(StorageException.Permanent.class);
        }
        try (SpaceStore elsewhere = new SpaceStore(home.resolve("other"), clock);
                Tree none = new SpaceTree(elsewhere, SPACE, true)) {
            assertThat(none.list(new CancelSignal()).rootThere()).isFalse();
            assertThat(home.resolve("other")).doesNotExist();
        }
    }

    @Test
    void aDocumentKeepsItsIdWhenItsDirectoryIsMoved() throws Exception {
        TreeEntry seen = create("a/note.md", "text");
        tree.move(present("a"), "b");

        assertThat(present("b/note.md").identity()).isEqualTo(seen.identity());
        assertThat(document("b/note.md").revision()).isGreaterThan(1);
    }

    @Test
    void metadataIsAFileBesideItsDocument() throws Exception {
        SpaceDocument document = described("{\"tags\":[\"b\",\"a\"],\"author\":\"Ada\"}");

        assertThat(paths()).containsExactly("note.md", SIDECAR);
        assertThat(read(SIDECAR)).isEqualTo("""
                {
                  "id" : "%s",
                  "metadata" : {
                    "author" : "Ada",
                    "tags" : [
                      "b",
                      "a"
                    ]
                  }
                }
                """.formatted(document.id()));
        assertThat(present(SIDECAR).hash()).isEqualTo(sha256(read(SIDECAR).getBytes(UTF_8)));
    }

    @Test
    void whoeverWritesThatFileChangesTheMetadataInTheFormOfTheSpace() throws Exception {
        SpaceDocument before = described("{\"author\":\"Ada\"}");
        TreeEntry written = write(SIDECAR, present(SIDECAR), "{\"metadata\":{\"z\":1,\"author\":\"Grace\"}}");

        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Grace\",\"z\":1}");
        assertThat(document("note.md").id()).isEqualTo(before.id());
        assertAgree(present(SIDECAR), written);
        assertThat(written.modified()).isEqualTo(LONG_AGO);
        String form = read(SIDECAR);
        assertThat(write(SIDECAR, present(SIDECAR), form).hash()).isEqualTo(written.hash());
        assertThat(store.undo(SPACE, "note.md", Optional.empty(), Optional.empty())
                        .metadata())
                .isEqualTo("{\"author\":\"Ada\"}");
    }

    @Test
    void anEditOfTheMetadataIsNoEditOfTheDocument() throws Exception {
        described("{\"author\":\"Ada\"}");
        TreeEntry note = present("note.md");
        write(SIDECAR, present(SIDECAR), "{\"metadata\":{\"author\":\"Grace\"}}");

        assertThat(write("note.md", note, "more text").size()).isEqualTo(9);
    }

    @Test
    void whoeverTrashesThatFileClearsTheMetadata() throws Exception {
        described("{\"author\":\"Ada\"}");
        tree.trash(present(SIDECAR));

        assertThat(paths()).containsExactly("note.md");
        assertThat(document("note.md").metadata()).isEqualTo("{}");
    }

    @Test
    void aFileThatHoldsNoMetadataAnyMoreIsRefusedAndTheyStay() throws Exception {
        described("{\"author\":\"Ada\"}");

        for (String text : List.of("{\"metadata\":", "{\"metadata\":{}}", "[]", "")) {
            assertThatThrownBy(() -> write(SIDECAR, present(SIDECAR), text))
                    .isInstanceOf(StorageException.Permanent.class)
                    .hasMessageContaining(SIDECAR)
                    .hasMessageContaining("mend it");
        }
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
    }

    @Test
    void metadataThatComesBeforeItsDocumentFindsIt() throws Exception {
        String text = "{\"id\":\"" + OTHER_ID + "\",\"metadata\":{\"author\":\"Ada\"}}";
        create(SIDECAR, text);
        assertThat(read(SIDECAR)).isEqualTo(text);
        create("note.md", "text");

        assertThat(paths()).containsExactly("note.md", SIDECAR);
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
        assertThat(document("note.md").id()).isEqualTo(OTHER_ID);
        assertThat(store.find(SPACE, SIDECAR)).isEmpty();
    }

    @Test
    void metadataThatComesAfterItsDocumentFindsIt() throws Exception {
        create("note.md", "text");
        create(SIDECAR, "{\"id\":\"" + OTHER_ID + "\",\"metadata\":{\"author\":\"Ada\"}}");

        assertThat(document(OTHER_ID).path()).isEqualTo("note.md");
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
    }

    @Test
    void anIdThatAnotherDocumentHasIsNotTakenFromIt() throws Exception {
        create("note.md", "text");
        String id = Objects.requireNonNull(create("other.md", "text").identity());
        create(SIDECAR, "{\"id\":\"" + id + "\",\"metadata\":{\"author\":\"Ada\"}}");

        assertThat(document(id).path()).isEqualTo("other.md");
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
    }

    @Test
    void aDocumentOfSuchANameIsADocument() throws Exception {
        create("note.md", "text");
        create(SIDECAR, "{\"mine\":true}");
        described("{\"author\":\"Ada\"}");

        assertThat(paths()).containsExactly("note.md", SIDECAR);
        assertThat(read(SIDECAR)).isEqualTo("{\"mine\":true}");
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
        tree.trash(present(SIDECAR));
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
        assertThat(read(SIDECAR)).contains("Ada");
    }

    @Test
    void metadataMoveWithTheirDocumentInWhicheverOrder() throws Exception {
        described("{\"author\":\"Ada\"}");
        TreeEntry note = present("note.md");
        TreeEntry sidecar = present(SIDECAR);
        tree.move(sidecar, "deep/new.md.meta.json");
        assertThat(paths()).containsExactly("deep/", "deep/new.md.meta.json", "note.md");
        tree.move(note, "deep/new.md");

        assertThat(paths()).containsExactly("deep/", "deep/new.md", "deep/new.md.meta.json");
        assertThat(document("deep/new.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
        assertThat(document("deep/new.md").id()).isEqualTo(note.identity());
        tree.move(present("deep/new.md"), "again.md");
        assertThat(paths()).containsExactly("again.md", "again.md.meta.json", "deep/");
    }

    @Test
    void nothingIsPutBelowTheFileThatShowsMetadata() throws Exception {
        described("{\"author\":\"Ada\"}");

        assertChanged(() -> create(SIDECAR + "/below", "text"));
        assertChanged(() -> tree.makeDirectory(SIDECAR));
        assertChanged(() -> create(SIDECAR, "{\"metadata\":{\"a\":1}}"));
        assertThat(paths()).containsExactly("note.md", SIDECAR);
    }

    @Test
    void withoutMetadataSuchAFileIsAFileLikeAnyOther() throws Exception {
        described("{\"author\":\"Ada\"}");
        try (Tree plain = new SpaceTree(store, SPACE, false)) {
            assertThat(plain.look(SIDECAR)).isNull();
            plain.write(
                    SIDECAR,
                    null,
                    described("{\"metadata\":{\"a\":1}}", LONG_AGO),
                    source("{\"metadata\":{\"a\":1}}"),
                    NOBODY,
                    new CancelSignal());
            assertThat(plain.list(new CancelSignal()).entries()).hasSize(2);
        }
        assertThat(document("note.md").metadata()).isEqualTo("{\"author\":\"Ada\"}");
    }

    @Test
    void filesThatShowMetadataAreNobodysWhereTheyAreLeftOut() {
        try (Tree bare = new SpaceTree(store, SPACE, false)) {
            assertThat(bare.names().fit("deep/" + SIDECAR, false)).isFalse();
            assertThat(bare.names().fit("note.md", false)).isTrue();
            assertThat(bare.names().fit("x" + SIDECAR, true)).isTrue();
            assertThat(tree.names().fit(SIDECAR, false)).isTrue();
        }
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsRead() {
        TreeEntry tooLong = TreeEntry.file("big.bin", SpaceStore.LONGEST + 1, LONG_AGO);

        assertThatThrownBy(() -> tree.write(
                        "big.bin",
                        null,
                        tooLong,
                        () -> {
                            throw new AssertionError("read");
                        },
                        NOBODY,
                        new CancelSignal()))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("64 MiB");
    }

    @Test
    void namesThatNoStoreCanHoldAreRefused() {
        for (String path : List.of("a\0b", "lone \ud800 half")) {
            assertThatThrownBy(() -> create(path, "text")).isInstanceOf(StorageException.InvalidKey.class);
        }
    }
}
