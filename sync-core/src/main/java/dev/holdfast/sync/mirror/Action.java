package dev.holdfast.sync.mirror;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan. Immutable.
 *
 * <p>Whoever executes it checks all of {@code expects} at the moment of acting, acts in one step, and confirms the effect
 * together with {@code base}. When something is not as expected the action is left out, nothing is changed, and the next
 * plan decides anew: a plan of which any part was done is no hindrance to that.
 *
 * @param kind what to do
 * @param side where to do it
 * @param path where the outcome is: the path created, replaced, moved to, trashed, made, removed
 * @param from for {@link ActionKind#MOVE} the path on the same side; for {@link ActionKind#CREATE} and
 *     {@link ActionKind#REPLACE} the path to read on the other side; else null
 * @param expects what must hold on both sides
 * @param base what becomes of the base
 * @param reason why
 * @param bytes how many bytes are copied
 */
public record Action(
        ActionKind kind,
        Side side,
        String path,
        @Nullable String from,
        List<Expectation> expects,
        BaseUpdate base,
        Reason reason,
        long bytes) {
    public Action {
        expects = List.copyOf(expects);
    }

    /** Whether a file leaves the side by it, other than under another name. */
    boolean deletes() {
        return kind == ActionKind.TRASH && (reason == Reason.DELETED || reason == Reason.ORPHAN);
    }
}
