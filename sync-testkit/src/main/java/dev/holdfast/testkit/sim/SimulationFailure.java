package dev.holdfast.testkit.sim;

import org.jspecify.annotations.Nullable;

/** A simulation found something wrong. The message ends with the last things that happened. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
