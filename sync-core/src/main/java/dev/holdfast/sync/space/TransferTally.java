package dev.holdfast.sync.space;

import dev.holdfast.sync.space.TransferReport.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts what a transfer does. Not thread-safe. */
final class TransferTally {
    private final LongSupplier nanos;
    private final long begin;
    private final List<Problem> problems = new ArrayList<>();
    private long created;
    private long updated;
    private long deleted;
    private long unchanged;
    private long skipped;

    TransferTally(LongSupplier nanos) {
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
    }

    void created() {
        created++;
    }

    void updated() {
        updated++;
    }

    void deleted() {
        deleted++;
    }

    void unchanged() {
        unchanged++;
    }

    void skipped() {
        skipped++;
    }

    /** Left as it is on purpose. */
    void kept(String path, String sentence) {
        skipped++;
        problems.add(new Problem(path, sentence, false));
    }

    void failed(String path, String sentence) {
        problems.add(new Problem(path, sentence, true));
    }

    TransferReport report(String space, Path directory) {
        return new TransferReport(
                space,
                directory,
                created,
                updated,
                deleted,
                unchanged,
                skipped,
                problems,
                Duration.ofNanos(nanos.getAsLong() - begin));
    }
}
