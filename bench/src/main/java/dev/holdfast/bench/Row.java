package dev.holdfast.bench;

import java.util.List;

/** A comparison with one peer. To add one: write a class, and name it in {@link Bench}. */
public interface Row {
    String title();

    List<Measure> measures();

    Contender ours();

    Contender peer();
}
