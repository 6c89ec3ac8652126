package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageArguments;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a bucket of an S3 service. Nothing is touched, and no class of the SDK is loaded, before the first operation.
 *
 * <p>Content is sent with its MD5, so that the service refuses what did not arrive whole. Large content goes in parts, a
 * few at once, and a put that failed on the way is gone on with by the next put of the same content to the same key, also
 * by another process. What nobody goes on with is removed by {@link #sweep}.
 *
 * <p>An object that was sent in one request is kept with its SHA-256, which {@link #stat} tells and reading it whole
 * checks. Create-only puts rest on the service honouring {@code If-None-Match: *}; where {@link S3Options#createOnly} says
 * that it does not, {@link Capability#CREATE_ONLY} is not declared. A conditional replacement is never declared: no
 * service was found on which it is proven.
 */
public final class S3Storage implements StorageClient {
    private final S3Options options;
    private @Nullable S3Access access;

    public S3Storage(S3Options options) {
        this.options = options;
    }

    private synchronized S3Access access() throws StorageException {
        S3Access open = access;
        if (open == null) {
            open = S3Access.open(options);
            access = open;
        }
        return open;
    }

    @Override
    public void prepare() throws StorageException {
        access();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions putOptions) throws StorageException {
        StorageKeys.requireWithEmpty(key);
        requireSupported(putOptions.precondition());
        return access().puts().put(key, content, putOptions);
    }

    private void requireSupported(Precondition precondition) throws StorageException {
        if (precondition instanceof Precondition.Matches) {
            throw new StorageException.Unsupported(Capability.CONDITIONAL_REPLACE, describe());
        }
        if (precondition instanceof Precondition.Absent && !options.createOnly()) {
            throw new StorageException.Unsupported(Capability.CREATE_ONLY, describe());
        }
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        if (!prefix.isEmpty()) {
            access().folders().put(prefix);
        }
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        if (!prefix.isEmpty()) {
            access().folders().delete(prefix);
        }
    }

    @Override
    public InputStream open(String key) throws StorageException {
        StorageKeys.requireWithEmpty(key);
        return access().reads().whole(key);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative: " + offset + ", " + length);
        }
        StorageKeys.requireWithEmpty(key);
        return access().reads().range(key, offset, length);
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        StorageKeys.requireWithEmpty(key);
        return access().objects().stat(key);
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        StorageKeys.requirePrefix(prefix);
        return access().listing(prefix, depth, after).page(limit);
    }

    @Override
    public void delete(String key) throws StorageException {
        StorageKeys.requireWithEmpty(key);
        access().objects().delete(key);
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        StorageArguments.requireBatch(keys.size());
        for (String key : keys) {
            StorageKeys.requireWithEmpty(key);
        }
        access().deletes().all(keys);
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        StorageKeys.require(from);
        StorageKeys.require(to);
        requireSupported(precondition);
        if (precondition instanceof Precondition.Absent) {
            Optional<StoredObject> moved = access().moves().moveLargeToFree(from, to);
            return moved.isPresent() ? moved.get() : StorageClient.super.move(from, to, precondition);
        }
        return access().moves().move(from, to);
    }

    @Override
    public int sweep(String prefix, Duration idle) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        return access().sweep().sweep(prefix, idle);
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> able =
                EnumSet.of(Capability.USER_METADATA, Capability.FRESH_LISTING, Capability.EMPTY_SEGMENTS);
        if (options.createOnly()) {
            able.add(Capability.CREATE_ONLY);
        }
        return able;
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        access().probe(limit);
    }

    @Override
    public String describe() {
        return options.describe();
    }

    @Override
    public synchronized void close() {
        if (access != null) {
            access.close();
            access = null;
        }
    }
}
