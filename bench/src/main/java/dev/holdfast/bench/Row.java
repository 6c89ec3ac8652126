package dev.holdfast.bench;

import java.io.IOException;
import java.util.List;

/** A comparison with one peer. To add one: write a class, and name it in {@link Bench#ROWS}. */
public interface Row extends AutoCloseable {
    /** What the table shows above it. */
    String title();

    /** What is counted and what is not, in a sentence or two for the table. */
    String note();

    List<Measure> measures();

    Contender ours();

    Contender peer();

    /** How many counted runs are enough, however many were asked for: for rows that take minutes. */
    default int mostRounds() {
        return Integer.MAX_VALUE;
    }

    /** Ends and removes what both sides shared. */
    @Override
    default void close() throws IOException {}
}
