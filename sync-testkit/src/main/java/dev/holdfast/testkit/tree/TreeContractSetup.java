package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suite needs to know of a tree, and what its parts share. */
abstract class TreeContractSetup {
    /** A time that any side can keep, long past. */
    static final Instant LONG_AGO = Instant.parse("2020-02-29T12:34:56Z");

    static final LongConsumer NOBODY = bytes -> {};

    Tree tree = new MemoryTree(new MemoryFiles());

    /** Gives a tree with nothing in it, whose root is there, once for each test. */
    protected abstract Tree emptyTree() throws Exception;

    /** Gives another look at what {@link #emptyTree} gave last, as another machine or program has it. */
    protected abstract Tree sameTree() throws Exception;

    /** Another program stores a file; by another look at the tree, unless it can be done more directly. */
    protected void edit(String path, String text) throws Exception {
        try (Tree other = sameTree()) {
            other.write(
                    path, other.look(path), described(text, Instant.now()), source(text), NOBODY, new CancelSignal());
        }
    }

    /**
     * Another program puts something there that is neither a file nor a directory.
     *
     * @return false where there is no such thing
     */
    protected boolean putOther(String path) throws Exception {
        return false;
    }

    /**
     * Reads a file in the trash.
     *
     * @param where what {@link Tree#trash} gave
     */
    protected @Nullable String trashed(String where) throws Exception {
        return null;
    }

    /** The texts of all that is in the trash; null where that can't be told. */
    protected @Nullable List<String> allTrashed() throws Exception {
        return null;
    }

    /** Whether the time that a file was written with is known afterwards. */
    protected boolean keepsTimes() {
        return true;
    }

    /** Whether what is replaced goes to the trash. */
    protected boolean keepsReplaced() {
        return true;
    }

    /**
     * Leaves behind what a write leaves whose process died in the middle.
     *
     * @return false when such a thing can't be made here
     */
    protected boolean leaveUnfinishedWrite(String path) throws Exception {
        return false;
    }

    /**
     * Lets the time pass after which what was trashed is removed for good.
     *
     * @return false when that can't be done here
     */
    protected boolean passRetention() throws Exception {
        return false;
    }

    /**
     * Lets more than half of the time pass after which a holder is given up that gave no sign, but not all of it, for every
     * look at the tree.
     *
     * @return false when that can't be done here
     */
    protected boolean passHalfALease() throws Exception {
        return false;
    }

    @BeforeEach
    void openTree() throws Exception {
        tree = emptyTree();
    }

    @AfterEach
    void closeTree() {
        tree.close();
        tree.close();
    }

    final TreeEntry create(String path, String text) throws StorageException {
        return write(path, null, text);
    }

    final TreeEntry write(String path, @Nullable TreeEntry over, String text) throws StorageException {
        return tree.write(path, over, described(text, LONG_AGO), source(text), NOBODY, new CancelSignal());
    }

    final String read(TreeEntry seen) throws IOException {
        try (InputStream in = tree.open(seen)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    final String read(String path) throws IOException {
        return read(present(path));
    }

    final TreeEntry present(String path) throws StorageException {
        return Objects.requireNonNull(tree.look(path), () -> "nothing is at " + path);
    }

    /** A hash costs nothing where it is known; where it is not, it is had by reading. */
    final TreeEntry hashed(TreeEntry seen) throws StorageException {
        return tree.hashed(seen, new CancelSignal());
    }

    final TreeListing list() throws StorageException {
        return tree.list(new CancelSignal());
    }

    /** All that is listed by its path, a directory's with a slash behind; those above others may be left out of a listing. */
    final List<String> paths() throws StorageException {
        TreeMap<String, Boolean> paths = new TreeMap<>();
        for (TreeEntry entry : list().entries()) {
            paths.put(entry.kind() == EntryKind.DIRECTORY ? entry.path() + "/" : entry.path(), true);
            for (int slash = entry.path().indexOf('/');
                    slash >= 0;
                    slash = entry.path().indexOf('/', slash + 1)) {
                paths.put(entry.path().substring(0, slash + 1), true);
            }
        }
        return List.copyOf(paths.keySet());
    }

    final TreeEntry listed(String path) throws StorageException {
        return list().entries().stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is not listed"));
    }

    final void assertChanged(ThrowingCallable call) {
        org.assertj.core.api.Assertions.assertThatThrownBy(call)
                .isInstanceOf(StorageException.PreconditionFailed.class);
    }

    final void assertAgree(@Nullable TreeEntry one, TreeEntry other) {
        assertThat(one).isNotNull();
        assertThat(Objects.requireNonNull(one).agreesWith(other))
                .as("%s agrees with %s", one, other)
                .isTrue();
    }

    static Tree.Source source(String text) {
        return () -> new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** A file of another side with this text. */
    static TreeEntry described(String text, Instant modified) {
        byte[] bytes = text.getBytes(UTF_8);
        return TreeEntry.file("somewhere/else", bytes.length, modified).withHash(sha256(bytes));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
