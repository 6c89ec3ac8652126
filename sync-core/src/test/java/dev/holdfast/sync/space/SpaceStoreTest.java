package dev.holdfast.sync.space;

import static dev.holdfast.sync.space.Spaces.SPACE;
import static dev.holdfast.sync.space.Spaces.bytes;
import static dev.holdfast.sync.space.Spaces.put;
import static dev.holdfast.sync.space.Spaces.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceStoreTest {
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

    private SpaceDocument undo(String pathOrId) {
        return store.undo(SPACE, pathOrId, Optional.empty(), Optional.empty());
    }

    private SpaceDocument found(String pathOrId) {
        return store.find(SPACE, pathOrId).orElseThrow();
    }

    private long contents() {
        return store.database().readIfThere(0L, connection -> Sql.number(connection, "SELECT count(*) FROM content"));
    }

    @Test
    void lookingMakesNothing() {
        assertThat(store.spaces()).isEmpty();
        assertThat(store.has(SPACE)).isFalse();
        assertThat(store.find(SPACE, "a.md")).isEmpty();
        assertThatThrownBy(() -> store.list(SPACE))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("There is no space 'notes'");
        assertThat(store.sweep()).isZero();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void whatWasStoredIsThereForAnotherProcessToo() {
        SpaceDocument document = put(
                store,
                DocumentWish.at("daily/monday.md").withMetadata("{\"b\": [1, 2.50], \"a\": null}"),
                "# Monday\n");
        try (SpaceStore other = new SpaceStore(home, clock)) {
            SpaceDocument same = other.find(SPACE, "daily/monday.md").orElseThrow();
            assertThat(same).isEqualTo(document);
            assertThat(same.metadata()).isEqualTo("{\"a\":null,\"b\":[1,2.50]}");
            assertThat(same.revision()).isEqualTo(1);
            assertThat(UUID.fromString(same.id())).hasToString(same.id());
            assertThat(bytes(other, same)).isEqualTo("# Monday\n".getBytes(UTF_8));
            assertThat(other.spaces()).containsExactly(new SpaceStore.Summary(SPACE, 1, 9, Optional.empty()));
        }
    }

    @Test
    void emptyAndUndecodableContentsAndOddNamesSurvive() {
        byte[] odd = {(byte) 0xff, 0, (byte) 0xc3, 0x28, '\r', '\n'};
        List<String> names =
                List.of(" ", "a b\tc", "…ß\uD83D\uDC19.md", "-rf", "CON", "a\\b", "*?<>|:\"", "x".repeat(3000));
        for (String name : names) {
            put(store, DocumentWish.at("odd/" + name), odd);
        }
        put(store, "empty", "");

        for (String name : names) {
            assertThat(bytes(store, found("odd/" + name))).isEqualTo(odd);
        }
        assertThat(found("empty").size()).isZero();
        assertThat(text(store, "empty")).isEmpty();
        assertThat(store.list(SPACE)).hasSize(names.size() + 1);
    }

    @Test
    void aLongDocumentComesBackWhole() {
        for (int size : new int[] {512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, 3_000_000}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            SpaceDocument document = put(store, DocumentWish.at("big.bin"), bytes);
            assertThat(document.size()).isEqualTo(size);
            assertThat(document.sha256()).isEqualTo(Hashes.of(bytes));
            assertThat(bytes(store, document)).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsTooLongIsRefusedAndLeavesNothing() {
        long[] given = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                given[0] += length;
                return length;
            }
        };

        assertThatThrownBy(() -> store.put(SPACE, DocumentWish.at("endless"), () -> endless))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("64 MiB");
        assertThat(given[0]).isLessThan(SpaceStore.LONGEST + (2 << 20));
        assertThat(contents()).isZero();
    }

    @Test
    void aSourceThatFailsLeavesEverythingAsItWas() {
        put(store, "a.bin", "before");
        InputStream failing = new InputStream() {
            private int left = 1_000_000;

            @Override
            public int read() throws IOException {
                throw new IOException("planned");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                left -= length;
                return left < 0 ? read() : length;
            }
        };

        assertThatThrownBy(() -> store.put(SPACE, DocumentWish.at("a.bin"), () -> failing))
                .isInstanceOf(IOException.class)
                .hasMessage("planned");
        assertThat(text(store, "a.bin")).isEqualTo("before");
        assertThat(contents()).isOne();
    }

    @Test
    void theSameAgainChangesNothing() throws IOException {
        DocumentWish wish = DocumentWish.at("a.md").withMetadata("{\"k\":1}");
        SpaceDocument document = put(store, wish, "text");
        clock.advance(Duration.ofHours(1));

        SpaceStore.Put again = store.put(SPACE, wish, Spaces.source("text".getBytes(UTF_8)));

        assertThat(again.outcome()).isEqualTo(SpaceStore.Outcome.UNCHANGED);
        assertThat(again.document()).isEqualTo(document);
        assertThat(store.versions(SPACE, "a.md")).isEmpty();
    }

    @Test
    void aChangeCanBeUndoneForThirtyDays() {
        String id = put(store, "a.md", "one").id();
        put(store, "a.md", "two");
        put(store, DocumentWish.at("a.md").withMetadata("{\"k\":1}"), "two");

        assertThat(undo("a.md").metadata()).isEqualTo("{}");
        assertThat(undo("a.md").metadata()).isEqualTo("{\"k\":1}");
        SpaceDocument first = store.undo(SPACE, id, Optional.of(1L), Optional.empty());
        assertThat(text(store, "a.md")).isEqualTo("one");
        assertThat(first.revision()).isGreaterThan(5);
        clock.advance(Duration.ofDays(31));
        assertThat(store.versions(SPACE, id)).isEmpty();
        assertThatThrownBy(() -> undo("a.md")).hasMessageContaining("no change to undo");
        assertThat(store.sweep()).isPositive();
        assertThat(contents()).isOne();
        assertThat(text(store, "a.md")).isEqualTo("one");
    }

    @Test
    void aDeletedDocumentCanBeBroughtBackForThirtyDays() {
        SpaceDocument document = put(store, "deep/a.md", "one");
        store.delete(SPACE, "deep/a.md");
        assertThat(store.find(SPACE, document.id())).isEmpty();
        assertThatThrownBy(() -> store.delete(SPACE, document.id())).hasMessageContaining("space undo notes");
        assertThat(store.deleted(SPACE)).extracting(SpaceDocument::path).containsExactly("deep/a.md");

        assertThat(undo("deep/a.md").id()).isEqualTo(document.id());
        assertThat(text(store, "deep/a.md")).isEqualTo("one");
        store.delete(SPACE, "deep/a.md");
        put(store, "deep/a.md", "in its place");
        assertThatThrownBy(() -> undo(document.id())).hasMessageContaining("no room");
        assertThat(store.undo(SPACE, document.id(), Optional.empty(), Optional.of("b.md"))
                        .path())
                .isEqualTo("b.md");
        store.delete(SPACE, "b.md");
        clock.advance(Duration.ofDays(31));
        assertThat(store.deleted(SPACE)).isEmpty();
        put(store, "c.md", "a change clears away what is old");
        assertThatThrownBy(() -> undo(document.id())).hasMessageContaining("There is no document");
        assertThat(contents()).isEqualTo(2);
    }

    @Test
    void aDocumentThatIsMovedKeepsItsIdAndItsHistory() {
        SpaceDocument document = put(store, "a.md", "zero");
        put(store, "a.md", "one");
        SpaceDocument moved =
                store.update(SPACE, "a.md", DocumentWish.at("x/y/b.md")).document();

        assertThat(moved.id()).isEqualTo(document.id());
        assertThat(moved.revision()).isEqualTo(3);
        assertThat(store.find(SPACE, "a.md")).isEmpty();
        assertThat(store.versions(SPACE, "x/y/b.md"))
                .extracting(SpaceVersion::revision)
                .containsExactly(1L);
        assertThat(undo("x/y/b.md").path()).isEqualTo("x/y/b.md");
        assertThat(text(store, "x/y/b.md")).isEqualTo("zero");
        assertThatThrownBy(() -> put(store, "x/y", "a file"))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("no room");
        assertThatThrownBy(() -> put(store, "x/y/b.md/below", "a file")).hasMessageContaining("no room");
    }

    @Test
    void aDocumentIsMovedOverNothing() {
        put(store, "a.md", "one");
        put(store, "b.md", "two");
        put(store, "deep/c.md", "three");

        for (String taken : List.of("b.md", "deep", "b.md/below", "a.md/below")) {
            assertThatThrownBy(() -> store.update(SPACE, "a.md", DocumentWish.at(taken)))
                    .as(taken)
                    .isInstanceOf(SpaceException.class)
                    .hasMessageContaining("There is no room for a document '" + taken + "'");
        }
        assertThat(Spaces.texts(store)).isEqualTo(Map.of("a.md", "one", "b.md", "two", "deep/c.md", "three"));
        assertThat(found("a.md").revision()).isEqualTo(1);
    }

    @Test
    void badNamesAreRefusedInOneSentence() {
        for (String path : List.of("", "/", "../a", "a/../b", "a//b", "a/", "./a", "a\0b", "\udc00")) {
            assertThatThrownBy(() -> put(store, path, "out"))
                    .as(path)
                    .isInstanceOf(SpaceException.class)
                    .hasMessageContaining("can't be the path of a document");
        }
        for (String space : List.of("", "a b", "../x", "-a", "ä", "x".repeat(65))) {
            assertThatThrownBy(() -> store.create(space))
                    .as(space)
                    .isInstanceOf(SpaceException.class)
                    .hasMessageContaining("can't be the name of a space");
        }
        assertThatThrownBy(() -> store.create("memories")).hasMessageContaining("memory store's own");
        assertThatThrownBy(() -> put(store, DocumentWish.at("a").withMetadata("[1]"), "text"))
                .hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> put(store, DocumentWish.at("a").withId("1"), "text"))
                .hasMessageContaining("UUID");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void manyWritersOfOneHomeLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int number = writer;
                all.add(threads.submit(() -> {
                    try (SpaceStore own = new SpaceStore(home, clock)) {
                        for (int i = 0; i < 10; i++) {
                            put(own, "shared.md", number + " " + i);
                            put(own, "of-" + number + "/" + i + ".md", "text " + i);
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.list(SPACE)).hasSize(41);
        assertThat(found("shared.md").revision()).isEqualTo(40);
        assertThat(store.versions(SPACE, "shared.md")).hasSize(39);
    }

    @Test
    void aDamagedFileIsRefusedAndLeftAsItIs() throws IOException {
        byte[] damaged = "this is no database, but long enough ".repeat(100).getBytes(UTF_8);
        Files.write(home.resolve("spaces.db"), damaged);

        assertThatThrownBy(() -> store.list(SPACE))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("holdfast restore --in-place holdfast-spaces");
        assertThat(home.resolve("spaces.db")).hasBinaryContent(damaged);
    }

    @Test
    void whatIsReadIsWhatWasOpenedWhateverIsStoredMeanwhile() throws IOException {
        byte[] before = new byte[2_000_000];
        SpaceDocument document = put(store, DocumentWish.at("a.bin"), before);
        try (InputStream in = store.open(document)) {
            byte[] first = Objects.requireNonNull(in.readNBytes(10));
            put(store, "a.bin", "after");
            assertThat(first.length + in.readAllBytes().length).isEqualTo(before.length);
        }
        assertThat(new ByteArrayInputStream(bytes(store, found("a.bin")))).hasContent("after");
    }
}
