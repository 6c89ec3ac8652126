package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.LeftOut;
import java.util.List;

/**
 * A look at both sides of which a plan had nothing to do. As plans are pure, the same look has nothing to do again, for as long
 * as what is remembered of the pair is the same. Immutable.
 *
 * @param looks tells it, and what the user wanted of it, from every other one
 * @param leftOut what that plan did not touch
 */
public record Settled(String looks, List<LeftOut> leftOut) {
    public Settled {
        leftOut = List.copyOf(leftOut);
    }
}
