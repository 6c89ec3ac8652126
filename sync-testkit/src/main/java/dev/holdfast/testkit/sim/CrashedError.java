package dev.holdfast.testkit.sim;

/**
 * Ends the threads of a simulated process that is no more. Not for catching: what catches it meets it again at its next
 * step, and a thread that goes on for ever in spite of it fails the simulation.
 */
public final class CrashedError extends Error {
    private static final long serialVersionUID = 1L;

    CrashedError(String process) {
        super(process + " is no more", null, false, false);
    }
}
