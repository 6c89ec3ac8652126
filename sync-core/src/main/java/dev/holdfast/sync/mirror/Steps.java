package dev.holdfast.sync.mirror;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Actions as they come up, put into the order of their stages. */
final class Steps {
    private final TreeMap<Place, List<Action>> batches =
            new TreeMap<>(Comparator.comparing(Place::stage).thenComparing(Place::rank));

    private record Place(Stage stage, int rank) {}

    /**
     * Adds an action.
     *
     * @param rank the lowest goes first within the stage
     */
    void add(Stage stage, int rank, Action action) {
        batches.computeIfAbsent(new Place(stage, rank), key -> new ArrayList<>())
                .add(action);
    }

    List<List<Action>> batches() {
        return new ArrayList<>(batches.values());
    }
}
