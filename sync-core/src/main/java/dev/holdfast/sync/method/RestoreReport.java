package dev.holdfast.sync.method;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a restore did, honestly.
 *
 * @param systemId whose uploads it came from
 * @param directory what it went into; empty when it went in place
 * @param sources each source
 * @param restored files that were written, as {@code source/path}
 * @param unchanged files that were there already, the same byte for byte
 * @param keptAside where the files are now that were replaced
 * @param problems files that could not be restored, and why
 * @param bytes size of the files written
 * @param duration how long it took
 */
public record RestoreReport(
        String systemId,
        Optional<Path> directory,
        List<Source> sources,
        List<String> restored,
        List<String> unchanged,
        List<Path> keptAside,
        List<RemoteProblem> problems,
        long bytes,
        Duration duration) {
    public RestoreReport {
        sources = List.copyOf(sources);
        restored = List.copyOf(restored);
        unchanged = List.copyOf(unchanged);
        keptAside = List.copyOf(keptAside);
        problems = List.copyOf(problems);
    }

    /** Whether everything that was asked for is back. */
    public boolean success() {
        return problems.isEmpty();
    }

    /**
     * One source.
     *
     * @param name its name
     * @param uploadId the upload that describes it
     * @param at when that was made
     * @param path where it lies now
     */
    public record Source(String name, String uploadId, Instant at, Path path) {}
}
