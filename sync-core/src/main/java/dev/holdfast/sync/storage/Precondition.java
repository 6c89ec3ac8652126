package dev.holdfast.sync.storage;

/** What must hold for a put to happen. */
public sealed interface Precondition {
    /** Nothing: the object is created or replaced. */
    Precondition NONE = new None();

    /** The key must be free. Needs {@link Capability#CREATE_ONLY}. */
    Precondition ABSENT = new Absent();

    /** The object must still be this version. Needs {@link Capability#CONDITIONAL_REPLACE}. */
    static Precondition matches(String version) {
        return new Matches(version);
    }

    /** See {@link #NONE}. */
    record None() implements Precondition {}

    /** See {@link #ABSENT}. */
    record Absent() implements Precondition {}

    /**
     * See {@link #matches}.
     *
     * @param version as {@link StoredObject#version()} told it
     */
    record Matches(String version) implements Precondition {}
}
