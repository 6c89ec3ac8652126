package dev.holdfast.testkit;

/**
 * The suite for {@link dev.holdfast.sync.storage.entry.Workspace} over a storage. Extend it and give an empty storage for
 * each test in {@link #emptyStorage}. It passes over every storage that passes {@link StorageContract} and whose listings
 * are fresh; what the storage declares decides whether a test expects the feature or the documented refusal.
 *
 * <p>{@link #storageId} says which tree is tested; {@link #tree} opens further ones.
 *
 * <p>The tests stand in the classes above this one, one for each subject. They keep few and small files, so that the suite
 * is quick over a network too.
 */
public abstract class WorkspaceContract extends WorkspaceContractTrash {}
