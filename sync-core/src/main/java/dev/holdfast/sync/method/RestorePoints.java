package dev.holdfast.sync.method;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What could be restored.
 *
 * @param systemId whose uploads these are
 * @param points the uploads, newest first
 * @param otherSystems whose uploads the remote also has
 */
public record RestorePoints(String systemId, List<Point> points, List<String> otherSystems) {
    public RestorePoints {
        points = List.copyOf(points);
        otherSystems = List.copyOf(otherSystems);
    }

    /**
     * One upload.
     *
     * @param uploadId its id
     * @param at its time, which a restore takes to mean this upload
     * @param triggeredBy who asked for it
     * @param sources what it describes, also where that had not changed since the upload before
     * @param problem why it can't be used, in one sentence, if that is so
     */
    public record Point(
            String uploadId, Instant at, String triggeredBy, List<Source> sources, Optional<String> problem) {
        public Point {
            sources = List.copyOf(sources);
        }
    }

    /**
     * One source in an upload.
     *
     * @param name its name
     * @param files how many files it had
     * @param bytes their size together
     */
    public record Source(String name, long files, long bytes) {}
}
