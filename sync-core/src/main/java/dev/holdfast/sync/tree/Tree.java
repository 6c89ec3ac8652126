package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One side of a mirror: files and directories below a root, under relative paths with {@code /} between their segments. This
 * is all that a mirror asks of a side; the testkit has the suite for it.
 *
 * <p><b>What was seen.</b> Each operation that changes something is given what was seen where it acts, and does nothing but
 * throw {@link StorageException.PreconditionFailed} when that is not what is there now ({@link TreeEntry#agreesWith}). How
 * far others can still get in between says {@link #guarding()}.
 *
 * <p><b>All or nothing.</b> At every instant, also after a crash, a path has its old content or its new one. What a write
 * that died left behind is never listed, and {@link #sweep} removes it.
 *
 * <p><b>Inside the root.</b> Nothing outside of it is read or written, whatever links lie in it: a link is an entry of kind
 * {@link EntryKind#OTHER}, is never followed and never written through, not even when it takes a directory's place between
 * a look and an effect. A path that the side can't hold is refused with {@link StorageException.InvalidKey}.
 *
 * <p><b>The same again.</b> An operation whose reply was lost may be repeated: it then says PreconditionFailed, and the next
 * look shows that it was done.
 *
 * <p>Failures are {@link StorageException}s. Thread-safe: a mirror moves several files at once.
 */
public interface Tree extends AutoCloseable {
    /** How an effect on a side is kept apart from what others do there at the same time. */
    enum Guarding {
        /** The side looks and acts in one step; or its others are people, and what they overwrite is in the trash. */
        EACH_EFFECT,
        /** It can't, but {@link Tree#hold} keeps out whoever asks for it too. */
        BY_HOLDING,
        /** Nothing keeps others out: fit to be read from, and to be written to by one machine alone. */
        NONE
    }

    /** What and where it is, for messages. Holds no secret. */
    String describe();

    /**
     * Whether two names that differ only in case, or in their Unicode form, can both be there. May try it once, at the root,
     * where nothing else tells; so it is asked only of a side that is to be written to.
     */
    boolean caseSensitive() throws StorageException;

    /** The same as far as it can be told without writing; true where nothing tells. */
    default boolean seemsCaseSensitive() throws StorageException {
        return caseSensitive();
    }

    /**
     * Whether {@link #write} may put what it is given into a form of its own, so that what is there afterwards has another
     * hash. Never changes.
     */
    default boolean hasOwnForm() {
        return false;
    }

    /**
     * Which names the side has by its nature. What does not fit is left alone on the other side, as if it were ignored. Never
     * changes.
     */
    default Names names() {
        return Names.ANY;
    }

    /** Tells names that a side can have from others. */
    @FunctionalInterface
    interface Names {
        /** All of them; the side itself refuses what it can't hold. */
        Names ANY = (path, directory) -> true;

        /** Whether the side could have a file, or a directory, at this path. The same answer each time. */
        boolean fit(String path, boolean directory);
    }

    /** How effects are guarded here. Never changes. */
    Guarding guarding();

    /**
     * Keeps all others out who call this too, on whichever machine, until it is closed. Where effects are guarded one by one,
     * this has no effect. One whose holder died is given up after some time, by the side's own clock.
     *
     * @throws StorageException.Transient when somebody else has it; the message says since when
     * @throws StorageException.Unsupported where {@link #guarding()} is {@link Guarding#NONE}
     */
    Hold hold() throws StorageException;

    /** What keeps others out. */
    interface Hold extends AutoCloseable {
        /**
         * Makes sure that it is still held, and holds it on.
         *
         * @throws StorageException.Transient when it was lost; nothing may be done on the strength of it any more
         */
        void renew() throws StorageException;

        @Override
        void close() throws StorageException;
    }

    /**
     * Looks at everything. The trash, what unfinished writes left and what the tree needs for itself are not shown. Never
     * throws for a part that can't be read: the listing says so; nor for a root that is missing.
     *
     * @throws StorageException when the side can't be reached at all, or the look failed on its way
     * @throws java.util.concurrent.CancellationException when cancelled
     */
    TreeListing list(CancelSignal cancel) throws StorageException;

    /** The same look, made out only as far as somebody asks: most of the time all is as it was. Throws as {@link #list} does. */
    default Glance glance(CancelSignal cancel) throws StorageException {
        return Glance.of(list(cancel));
    }

    /**
     * What is at a path now; null when nothing is. Reads no content, but gives a hash where that costs nothing. Where names
     * that differ only in case are one, it is found by either, and its path tells how it is spelled.
     */
    @Nullable
    TreeEntry look(String path) throws StorageException;

    /**
     * The file that was seen, with its hash. What was read once is remembered for as long as nothing shows a change.
     *
     * @throws StorageException.PreconditionFailed when it is not there any more as it was seen, or changes meanwhile
     * @throws StorageException.Unreadable when this file can't be read though others may be
     */
    TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException;

    /**
     * The file that was seen as another side is to keep it: with the time of change that it was written with, where this side
     * shows another one but knows that one too. Only for {@link #write}; it agrees with nothing.
     *
     * @throws StorageException.PreconditionFailed when it is not there any more as it was seen
     */
    default TreeEntry asWritten(TreeEntry seen) throws StorageException {
        return seen;
    }

    /**
     * The bytes of the file that was seen. What is read to its end without failure is what was seen; when the file changes
     * meanwhile, reading fails with {@link StorageException.PreconditionFailed}. The caller closes it.
     */
    InputStream open(TreeEntry seen) throws StorageException;

    /**
     * Stores a file where nothing is, or over the one that was seen; directories above it are made. The one that was there
     * goes to the trash first where that takes no copying: whoever replaces has had its content.
     *
     * <p>A side with a form of its own ({@link #hasOwnForm}) may store the same in other bytes, and then returns an entry with
     * their size and hash. Given such bytes once more it stores just these. A two-way mirror then brings that form to
     * the other side.
     *
     * @param path where
     * @param over what was seen there; null when nothing may be there
     * @param source opens the content; asked again when the side begins anew
     * @param from what is stored: its size and time, the time being kept where the side can, and its hash, against which
     *     what arrives is checked when it is known
     * @param progress told how many bytes have been handled so far
     * @return what is there now, with its hash
     * @throws StorageException.Corrupt when what arrived is not what was said; nothing was written
     * @throws StorageException.Unreadable when the content can't be read for a reason that is no StorageException; one that
     *     is, is passed on. Nothing was written
     */
    TreeEntry write(
            String path,
            @Nullable TreeEntry over,
            TreeEntry from,
            Source source,
            LongConsumer progress,
            CancelSignal cancel)
            throws StorageException;

    /** Where content comes from. */
    @FunctionalInterface
    interface Source {
        /** A fresh stream from the first byte. */
        InputStream open() throws StorageException;
    }

    /**
     * Moves a file or a directory to a path where nothing is, or that is the same but for its case. Directories above it are
     * made. What is in a directory goes with it.
     *
     * @return what is there now
     */
    TreeEntry move(TreeEntry seen, String to) throws StorageException;

    /**
     * Puts a file into the trash.
     *
     * @return where it is now, for the user; null where the side has no trash and it is gone
     */
    @Nullable
    String trash(TreeEntry seen) throws StorageException;

    /**
     * Takes away a file that the other side had as well: into the trash, unless the user wants none of these to be kept.
     *
     * @return as {@link #trash}
     */
    default @Nullable String delete(TreeEntry seen) throws StorageException {
        return trash(seen);
    }

    /** What is in the trash, in no order; nothing where the side shows none of it. */
    default List<TrashedFile> trashed() throws StorageException {
        return List.of();
    }

    /**
     * Brings a file back from the trash to where it was. Directories above it are made.
     *
     * @return what is there now
     * @throws StorageException.PreconditionFailed when something is there
     * @throws StorageException.NotFound when it is not in the trash any more
     */
    default TreeEntry restore(TrashedFile file) throws StorageException {
        throw new StorageException.NotFound(file.path() + " is in no trash of " + describe() + ".", null);
    }

    /**
     * Makes a directory, and those above it. No effect when it is there.
     *
     * @throws StorageException.PreconditionFailed when something else has its name, or that of one above it
     */
    TreeEntry makeDirectory(String path) throws StorageException;

    /**
     * Removes a directory when nothing is in it.
     *
     * @return whether it is gone, also when it was before; false when it holds something
     * @throws StorageException.PreconditionFailed when it is no directory
     */
    boolean removeDirectory(String path) throws StorageException;

    /**
     * Removes for good what has been in the trash for the time the tree was made with, and what unfinished writes left, as far
     * as it is known to be the tree's own.
     */
    int sweep() throws StorageException;

    @Override
    void close();
}
