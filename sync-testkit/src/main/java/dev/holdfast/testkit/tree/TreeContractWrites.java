package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What writes do. */
abstract class TreeContractWrites extends TreeContractLooks {
    @Test
    void whatIsWrittenIsThereWithItsHashAndTime() throws Exception {
        TreeEntry written = create("a/b/c.txt", "text");

        assertThat(read("a/b/c.txt")).isEqualTo("text");
        assertThat(written.path()).isEqualTo("a/b/c.txt");
        assertThat(written.size()).isEqualTo(4);
        assertThat(written.hash()).isEqualTo(sha256("text".getBytes(UTF_8)));
        assertAgree(tree.look("a/b/c.txt"), written);
        assertAgree(listed("a/b/c.txt"), written);
        if (keepsTimes()) {
            assertThat(tree.asWritten(present("a/b/c.txt")).modified()).isEqualTo(LONG_AGO);
        }
    }

    @Test
    void aFileIsCreatedWhereNothingIsAlone() throws Exception {
        create("a.txt", "first");

        assertChanged(() -> create("a.txt", "second"));
        assertThat(read("a.txt")).isEqualTo("first");
    }

    @Test
    void aFileIsReplacedOnlyAsItWasSeen() throws Exception {
        TreeEntry first = create("a.txt", "one");
        TreeEntry second = write("a.txt", first, "two");

        assertChanged(() -> write("a.txt", first, "three"));
        assertThat(read("a.txt")).isEqualTo("two");
        write("a.txt", second, "three");
        assertThat(read("a.txt")).isEqualTo("three");
    }

    @Test
    void whatWasListedCanBeReplaced() throws Exception {
        create("a.txt", "one");

        write("a.txt", listed("a.txt"), "two");

        assertThat(read("a.txt")).isEqualTo("two");
    }

    @Test
    void whatIsReplacedGoesToTheTrash() throws Exception {
        TreeEntry first = create("a.txt", "one");
        write("a.txt", first, "two");

        List<String> trashed = allTrashed();
        if (trashed != null && keepsReplaced()) {
            assertThat(trashed).containsExactly("one");
        }
        assertThat(paths()).containsExactly("a.txt");
    }

    @Test
    void aFileThatIsGoneIsNotReplaced() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        tree.trash(seen);

        assertChanged(() -> write("a.txt", seen, "two"));
        assertThat(tree.look("a.txt")).isNull();
    }

    @Test
    void anEditBetweenLookAndWriteIsNotOverwritten() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        edit("a.txt", "two");

        assertChanged(() -> write("a.txt", seen, "three"));
        assertThat(read("a.txt")).isEqualTo("two");
    }

    @Test
    void aWriteWhoseReplyWasLostSaysSoWhenItIsRepeated() throws Exception {
        create("a.txt", "one");

        assertChanged(() -> create("a.txt", "one"));
        assertThat(hashed(present("a.txt")).hash()).isEqualTo(sha256("one".getBytes(UTF_8)));
    }

    @Test
    void nothingIsWrittenOverOrBelowTheWrongKind() throws Exception {
        TreeEntry file = create("file", "text");
        tree.makeDirectory("directory");
        TreeEntry directory = present("directory");

        assertChanged(() -> create("file/below", "text"));
        assertChanged(() -> create("directory", "text"));
        assertChanged(() -> write("directory", directory, "text"));
        assertChanged(() -> write("directory", file, "text"));
        assertThat(paths()).containsExactly("directory/", "file");
    }

    @Test
    void whatArrivesOtherwiseThanItWasSaidIsNotWritten() {
        TreeEntry said = described("the text", LONG_AGO);

        assertThatThrownBy(() -> tree.write("a.txt", null, said, source("the tixt"), NOBODY, new CancelSignal()))
                .isInstanceOf(StorageException.Corrupt.class);
        assertThatThrownBy(() -> tree.write("a.txt", null, said, source("the"), NOBODY, new CancelSignal()))
                .isInstanceOf(StorageException.Corrupt.class);
        assertThatThrownBy(() -> present("a.txt")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aFailureOfTheSourceLeavesEverythingAsItWas() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        TreeEntry said = TreeEntry.file("x", 3, LONG_AGO);

        assertThatThrownBy(() -> tree.write("a.txt", seen, said, failing(null), NOBODY, new CancelSignal()))
                .isInstanceOf(StorageException.Unreadable.class);
        StorageException changed = new StorageException.PreconditionFailed("It changed.", null);
        assertThatThrownBy(() -> tree.write("b.txt", null, said, failing(changed), NOBODY, new CancelSignal()))
                .isSameAs(changed);
        assertThatThrownBy(() -> tree.write(
                        "b.txt",
                        null,
                        said,
                        () -> {
                            throw changed;
                        },
                        NOBODY,
                        new CancelSignal()))
                .isSameAs(changed);
        assertThat(paths()).containsExactly("a.txt");
        assertThat(read(seen)).isEqualTo("one");
    }

    private static Tree.Source failing(@Nullable StorageException failure) {
        return () -> new FilterInputStream(new ByteArrayInputStream(new byte[3])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw failure != null ? failure : new IOException("planned");
            }

            @Override
            public int read() throws IOException {
                throw failure != null ? failure : new IOException("planned");
            }
        };
    }

    @Test
    void aCancelledWriteLeavesEverythingAsItWas() throws Exception {
        TreeEntry seen = create("a.txt", "one");
        CancelSignal cancel = new CancelSignal();
        String text = "2".repeat(1_000_000);
        Tree.Source source = () -> {
            InputStream in = source(text).open();
            cancel.cancel();
            return in;
        };

        assertThatThrownBy(() -> tree.write("a.txt", seen, described(text, LONG_AGO), source, NOBODY, cancel))
                .isInstanceOf(CancellationException.class);
        assertThat(read(seen)).isEqualTo("one");
        assertThat(paths()).containsExactly("a.txt");
    }

    @Test
    void progressGoesForwardToTheSize() throws Exception {
        String text = "x".repeat(700_000);
        List<Long> heard = new ArrayList<>();

        tree.write("big", null, described(text, LONG_AGO), source(text), bytes -> heard.add(bytes), new CancelSignal());

        assertThat(heard).isSorted().last().isEqualTo(700_000L);
        assertThat(read("big")).isEqualTo(text);
    }

    @Test
    void aWriteThatDiedIsNeverShownAndSwept() throws Exception {
        create("a/b.txt", "text");
        if (!leaveUnfinishedWrite("a/c.txt")) {
            return;
        }

        assertThat(paths()).containsExactly("a/", "a/b.txt");
        assertThat(tree.sweep()).isEqualTo(1);
        assertThat(tree.sweep()).isZero();
        assertThat(read("a/b.txt")).isEqualTo("text");
    }

    @Test
    void ofManyWhoCreateOneFileOneSucceeds() throws Exception {
        if (tree.guarding() == Tree.Guarding.NONE) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String text = "text " + i;
                tries.add(threads.submit(() -> creates("contested/file.txt", text)));
            }
            int won = 0;
            for (Future<Boolean> each : tries) {
                won += each.get() ? 1 : 0;
            }
            assertThat(won).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean creates(String path, String text) throws StorageException {
        try {
            create(path, text);
            return true;
        } catch (StorageException.PreconditionFailed e) {
            return false;
        }
    }
}
