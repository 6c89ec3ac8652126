package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/**
 * What must still be so at the moment of acting, else the action is left to a later plan.
 *
 * @param side where to look
 * @param path where to look, as it is called once all earlier batches are done
 * @param seen what was there when the plan was made, with the path that it had then; null when nothing may be there
 */
public record Expectation(Side side, String path, @Nullable TreeEntry seen) {
    /** Whether what is there now is what was seen. */
    public boolean holds(@Nullable TreeEntry now) {
        if (seen == null || now == null) {
            return seen == null && now == null;
        }
        return now.agreesWith(seen);
    }
}
