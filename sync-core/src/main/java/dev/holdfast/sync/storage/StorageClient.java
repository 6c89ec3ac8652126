package dev.holdfast.sync.storage;

import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where bytes are kept under keys. This is the whole contract; every backend passes the testkit's suite for it, and
 * callers rely on nothing else.
 *
 * <p><b>Keys</b> follow {@link StorageKeys}; any other key or prefix is refused with
 * {@link StorageException.InvalidKey} before anything is touched. Prefixes are empty or end in {@code /}.
 *
 * <p><b>All or nothing.</b> An object is visible whole or not at all, to every reader, at every instant, also when the
 * process or machine dies. What {@link #put} has returned for survives a crash. What a died put left behind is never
 * listed; {@link #sweep} removes it. {@link #put}, {@link #open}, {@link #stat} and {@link #move} see at once what was
 * stored and removed before; whether a listing does says {@link Capability#FRESH_LISTING}.
 *
 * <p><b>Twins.</b> Two keys that differ only in case or in their Unicode form are two objects, or, where the file system
 * below can't tell them apart, the second one is refused with {@link StorageException.Permanent}: one never silently
 * replaces, answers for or deletes the other.
 *
 * <p><b>Errors</b> are the types of {@link StorageException}. A backend never retries; {@link RetryingStorage} does, for
 * {@link StorageException.Transient} alone. Every operation may be repeated: put with {@link Precondition#NONE} and
 * delete have the same effect twice as once.
 *
 * <p><b>Time.</b> Calls block. {@link StallGuardStorage} bounds them. An interrupted call ends soon, with any
 * {@link StorageException}.
 *
 * <p>Implementations are thread-safe and need nothing but memory until their first operation.
 */
public interface StorageClient extends AutoCloseable {
    /** The largest {@code limit} of {@link #list}. */
    int MAX_PAGE = 1000;

    /**
     * Loads and builds what operations need of this machine, which otherwise the first operation does. Asks no target.
     *
     * @throws StorageException when it can't be used as it is set up
     */
    default void prepare() throws StorageException {}

    /**
     * Stores the content under the key.
     *
     * @return the object as stored
     * @throws StorageException.PreconditionFailed when the precondition does not hold; nothing was written
     * @throws StorageException.Unsupported when the options need a capability that is not declared
     * @throws StorageException.Unreadable when the content can't be read; nothing was written
     * @throws java.util.concurrent.CancellationException when the content throws it; nothing was written
     */
    StoredObject put(String key, Content content, PutOptions options) throws StorageException;

    /**
     * Makes a folder show in {@link Depth#ONE_LEVEL} listings though nothing is in it yet. Doing it again has no effect.
     * How it is done is the storage's business: it never shows as an object.
     */
    void putFolder(String prefix) throws StorageException;

    /** Removes a folder when nothing is in it; otherwise, and when it isn't there, has no effect. */
    void deleteFolder(String prefix) throws StorageException;

    /**
     * Reads an object whole. The caller closes the stream. A replacement meanwhile does not disturb it: the bytes are
     * of one version, or reading fails.
     *
     * @throws StorageException.NotFound when there is none
     */
    InputStream open(String key) throws StorageException;

    /**
     * Reads part of an object: at most {@code length} bytes from {@code offset}; fewer, down to none, when it ends
     * before.
     *
     * @throws StorageException.NotFound when there is none
     */
    InputStream open(String key, long offset, long length) throws StorageException;

    /** Describes an object; empty when there is none. Never empty merely because the storage can't be reached. */
    Optional<StoredObject> stat(String key) throws StorageException;

    /**
     * Lists what is below the prefix, a page at a time, in the order of {@link StorageKeys#ORDER}. An object that is
     * there all the time while one goes from page to page shows exactly once; one that comes or goes meanwhile shows
     * once or not at all.
     *
     * @param after where the page begins: empty for the first, then {@link ListPage#next()}; any other text means what
     *     comes after it in that order
     * @param limit how many objects and folders together, 1 to {@link #MAX_PAGE}
     */
    ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException;

    /** Removes an object. No effect when there is none. */
    void delete(String key) throws StorageException;

    /**
     * Removes objects, in as few requests as the storage can. When it fails, some may be gone and others not; doing it
     * again is safe.
     *
     * @param keys at most {@link #MAX_PAGE}; those that are not there are passed over
     */
    default void deleteAll(Collection<String> keys) throws StorageException {
        StorageKeys.requireBatch(keys);
        for (String key : keys) {
            delete(key);
        }
    }

    /**
     * Moves an object to another key, with its content and metadata. It is never at neither: without
     * {@link Capability#ATOMIC_RENAME} it may for a while, and after a crash for good, be at both.
     *
     * @param precondition what must hold for the target: {@link Precondition#NONE} or {@link Precondition#ABSENT}
     * @return the object as it is at its new key
     * @throws StorageException.Unsupported when it must be absent and {@link Capability#CREATE_ONLY} is not declared
     * @throws IllegalArgumentException for {@link Precondition#matches}, which no storage can honour here
     * @throws StorageException.NotFound when there is none to move
     * @throws StorageException.PreconditionFailed when the target had to be absent and is not, and when both keys are
     *     the same one; nothing was moved
     */
    default StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return Moves.byCopy(this, from, to, precondition);
    }

    /**
     * Moves objects, each as {@link #move} does, in no particular order and in as few requests as the storage can. Those
     * that are not there are passed over. When it fails, some may have moved and others not; doing it again is safe.
     *
     * @param targets for each key the one to move it to; at most {@link #MAX_PAGE}; all targets different, and none of
     *     them one of the keys
     * @param precondition what must hold for every target, as for {@link #move}
     * @return how many were there and have moved
     * @throws StorageException.PreconditionFailed when a target had to be absent and is not, and when a key is its own
     *     target
     */
    default int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        return Moves.oneByOne(this, targets, precondition);
    }

    /**
     * Removes what puts that never ended have left of objects below the prefix, if nothing was done to it for so long,
     * by the storage's own clock where it has one. Never touches an object. A put that is still going on elsewhere and
     * that idle loses its work and fails.
     *
     * @return how many were removed
     */
    default int sweep(String prefix, Duration idle) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        return 0;
    }

    /** What this storage can do. Never changes. */
    Set<Capability> capabilities();

    /**
     * Returns when the storage can be reached and written to as far as can be told without writing; changes nothing.
     *
     * @param limit how long it may take at most; backends that can't bound themselves are bounded by the caller
     */
    void probe(Duration limit) throws StorageException;

    /** What and where it is, for messages, such as {@code folder /backup}. Holds no secret. */
    String describe();

    /** Lets go of what it holds. Calling it again has no effect. */
    @Override
    void close();
}
