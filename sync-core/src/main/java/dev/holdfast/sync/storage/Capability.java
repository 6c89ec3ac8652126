package dev.holdfast.sync.storage;

/** What a storage may or may not be able to do. Declared, never guessed from a failure. */
public enum Capability {
    /** {@link Precondition#ABSENT} is honoured atomically: of many writers of one key exactly one succeeds. */
    CREATE_ONLY,
    /** {@link Precondition#matches} is honoured atomically. */
    CONDITIONAL_REPLACE,
    /** Objects can be renamed in one step. */
    ATOMIC_RENAME,
    /** {@link PutOptions#metadata()} is kept with the object. */
    USER_METADATA,
    /** {@link StoredObject#sha256()} is known for every object and was computed by the storage from what it holds. */
    CONTENT_HASH
}
