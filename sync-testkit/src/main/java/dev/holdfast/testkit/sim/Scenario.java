package dev.holdfast.testkit.sim;

/** A story that a simulation plays with any seed. */
@FunctionalInterface
public interface Scenario {
    /**
     * Sets up, runs and checks; what it throws means that this seed has found something wrong. It uses no chance but the
     * simulation's and shares nothing with other runs.
     */
    void play(Simulation simulation) throws Exception;
}
