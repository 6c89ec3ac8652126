package dev.holdfast.sync.space;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an export or an import did. Of an export files are counted, of an import documents. Immutable.
 *
 * @param space which space
 * @param directory which directory
 * @param created how many are new
 * @param updated how many are others than they were
 * @param deleted how many are gone, into the directory's trash
 * @param unchanged how many were so already
 * @param skipped how many were left as they are although they differ, as the caller wanted or a person's edit demands
 * @param problems why something was left out or left as it is, one sentence for each path
 * @param duration how long it took
 */
public record TransferReport(
        String space,
        Path directory,
        long created,
        long updated,
        long deleted,
        long unchanged,
        long skipped,
        List<Problem> problems,
        Duration duration) {
    public TransferReport {
        problems = List.copyOf(problems);
    }

    /**
     * Something that was not done.
     *
     * @param path of the file, below the directory
     * @param sentence why, and what to do
     * @param failed whether it failed, and was not left alone on purpose
     */
    public record Problem(String path, String sentence, boolean failed) {}

    /** Whether nothing failed. */
    public boolean ok() {
        return problems.stream().noneMatch(Problem::failed);
    }

    /** How many files or documents were changed at all. */
    public long changed() {
        return created + updated + deleted;
    }
}
