package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** The bucket as its service knows it: calls, the names in it, and what failures mean. Thread-safe. */
final class Bucket implements AutoCloseable {
    private final S3Options options;
    private final S3Client client;
    private final S3Errors errors;
    private final String base;

    Bucket(S3Options options) throws StorageException {
        this.options = options;
        this.errors = new S3Errors(options);
        try {
            this.client = S3Clients.open(options);
        } catch (SdkException | IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            AwsFiles.read(); // which says it better when they are the reason
            throw errors.translate(e, "", false);
        }
        this.base = options.prefix().isEmpty() ? "" : options.prefix() + "/";
    }

    String name() {
        return options.bucket();
    }

    String describe() {
        return options.describe();
    }

    /** What a key, a prefix or a place in a listing is called in the bucket. */
    String path(String key) {
        return base + key;
    }

    /** Which key a name in the bucket stands for; empty when it lies outside of our prefix. */
    Optional<String> key(String path) {
        return path.startsWith(base) ? Optional.of(path.substring(base.length())) : Optional.empty();
    }

    /**
     * Makes a call.
     *
     * @param key what it is about, for messages; empty when that is the bucket
     */
    <T> T call(String key, Call<T> call) throws StorageException {
        return call(key, false, call);
    }

    /** Makes a call that may be told to succeed only when the key is free. */
    <T> T call(String key, boolean createOnly, Call<T> call) throws StorageException {
        try {
            return call.send(client);
        } catch (SdkException | NoCredentialsException | UncheckedIOException e) {
            throw errors.translate(e, key, createOnly);
        }
    }

    /** Makes a call that not every service knows; empty when this one doesn't. */
    <T> Optional<T> callIfKnown(String key, Call<T> call) throws StorageException {
        try {
            return Optional.of(call.send(client));
        } catch (SdkException | NoCredentialsException | UncheckedIOException e) {
            if (S3Errors.isUnknownRequest(e)) {
                return Optional.empty();
            }
            throw errors.translate(e, key, false);
        }
    }

    /** Makes a call whose answer says nothing more. */
    void run(String key, Consumer<S3Client> call) throws StorageException {
        call(key, client -> {
            call.accept(client);
            return true;
        });
    }

    /** What an error means that the service told of one key among many. */
    StorageException failure(@Nullable String code, String key) {
        return errors.translate(code, key);
    }

    /** What a failure means that came up after the call. */
    StorageException failure(RuntimeException failure, String key) {
        return errors.translate(failure, key, false);
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * One call.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    interface Call<T> {
        /** Sends it; what it throws becomes a {@link StorageException}. */
        T send(S3Client client);
    }
}
