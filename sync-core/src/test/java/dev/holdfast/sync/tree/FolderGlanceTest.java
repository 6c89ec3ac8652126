package dev.holdfast.sync.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A look at a folder is told from another one by all that a listing would show, and by nothing else. */
class FolderGlanceTest {
    @TempDir
    Path root;

    private final Set<String> seen = new HashSet<>();

    @BeforeEach
    void somethingIsThere() throws IOException {
        Files.createDirectories(root.resolve("dir/empty"));
        Files.writeString(root.resolve("dir/a"), "one");
        Files.writeString(root.resolve("b"), "two");
        Files.createSymbolicLink(root.resolve("link"), Path.of("b"));
    }

    private Glance glance() throws StorageException {
        return new FolderTree(root, HashCache.inMemory(10), Duration.ofDays(1)).glance(new CancelSignal());
    }

    private void assertNew() throws StorageException {
        assertThat(seen.add(glance().digest())).as("told from all before").isTrue();
    }

    @Test
    void twoLooksAtTheSameAreTheSame() throws StorageException {
        assertThat(glance().digest()).isEqualTo(glance().digest());
    }

    @Test
    void itShowsWhatAListingShows() throws StorageException {
        FolderTree tree = new FolderTree(root, HashCache.inMemory(10), Duration.ofDays(1));
        TreeListing listing = tree.list(new CancelSignal());
        assertThat(glance().listing()).isEqualTo(listing);
        assertThat(listing.entries())
                .extracting(TreeEntry::path, TreeEntry::kind)
                .contains(
                        tuple("dir/a", EntryKind.FILE),
                        tuple("dir/empty", EntryKind.DIRECTORY),
                        tuple("link", EntryKind.OTHER));
        for (TreeEntry entry : listing.entries()) {
            TreeEntry alone = tree.look(entry.path());
            assertThat(alone).isEqualTo(entry);
        }
    }

    @Test
    void eachChangeMakesAnotherLook() throws IOException {
        assertNew();
        Files.writeString(root.resolve("dir/a"), "longer");
        assertNew();
        Files.move(root.resolve("dir/a"), root.resolve("dir/c"));
        assertNew();
        Files.createDirectory(root.resolve("more"));
        assertNew();
        Files.delete(root.resolve("dir/empty"));
        assertNew();
        Files.delete(root.resolve("link"));
        assertNew();
        Files.setLastModifiedTime(root.resolve("b"), FileTime.from(Instant.EPOCH));
        assertNew();
        Files.delete(root.resolve("b"));
        assertNew();
    }

    /** The system's own time of change tells, which nobody can put back. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it does not show that time")
    void anEditOfTheSameSizeWithTheOldTimePutBackMakesAnotherLook() throws IOException {
        Path file = root.resolve("b");
        FileTime time = Files.getLastModifiedTime(file);
        Object changed = Files.getAttribute(file, "unix:ctime");
        assertNew();
        await().until(() -> {
            Files.writeString(file, "six");
            Files.setLastModifiedTime(file, time);
            return !changed.equals(Files.getAttribute(file, "unix:ctime"));
        });
        assertNew();
    }

    @Test
    void aFolderThatIsGoneIsAnotherLookThanAnEmptyOne() throws IOException {
        Path empty = Files.createDirectory(root.resolve("none"));
        String digest = new FolderTree(empty, HashCache.inMemory(10), Duration.ofDays(1))
                .glance(new CancelSignal())
                .digest();
        Files.delete(empty);
        assertThat(new FolderTree(empty, HashCache.inMemory(10), Duration.ofDays(1))
                        .glance(new CancelSignal())
                        .digest())
                .isNotEqualTo(digest);
    }
}
