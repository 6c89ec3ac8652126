package dev.holdfast.sync.method.http;

import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What became of the memories of one source, as it goes. Progress goes by memories and is told in bytes of the source's
 * file, as all progress is. Not thread-safe.
 */
final class SourceTally {
    private static final int MOST_IDS = 10;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String name;
    private final ProgressListener progress;
    private final List<String> refusedIds = new ArrayList<>();
    private String file = "";
    private long size;
    private long memories;
    private long done;
    private long found;
    private long sent;
    private long refused;
    private long withoutEmbedding;
    private long tooLong;
    private long blank;
    private long withheld;
    private long told;

    SourceTally(String name, ProgressListener progress) {
        this.name = name;
        this.progress = progress;
    }

    void begin(String fileName, long bytes, long count) {
        file = fileName;
        size = bytes;
        memories = count;
        tell();
    }

    /** One that is to be sent. */
    void found() {
        found++;
    }

    /** One that the server holds already. */
    void confirmed() {
        step();
    }

    /** One that the server has stored now. */
    void sent() {
        sent++;
        step();
    }

    void refused(String id) {
        refused++;
        if (refusedIds.size() < MOST_IDS) {
            refusedIds.add(id);
        }
        step();
    }

    void withoutEmbedding() {
        withoutEmbedding++;
        step();
    }

    void tooLong() {
        tooLong++;
        step();
    }

    /** One that says nothing, of which nobody need know. */
    void blank() {
        blank++;
        step();
    }

    /** So many are not to leave this machine. */
    void withheld(long count) {
        withheld = count;
    }

    /** Nothing more will come of it. */
    void end() {
        done = memories;
        tell();
    }

    private void step() {
        done++;
        if (System.nanoTime() - told > BETWEEN_NANOS) {
            tell();
        }
    }

    private void tell() {
        told = System.nanoTime();
        long bytes = memories == 0 ? size : (long) ((double) size * Math.min(done, memories) / memories);
        progress.onProgress(new Progress(name, file, bytes, size));
    }

    String name() {
        return name;
    }

    String file() {
        return file;
    }

    long size() {
        return size;
    }

    boolean hasNews() {
        return found > 0;
    }

    boolean hasSent() {
        return sent > 0;
    }

    boolean lacksEmbeddings() {
        return withoutEmbedding > 0;
    }

    /** Whether there is any memory that can be sent, or was. */
    boolean hasSendable() {
        return memories > withoutEmbedding + tooLong + blank;
    }

    /**
     * Why not all of it is on the server, in one sentence.
     *
     * @param howToEmbed what to do about missing embeddings
     */
    Optional<String> problem(String howToEmbed) {
        List<String> parts = new ArrayList<>();
        if (refused > 0) {
            parts.add("the server did not store " + refused + " of them (" + String.join(", ", refusedIds)
                    + (refused > refusedIds.size() ? ", …" : "") + ")");
        }
        if (withoutEmbedding > 0) {
            parts.add(withoutEmbedding + " have no embedding of " + OutgoingMemory.DIMENSIONS + " numbers ("
                    + howToEmbed + ")");
        }
        if (tooLong > 0) {
            parts.add(tooLong + " are too long to be sent");
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("Of the memories in '" + name + "', " + String.join(", and ", parts) + ".");
    }

    /** What the user should know though nothing is wrong, in one sentence. */
    Optional<String> note() {
        return withheld == 0
                ? Optional.empty()
                : Optional.of("Of the memories in '" + name + "', " + withheld
                        + " were not sent, as they are marked sensitive.");
    }

    /** Whether trying again may help with what is missing. */
    boolean mayImprove() {
        return refused > 0;
    }
}
