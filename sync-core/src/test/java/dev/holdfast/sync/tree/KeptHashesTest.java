package dev.holdfast.sync.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.entry.HashCache.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptHashesTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000000006Z");

    @TempDir
    Path work;

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(work.resolve("home"));
    }

    private KeptHashes hashes(String folder, int most) {
        return new KeptHashes(home, work.resolve(folder), InstantSource.system(), most);
    }

    private KeptHashes hashes() {
        return hashes("folder", 100_000);
    }

    private static Content content(String path, long size) {
        return new Content(path, size, TIME, "v1", Optional.of("i1"));
    }

    private Optional<String> found(Content content) {
        try (KeptHashes hashes = hashes()) {
            return hashes.find(content);
        }
    }

    private void keep(Content content, String hash) {
        try (KeptHashes hashes = hashes()) {
            hashes.keep(content, hash);
            assertThat(hashes.find(content)).contains(hash);
        }
    }

    @Test
    void whatOneProcessReadTheNextOneKnows() {
        keep(content("a/é.md", 1), "hash");

        assertThat(found(content("a/é.md", 1))).contains("hash");
        keep(content("a/é.md", 2), "other");
        assertThat(found(content("a/é.md", 2))).contains("other");
    }

    @Test
    void whatDiffersInAnythingIsNotKnown() {
        keep(content("a", 1), "hash");

        assertThat(List.of(
                        content("a", 2),
                        content("b", 1),
                        new Content("a", 1, TIME.plusNanos(1), "v1", Optional.of("i1")),
                        new Content("a", 1, TIME, "v2", Optional.of("i1")),
                        new Content("a", 1, TIME, "v1", Optional.of("i2")),
                        new Content("a", 1, TIME, "v1", Optional.empty())))
                .allSatisfy(other -> assertThat(found(other)).isEmpty());
        try (KeptHashes elsewhere = hashes("elsewhere", 10)) {
            assertThat(elsewhere.find(content("a", 1))).isEmpty();
        }
    }

    @Test
    void manyAreOnTheDiskBeforeItIsClosed() {
        KeptHashes dies = hashes();
        for (int i = 0; i < 4_100; i++) {
            dies.keep(content("file " + i, 1), "hash " + i);
        }
        dies.keep(content("large", 1L << 30), "hash of it");

        assertThat(found(content("file 7", 1))).contains("hash 7");
        assertThat(found(content("large", 1L << 30))).contains("hash of it");
        dies.close();
    }

    @Test
    void nothingIsOpenedBeforeItIsAsked() {
        hashes().close();

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aDamagedFileIsThrownAwayWhole() throws IOException {
        keep(content("a", 1), "hash");
        Files.writeString(
                home.resolve(KeptHashes.FILE_NAME), "no database at all, but long enough to look like one".repeat(100));

        assertThat(found(content("a", 1))).isEmpty();
        keep(content("a", 1), "again");
        assertThat(found(content("a", 1))).contains("again");
        try (Stream<Path> names = Files.list(home)) {
            assertThat(names).noneMatch(name -> name.toString().contains("damaged"));
        }
    }

    @Test
    void whereNothingCanBeKeptEverythingIsRead() throws IOException {
        Files.createDirectory(home.resolve(KeptHashes.FILE_NAME));

        try (KeptHashes hashes = hashes()) {
            hashes.keep(content("a", 1), "hash");
            for (int i = 0; i < 2_500; i++) {
                hashes.keep(content("file " + i, 1), "hash");
            }
            assertThat(hashes.find(content("b", 1))).isEmpty();
        }
        assertThat(found(content("a", 1))).isEmpty();
    }

    @Test
    void ofTooManyThoseOfOtherFoldersGoFirst() {
        try (KeptHashes other = hashes("elsewhere", 3)) {
            other.keep(content("a", 1), "old");
            other.keep(content("b", 1), "old");
        }
        try (KeptHashes hashes = hashes("folder", 3)) {
            hashes.keep(content("a", 1), "new");
            hashes.keep(content("b", 1), "new");
        }
        assertThat(found(content("a", 1))).contains("new");
        try (KeptHashes other = hashes("elsewhere", 3)) {
            assertThat(other.find(content("a", 1))).isEmpty();
        }
        try (KeptHashes hashes = hashes("folder", 1)) {
            hashes.keep(content("c", 1), "too many");
        }
        assertThat(found(content("a", 1))).isEmpty();
    }

    /** The system can't tell two edits apart that lie close together. */
    @Test
    void aFileThatIsTooYoungIsReadAgainByTheNextProcess() throws Exception {
        Path folder = Files.createDirectory(work.resolve("folder"));
        Path old = Files.writeString(folder.resolve("old.md"), "old");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        Files.writeString(folder.resolve("young.md"), "young");
        try (KeptHashes hashes = hashes()) {
            FolderTree tree = new FolderTree(folder, hashes, Duration.ofDays(1));
            for (String path : List.of("young.md", "old.md")) {
                tree.hashed(Objects.requireNonNull(tree.look(path)), new CancelSignal());
            }
        }

        assertThat(rows()).containsExactly("old.md");
    }

    private List<String> rows() throws Exception {
        try (var connection =
                java.sql.DriverManager.getConnection("jdbc:sqlite:" + home.resolve(KeptHashes.FILE_NAME))) {
            return dev.holdfast.sync.state.Sql.query(connection, "SELECT path FROM file_hash", row -> row.getString(1));
        }
    }
}
