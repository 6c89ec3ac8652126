package dev.holdfast.sync.storage;

/** What a storage may or may not be able to do. Declared, never guessed from a failure. */
public enum Capability {
    /** {@link Precondition#ABSENT} is honoured atomically: of many writers of one key exactly one succeeds. */
    CREATE_ONLY,
    /** {@link Precondition#matches} is honoured atomically. */
    CONDITIONAL_REPLACE,
    /**
     * {@link StorageClient#move} with {@link Precondition#NONE} happens in one step: at every instant the object is at
     * one of the two keys. With {@link Precondition#ABSENT} it is never at neither, and may for an instant be at both.
     */
    ATOMIC_RENAME,
    /** {@link PutOptions#metadata()} is kept with the object. */
    USER_METADATA,
    /** {@link StoredObject#sha256()} is known for every object, in listings too. */
    CONTENT_HASH,
    /** {@link StoredObject#identity()} is known for every object and stays the same when it is moved. */
    STABLE_IDENTITY,
    /** A listing shows all that was stored and removed before it began. Without it, a listing may lag behind. */
    FRESH_LISTING,
    /**
     * {@link StorageClient#put}, {@link StorageClient#open}, {@link StorageClient#stat} and the deletes also take keys with
     * an empty segment before their last one, as some programs look for them ({@code a//b}; see
     * {@link StorageKeys#isValidWithEmpty}). Such an object is another one than {@code a/b}, and no listing shows it. A
     * service may refuse to store it all the same, with {@link StorageException.Permanent}.
     */
    EMPTY_SEGMENTS
}
