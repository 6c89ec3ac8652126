package dev.holdfast.testkit;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** A process that puts made-up content of unknown length, as a sync does it. Credentials come from the environment. */
final class S3ResumeChild {
    /** What it prints when its source has no more for now. */
    static final String PAUSED = "paused";

    private S3ResumeChild() {}

    /**
     * Arguments: endpoint, bucket, key, the content as {@link S3ResumeContent#parse} reads it, and before which of its
     * mebibytes the source has no more for now: until something comes on standard input.
     */
    public static void main(String[] arguments) throws IOException {
        S3Options options = S3Options.bucket(arguments[1])
                .withEndpoint(URI.create(arguments[0]))
                .withPathStyle(true);
        S3ResumeContent content = S3ResumeContent.parse(arguments[3]);
        int pauseBefore = Integer.parseInt(arguments[4]);
        Content pausing = () -> content.open(pauseBefore, S3ResumeChild::awaitWord);
        try (StorageClient storage = composed(options)) {
            storage.put(arguments[2], pausing, PutOptions.DEFAULT);
        }
    }

    /** Behind the decorators that a sync puts around a storage. */
    static StorageClient composed(S3Options options) {
        CancelSignal never = new CancelSignal();
        StorageClient guarded = new StallGuardStorage(new S3Storage(options), Duration.ofMinutes(5), never);
        return new RetryingStorage(guarded, new RetryPolicy(3, Duration.ofMillis(100)), Pause.REAL, never);
    }

    private static void awaitWord() {
        System.out.println(PAUSED);
        try {
            if (System.in.read() < 0) {
                // Whoever started this process is gone.
                Runtime.getRuntime().halt(1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
