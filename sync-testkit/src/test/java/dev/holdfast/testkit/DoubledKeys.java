package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.InputStream;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Memory that also takes keys with an empty segment, as an S3 service does, with a clock that a test may set. */
final class DoubledKeys extends ForwardingStorage {
    private final MemoryStorage shown;
    private final MemoryStorage hidden;
    private Optional<Supplier<StorageException>> refusal = Optional.empty();
    private boolean misplacing;

    DoubledKeys(MemoryStorage shown, MemoryStorage hidden) {
        super(shown);
        this.shown = shown;
        this.hidden = hidden;
    }

    /** From now on like a service that can do most of S3: no call with such a key is taken, not even one that asks. */
    void refusing() {
        refusing(() -> new StorageException.Permanent("Such keys are not supported.", null));
    }

    /** The same, with another answer. */
    void refusing(Supplier<StorageException> answer) {
        refusal = Optional.of(answer);
    }

    /** From now on like a gateway that puts what comes with such a key elsewhere. */
    void misplacing() {
        misplacing = true;
    }

    /** Every key there is, whether a listing shows it or not. */
    List<String> keys() {
        return Stream.concat(
                        shown.keys().stream(),
                        hidden.keys().stream()
                                .map(key -> new StringBuilder(key)
                                        .insert(key.lastIndexOf('/'), '/')
                                        .toString()))
                .toList();
    }

    private StorageClient of(String key) throws StorageException {
        StorageKeys.requireWithEmpty(key);
        if (refusal.isPresent() && key.contains("//")) {
            throw refusal.get().get();
        }
        return key.contains("//") ? hidden : next();
    }

    private static String plain(String key) {
        return key.replace("//", "/");
    }

    private static StoredObject named(String key, StoredObject object) {
        return new StoredObject(
                key,
                object.size(),
                object.sha256(),
                object.version(),
                object.modified(),
                object.identity(),
                object.metadata());
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        return call.run();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        StorageClient to = misplacing ? next() : of(key);
        return named(key, to.put(plain(key), content, options));
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return of(key).open(plain(key));
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        return of(key).open(plain(key), offset, length);
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        return of(key).stat(plain(key)).map(object -> named(key, object));
    }

    @Override
    public void delete(String key) throws StorageException {
        of(key).delete(plain(key));
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        for (String key : keys) {
            delete(key);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> more = EnumSet.copyOf(super.capabilities());
        more.add(Capability.EMPTY_SEGMENTS);
        return more;
    }
}
