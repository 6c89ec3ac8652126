package dev.holdfast.sync.storage;

import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A storage that hands everything on to another one. Decorators extend it and override {@link #around}, through which
 * every operation goes, or single operations.
 */
public abstract class ForwardingStorage implements StorageClient {
    private final StorageClient next;

    protected ForwardingStorage(StorageClient next) {
        this.next = next;
    }

    /** The storage that does the work. */
    protected final StorageClient next() {
        return next;
    }

    /**
     * Called around every operation that may fail.
     *
     * @param operation its name, such as {@code put}
     * @param key its key or prefix; empty when it has none
     * @param call does the work; may be called more than once
     */
    protected abstract <T> T around(String operation, String key, Call<T> call) throws StorageException;

    @Override
    public void prepare() throws StorageException {
        next.prepare();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        return around("put", key, () -> next.put(key, content, options));
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        around("putFolder", prefix, () -> {
            next.putFolder(prefix);
            return true;
        });
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        around("deleteFolder", prefix, () -> {
            next.deleteFolder(prefix);
            return true;
        });
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return around("open", key, () -> next.open(key));
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        return around("open", key, () -> next.open(key, offset, length));
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        return around("stat", key, () -> next.stat(key));
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        return around("list", prefix, () -> next.list(prefix, depth, after, limit));
    }

    @Override
    public void delete(String key) throws StorageException {
        around("delete", key, () -> {
            next.delete(key);
            return true;
        });
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        around("deleteAll", keys.size() + " keys", () -> {
            next.deleteAll(keys);
            return true;
        });
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return around("move", from, () -> next.move(from, to, precondition));
    }

    @Override
    public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        return around("moveAll", targets.size() + " keys", () -> next.moveAll(targets, precondition));
    }

    @Override
    public int sweep(String prefix, Duration idle) throws StorageException {
        return around("sweep", prefix, () -> next.sweep(prefix, idle));
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        around("probe", "", () -> {
            next.probe(limit);
            return true;
        });
    }

    @Override
    public Set<Capability> capabilities() {
        return next.capabilities();
    }

    @Override
    public String describe() {
        return next.describe();
    }

    @Override
    public void close() {
        next.close();
    }

    /**
     * One operation.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    protected interface Call<T> {
        /** Does it. */
        T run() throws StorageException;
    }
}
