package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Base;
import java.util.List;
import java.util.Optional;

/**
 * Where one pair's common state is kept between runs. Thread-safe; {@link MirrorStore} keeps it for good.
 *
 * <p>What {@link #change} has returned from is kept, even if the process dies at once; what it has not returned from is kept
 * as a whole or not at all.
 */
public interface MirrorBase {
    /** All that is remembered; {@link Base#EMPTY} when nothing is, or when what was there can't be made out any more. */
    Base read();

    /** Makes these changes, in this order, all or none. */
    void change(List<BaseChange> changes);

    /** Notes that a run got to its end. */
    void establish();

    /**
     * The look that was kept last, when nothing of what is remembered has changed since. May be forgotten at any time.
     */
    default Optional<Settled> settled() {
        return Optional.empty();
    }

    /** Keeps a look in which nothing was to be done, until the next {@link #change}. */
    default void settle(Settled look) {}
}
