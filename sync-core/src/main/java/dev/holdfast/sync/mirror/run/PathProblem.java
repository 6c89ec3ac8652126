package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.storage.StorageException;

/**
 * Why something was not done.
 *
 * @param path where; empty when it is about a whole side
 * @param sentence why, for the user
 * @param lasts how long it will be so
 */
public record PathProblem(String path, String sentence, Lasts lasts) {
    /** How long something stands in the way. */
    public enum Lasts {
        /** It may pass with nobody doing anything. */
        FOR_NOW,
        /** Until somebody does what the sentence says. */
        UNTIL_MENDED,
        /** A side can't hold such a thing, so it is left out and only told. */
        BY_NATURE
    }

    /** What a path's failure is to a run. */
    static PathProblem of(String path, StorageException failure) {
        return new PathProblem(
                path,
                failure.sentence(),
                failure instanceof StorageException.InvalidKey ? Lasts.BY_NATURE : lasting(failure));
    }

    /** Of a side that can't be used at all. */
    public static PathProblem ofSide(StorageException failure) {
        return new PathProblem("", failure.sentence(), lasting(failure));
    }

    private static Lasts lasting(StorageException failure) {
        return failure instanceof StorageException.Transient ? Lasts.FOR_NOW : Lasts.UNTIL_MENDED;
    }
}
