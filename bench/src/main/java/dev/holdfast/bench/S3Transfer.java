package dev.holdfast.bench;

import dev.holdfast.settings.Keys;
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
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Our side of the rows about S3: sends a file as content of unknown length, or fetches an object, through the storage as
 * a sync composes it. Credentials come from the environment.
 */
final class S3Transfer {
    static final String PUT = "put";
    static final String GET = "get";

    private S3Transfer() {}

    /** Arguments: put or get, endpoint, bucket, file, key, and to get: the SHA-256 of what was put. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[3]);
        String key = arguments[4];
        try (StorageClient storage = storage(arguments[1], arguments[2])) {
            switch (arguments[0]) {
                case PUT -> put(storage, key, file);
                case GET -> get(storage, key, file, arguments[5]);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    static StorageClient storage(String endpoint, String bucket) {
        S3Options options =
                S3Options.bucket(bucket).withEndpoint(URI.create(endpoint)).withPathStyle(true);
        CancelSignal never = new CancelSignal();
        StorageClient guarded =
                new StallGuardStorage(new S3Storage(options), Keys.UPLOAD_TIMEOUT.defaultValue(), never);
        RetryPolicy policy = new RetryPolicy(Keys.MAX_RETRIES.defaultValue(), Keys.RETRY_BACKOFF.defaultValue());
        return new RetryingStorage(guarded, policy, Pause.REAL, never);
    }

    private static void put(StorageClient storage, String key, Path file) throws IOException {
        Content ofUnknownLength = () -> Files.newInputStream(file);
        storage.put(key, ofUnknownLength, PutOptions.DEFAULT);
    }

    private static void get(StorageClient storage, String key, Path file, String sha256) throws IOException {
        MessageDigest digest = SeededFile.sha256Digest();
        try (InputStream object = new DigestInputStream(storage.open(key), digest)) {
            Files.copy(object, file);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw new IOException("what came back is not what was put");
        }
    }
}
