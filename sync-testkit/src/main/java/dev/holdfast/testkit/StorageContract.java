package dev.holdfast.testkit;

/**
 * The suite that every {@link dev.holdfast.sync.storage.StorageClient} passes. Extend it and give an empty storage for
 * each test in {@link #emptyStorage}; that is all that most need. What the storage declares in
 * {@link dev.holdfast.sync.storage.StorageClient#capabilities()} decides whether a test expects the feature or the
 * documented refusal.
 *
 * <p>Hooks for what a storage can't declare, each with a default:
 *
 * <ul>
 *   <li>{@link #settle(dev.holdfast.sync.storage.StorageClient)}: where a listing lags behind, lets it catch up;
 *   <li>{@link #leaveUnfinishedPut}: leaves what a died put leaves, so that its sweeping is tested;
 *   <li>{@link #objectsMayHaveObjectsBelow}: false where {@code p} and {@code p/q} exclude each other;
 *   <li>{@link #listsCharactersBeyondTheFirstPlane}: false for a server that sorts names by UTF-16 units;
 *   <li>{@link #partSize}: the smallest part that the storage sends;
 *   <li>{@link #secrets}: what must not show in {@code describe} and {@code toString}.
 * </ul>
 *
 * <p>The tests stand in the classes above this one, one for each subject. They keep few and small objects, so that the
 * suite is quick over a network too.
 */
public abstract class StorageContract extends StorageContractRaces {}
