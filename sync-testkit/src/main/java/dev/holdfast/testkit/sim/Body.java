package dev.holdfast.testkit.sim;

/** What a simulated thread does. */
@FunctionalInterface
public interface Body {
    /** Does it; whatever it throws, {@link CrashedError} aside, fails the simulation. */
    void run() throws Exception;
}
