package dev.holdfast.sync.method;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A wish to get something back.
 *
 * @param systemId whose uploads; this machine's own when empty
 * @param at as of when: by the newest uploads not later than this; the newest of all when empty
 * @param sources names of the sources; every one that the uploads hold when empty
 * @param target where to
 */
public record RestoreRequest(Optional<String> systemId, Optional<Instant> at, List<String> sources, Target target) {
    public RestoreRequest {
        sources = List.copyOf(sources);
    }

    /** Where restored files go. */
    public sealed interface Target {}

    /**
     * Below a directory, each source in a folder of its name. What is there already and not the same is never replaced.
     *
     * @param directory which need not exist
     */
    public record Into(Path directory) implements Target {}

    /** Into a new directory of its own in the home, named by the time. */
    public record NewInHome() implements Target {}

    /**
     * Over the sources themselves, where the settings say that they lie. The request must name them. What is replaced is
     * kept beside its place. Not for a source that this process itself has open: its locks would be lost.
     */
    public record InPlace() implements Target {}
}
