package dev.holdfast.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One side of a {@link Row}. Used by one thread. */
public interface Contender {
    /** With its version, as the table shows it. */
    String name();

    /** What is not installed on this machine, as a sentence; empty when {@link #run} can be called. */
    Optional<String> missing();

    /**
     * One run from cold to the end; leaves no process behind.
     *
     * @return a value for each of the row's measures, in their order
     * @throws IOException when the contender did not do what is measured; the bench then fails
     */
    List<Double> run() throws IOException;
}
