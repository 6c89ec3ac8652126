package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.List;

/**
 * What a check of the remote found.
 *
 * @param systemId whose uploads were checked
 * @param uploads how many uploads there are, damaged ones included
 * @param unfinished uploads without a manifest: under way, or to be cleared away; they are no problem
 * @param files how many files the manifests describe, all together
 * @param objects how many objects hold them
 * @param bytes the size of these objects
 * @param bytesRead how much of that was downloaded and hashed
 * @param problems what is wrong
 * @param duration how long it took
 */
public record VerifyReport(
        String systemId,
        long uploads,
        long unfinished,
        long files,
        long objects,
        long bytes,
        long bytesRead,
        List<RemoteProblem> problems,
        Duration duration) {
    public VerifyReport {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean success() {
        return problems.isEmpty();
    }
}
