package dev.holdfast.testkit;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.time.Duration;

/** Asks whether a bucket can be reached, with what the environment and the user's files say, and prints the answer. */
final class S3AccountChild {
    private S3AccountChild() {}

    /** Arguments: the bucket, then profiles to try one after the other; {@code -} for none. */
    public static void main(String[] args) {
        for (int i = 1; i < args.length; i++) {
            S3Options options = S3Options.bucket(args[0]).withPathStyle(true);
            try (StorageClient storage = new S3Storage(args[i].equals("-") ? options : options.withProfile(args[i]))) {
                storage.probe(Duration.ofMinutes(1));
                System.out.println("reached");
            } catch (StorageException e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.sentence());
            }
        }
    }
}
