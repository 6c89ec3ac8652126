package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Moves, the trash, and directories. */
abstract class TreeContractChanges extends TreeContractWrites {
    @Test
    void aMovedFileIsTheSameElsewhere() throws Exception {
        TreeEntry seen = create("a/from.txt", "text");

        TreeEntry moved = tree.move(seen, "b/c/to.txt");

        assertThat(moved.path()).isEqualTo("b/c/to.txt");
        assertThat(tree.look("a/from.txt")).isNull();
        assertThat(read("b/c/to.txt")).isEqualTo("text");
        assertAgree(tree.look("b/c/to.txt"), moved);
        assertThat(moved.identity()).isEqualTo(seen.identity());
        assertThat(present("a").kind()).isEqualTo(EntryKind.DIRECTORY);
        if (keepsTimes()) {
            assertThat(tree.asWritten(moved).modified()).isEqualTo(LONG_AGO);
        }
    }

    @Test
    void nothingIsMovedOverAnything() throws Exception {
        TreeEntry one = create("one", "1");
        create("two", "2");
        tree.makeDirectory("directory");

        assertChanged(() -> tree.move(one, "two"));
        assertChanged(() -> tree.move(one, "directory"));
        assertChanged(() -> tree.move(one, "one"));
        assertChanged(() -> tree.move(one, "two/below"));
        assertThat(paths()).containsExactly("directory/", "one", "two");
        assertThat(read("one")).isEqualTo("1");
        assertThat(read("two")).isEqualTo("2");
    }

    @Test
    void aFileIsMovedOnlyAsItWasSeen() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        edit("a.txt", "two");

        assertChanged(() -> tree.move(seen, "b.txt"));
        assertThat(paths()).containsExactly("a.txt");
        TreeEntry now = present("a.txt");
        tree.move(now, "b.txt");
        assertChanged(() -> tree.move(now, "b.txt"));
        assertThat(read("b.txt")).isEqualTo("two");
    }

    @Test
    void aDirectoryIsMovedWithAllInIt() throws Exception {
        create("from/a.txt", "a");
        create("from/deep/b.txt", "b");
        tree.makeDirectory("from/empty");

        tree.move(present("from"), "up/to");

        assertThat(paths())
                .containsExactly("up/", "up/to/", "up/to/a.txt", "up/to/deep/", "up/to/deep/b.txt", "up/to/empty/");
        assertThat(read("up/to/deep/b.txt")).isEqualTo("b");
        assertThat(tree.look("from")).isNull();
    }

    @Test
    void aDirectoryIsNotMovedIntoItselfNorOverAnother() throws Exception {
        create("from/a.txt", "a");
        tree.makeDirectory("taken");

        assertChanged(() -> tree.move(present("from"), "from/below"));
        assertChanged(() -> tree.move(present("from"), "taken"));
        assertThat(paths()).containsExactly("from/", "from/a.txt", "taken/");
    }

    @Test
    void aNameCanChangeInCaseAlone() throws Exception {
        TreeEntry file = create("name.txt", "text");
        create("dir/file.txt", "in it");

        tree.move(file, "Name.TXT");
        tree.move(present("dir"), "Dir");

        assertThat(paths()).containsExactly("Dir/", "Dir/file.txt", "Name.TXT");
        assertThat(read("Name.TXT")).isEqualTo("text");
        assertThat(read("Dir/file.txt")).isEqualTo("in it");
    }

    @Test
    void whatIsTrashedIsGoneFromItsPlaceAndKept() throws Exception {
        TreeEntry seen = create("a/b.txt", "text");

        String where = tree.trash(seen);

        assertThat(tree.look("a/b.txt")).isNull();
        assertThat(paths()).containsExactly("a/");
        if (where != null && trashed(where) != null) {
            assertThat(trashed(where)).isEqualTo("text");
        }
    }

    @Test
    void filesOfOneNameDoNotMeetInTheTrash() throws Exception {
        String first = tree.trash(create("a/b.txt", "one"));
        String second = tree.trash(create("a/b.txt", "two"));

        List<String> all = allTrashed();
        if (all != null) {
            assertThat(all).containsExactlyInAnyOrder("one", "two");
            assertThat(Objects.requireNonNull(first)).isNotEqualTo(second);
        }
    }

    @Test
    void aFileIsTrashedOnlyAsItWasSeen() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        edit("a.txt", "two");

        assertChanged(() -> tree.trash(seen));
        assertThat(read("a.txt")).isEqualTo("two");
        TreeEntry now = present("a.txt");
        tree.trash(now);
        assertChanged(() -> tree.trash(now));
    }

    @Test
    void aDirectoryIsNotTrashed() throws Exception {
        create("a/b.txt", "text");

        assertChanged(() -> tree.trash(present("a")));
        assertThat(read("a/b.txt")).isEqualTo("text");
    }

    @Test
    void theTrashIsEmptiedOfWhatIsOld() throws Exception {
        tree.trash(create("old.txt", "old"));
        assertThat(tree.sweep()).isZero();
        if (!passRetention()) {
            return;
        }
        create("kept.txt", "kept");

        assertThat(tree.sweep()).isEqualTo(1);

        assertThat(allTrashed()).isNullOrEmpty();
        assertThat(paths()).containsExactly("kept.txt");
    }

    @Test
    void aDirectoryIsMadeOnceWithThoseAboveIt() throws Exception {
        TreeEntry made = tree.makeDirectory("a/b/c");
        tree.makeDirectory("a/b/c");

        assertThat(made.kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(paths()).containsExactly("a/", "a/b/", "a/b/c/");
    }

    @Test
    void noDirectoryIsMadeOverOrBelowAFile() throws Exception {
        create("file", "text");

        assertChanged(() -> tree.makeDirectory("file"));
        assertChanged(() -> tree.makeDirectory("file/below"));
        assertThat(read("file")).isEqualTo("text");
    }

    @Test
    void aDirectoryIsRemovedWhenNothingIsInIt() throws Exception {
        tree.makeDirectory("a/b");
        create("c/file.txt", "text");

        assertThat(tree.removeDirectory("a")).isFalse();
        assertThat(tree.removeDirectory("c")).isFalse();
        assertThat(tree.removeDirectory("a/b")).isTrue();
        assertThat(tree.removeDirectory("a")).isTrue();
        assertThat(tree.removeDirectory("a")).isTrue();
        assertChanged(() -> tree.removeDirectory("c/file.txt"));
        assertThat(paths()).containsExactly("c/", "c/file.txt");
    }

    @Test
    void aDirectoryStaysWhenItsLastFileGoes() throws Exception {
        tree.trash(create("a/b/file.txt", "text"));

        assertThat(paths()).containsExactly("a/", "a/b/");
        assertThat(tree.removeDirectory("a/b")).isTrue();
        assertThat(tree.removeDirectory("a")).isTrue();
        assertThat(paths()).isEmpty();
    }
}
