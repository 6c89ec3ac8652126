package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/**
 * What both sides changed, each in its own way, and what the plan makes of it.
 *
 * @param path where
 * @param left what the left side has there, if anything
 * @param right what the right side has there, if anything
 * @param outcome what the plan does
 * @param copy for {@link Outcome#KEPT_BOTH} the path of the one that gets another name
 */
public record Conflict(
        String path,
        @Nullable TreeEntry left,
        @Nullable TreeEntry right,
        Outcome outcome,
        @Nullable String copy) {
    /** What becomes of a conflict. */
    public enum Outcome {
        /** Both stay, one of them under another name. */
        KEPT_BOTH,
        /** The left one stays, the right one goes to the trash. */
        LEFT_WON,
        /** The right one stays, the left one goes to the trash. */
        RIGHT_WON,
        /** Both stay as they are until somebody decides. */
        OPEN,
        /** Both stay as they are. */
        SKIPPED
    }
}
