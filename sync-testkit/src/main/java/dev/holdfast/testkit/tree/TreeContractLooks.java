package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What looks show. */
abstract class TreeContractLooks extends TreeContractSetup {
    @Test
    void anEmptyTreeIsThereAndWhole() throws Exception {
        TreeListing listing = list();

        assertThat(listing.entries()).isEmpty();
        assertThat(listing.rootThere()).isTrue();
        assertThat(listing.complete()).isTrue();
        assertThat(listing.unreadable()).isEmpty();
    }

    @Test
    void aListingHasEveryFileAndEveryEmptyDirectory() throws Exception {
        create("top.txt", "top");
        create("a/b/deep.txt", "deep");
        tree.makeDirectory("a/empty/inner");

        assertThat(paths()).containsExactly("a/", "a/b/", "a/b/deep.txt", "a/empty/", "a/empty/inner/", "top.txt");
    }

    @Test
    void aListingAgreesWithLooks() throws Exception {
        create("a/file.txt", "some text");

        TreeEntry entry = listed("a/file.txt");

        assertThat(entry.kind()).isEqualTo(EntryKind.FILE);
        assertThat(entry.size()).isEqualTo(9);
        assertAgree(tree.look("a/file.txt"), entry);
        assertThat(entry.identity()).isEqualTo(present("a/file.txt").identity());
        assertThat(entry.version()).isEqualTo(present("a/file.txt").version());
        assertThat(entry.modified()).isEqualTo(present("a/file.txt").modified());
    }

    @Test
    void aLookFindsFilesAndDirectoriesAndNothing() throws Exception {
        create("a/file.txt", "text");
        tree.makeDirectory("empty");

        assertThat(present("a/file.txt").kind()).isEqualTo(EntryKind.FILE);
        assertThat(present("a").kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(present("empty").kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(tree.look("a/none")).isNull();
        assertThat(tree.look("none/at/all")).isNull();
        assertThat(tree.look("a/file.txt/below")).isNull();
        assertThat(tree.look("a/fil")).isNull();
    }

    @Test
    void whatIsNeitherFileNorDirectoryIsShownAndLeftAlone() throws Exception {
        if (!putOther("other")) {
            return;
        }
        TreeEntry other = listed("other");

        assertThat(other.kind()).isEqualTo(EntryKind.OTHER);
        assertThat(present("other").kind()).isEqualTo(EntryKind.OTHER);
        assertChanged(() -> create("other", "over it"));
        assertChanged(() -> write("other", other, "over it"));
        assertChanged(() -> tree.trash(other));
        assertChanged(() -> tree.makeDirectory("other"));
        assertChanged(() -> tree.removeDirectory("other"));
        assertThat(present("other").kind()).isEqualTo(EntryKind.OTHER);
    }

    @Test
    void anEditThatKeepsTheSizeShows() throws Exception {
        TreeEntry before = create("a.txt", "one");
        edit("a.txt", "two");

        TreeEntry now = present("a.txt");

        assertThat(now.agreesWith(before)).isFalse();
        assertThat(read(now)).isEqualTo("two");
    }

    @Test
    void aHashIsThatOfTheBytes() throws Exception {
        create("a.txt", "some text");

        String expected = sha256("some text".getBytes(UTF_8));
        assertThat(hashed(listed("a.txt")).hash()).isEqualTo(expected);
        assertThat(hashed(present("a.txt")).hash()).isEqualTo(expected);
    }

    @Test
    void aHashOfWhatIsThereNoMoreIsRefused() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        edit("a.txt", "two");
        TreeEntry gone = create("b.txt", "gone");
        tree.trash(gone);

        assertChanged(() -> hashed(seen));
        assertChanged(() -> hashed(gone));
    }

    @Test
    void readingGivesWhatWasSeenOrFails() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        assertThat(read(seen)).isEqualTo("one");
        edit("a.txt", "two");

        assertChanged(() -> read(seen));
        assertThat(read("a.txt")).isEqualTo("two");
    }

    @Test
    void anEditWhileAFileIsReadNeverGivesAMixture() throws Exception {
        String before = "1".repeat(300_000);
        TreeEntry seen = create("a.txt", before);

        try (InputStream in = tree.open(seen)) {
            byte[] first = in.readNBytes(1000);
            edit("a.txt", "2".repeat(300_000));
            String all = new String(first, UTF_8) + new String(in.readAllBytes(), UTF_8);
            assertThat(all).isEqualTo(before);
        } catch (StorageException e) {
            assertThat(e).isInstanceOfAny(StorageException.PreconditionFailed.class, StorageException.Transient.class);
        }
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        create("empty.txt", "");

        assertThat(listed("empty.txt").size()).isZero();
        assertThat(read("empty.txt")).isEmpty();
    }

    @Test
    void pathsThatLeadOutAreRefused() throws Exception {
        for (String path : List.of("", "/", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a/", "./a", "a/.")) {
            assertThatThrownBy(() -> create(path, "out"))
                    .as("writing to \"%s\"", path)
                    .isInstanceOf(StorageException.InvalidKey.class);
            assertThatThrownBy(() -> tree.look(path)).isInstanceOf(StorageException.InvalidKey.class);
            assertThatThrownBy(() -> tree.makeDirectory(path)).isInstanceOf(StorageException.InvalidKey.class);
        }
        TreeEntry file = create("file", "stays");
        assertThatThrownBy(() -> tree.move(file, "../file")).isInstanceOf(StorageException.InvalidKey.class);
        assertThat(paths()).containsExactly("file");
    }

    @Test
    void aCancelledLookEndsSo() throws Exception {
        create("a.txt", "text");
        CancelSignal cancelled = new CancelSignal();
        cancelled.cancel();

        assertThatThrownBy(() -> tree.list(cancelled)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> tree.hashed(present("a.txt"), cancelled)).isInstanceOf(CancellationException.class);
    }

    @Test
    void twoLooksAtOneRootSeeTheSame() throws Exception {
        create("a/b.txt", "text");

        try (Tree other = sameTree()) {
            assertThat(other.list(new CancelSignal()).entries())
                    .filteredOn(entry -> entry.kind() == EntryKind.FILE)
                    .singleElement()
                    .satisfies(entry -> assertAgree(entry, listed("a/b.txt")));
        }
    }

    @Test
    void namesThatDifferInCaseAreTwoOrOneAsItSays() throws Exception {
        create("Name.txt", "one");

        if (tree.caseSensitive()) {
            assertThat(tree.look("name.txt")).isNull();
            create("name.txt", "two");
            assertThat(read("Name.txt")).isEqualTo("one");
            assertThat(read("name.txt")).isEqualTo("two");
        } else {
            assertThat(present("name.txt").path()).isEqualTo("Name.txt");
            assertChanged(() -> create("name.txt", "two"));
            assertThat(read("Name.txt")).isEqualTo("one");
        }
    }
}
