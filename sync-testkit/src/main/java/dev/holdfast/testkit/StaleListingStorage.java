package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the listing of any storage a stale one: a key that was put, replaced, moved or deleted through here is listed as
 * it was before until some more operations, listings among them, have begun. So a listing catches up even when one does
 * nothing but list. What others do to the storage below is listed after {@link #settle}. Thread-safe.
 */
public final class StaleListingStorage extends ForwardingStorage {
    /** What becomes of a key or folder in the listing. */
    @FunctionalInterface
    private interface Change {
        void apply(NameIndex<StoredObject> index) throws StorageException;
    }

    private final int lag;
    private long operations;
    private LaggingIndex<Change> lagging;
    private @Nullable NameIndex<StoredObject> listed;

    /**
     * Over a storage.
     *
     * @param lag how many operations begin before a listing shows what an operation did
     */
    public StaleListingStorage(StorageClient next, int lag) {
        super(next);
        this.lag = lag;
        this.lagging = new LaggingIndex<>(() -> operations, lag);
    }

    /** Lets the next listing show everything that the storage below lists. */
    public synchronized void settle() {
        listed = null;
        lagging = new LaggingIndex<>(() -> operations, lag);
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        synchronized (this) {
            operations++;
        }
        return call.run();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        return changing(List.of(key), () -> super.put(key, content, options));
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return changing(List.of(from, to), () -> super.move(from, to, precondition));
    }

    @Override
    public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        List<String> keys = new ArrayList<>(targets.keySet());
        keys.addAll(targets.values());
        return changing(keys, () -> super.moveAll(targets, precondition));
    }

    @Override
    public void delete(String key) throws StorageException {
        changing(List.of(key), () -> {
            super.delete(key);
            return true;
        });
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        changing(List.copyOf(keys), () -> {
            super.deleteAll(keys);
            return true;
        });
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        index();
        super.putFolder(prefix);
        later(index -> index.addFolder(prefix));
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        index();
        super.deleteFolder(prefix);
        later(index -> index.removeFolder(prefix));
    }

    @Override
    public synchronized ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        NameIndex<StoredObject> index = index();
        operations++;
        try {
            lagging.<StorageException>applyDue(change -> change.apply(index));
        } catch (StorageException e) {
            // What became of a key can't be told; the next listing is taken anew rather than failing for ever.
            settle();
            throw e;
        }
        return index.page(prefix, depth, after, limit);
    }

    /** Also a failed operation may have had its effect: what became of a key is found out when it is due. */
    private <T> T changing(List<String> keys, Call<T> call) throws StorageException {
        index();
        try {
            return call.run();
        } finally {
            keys.stream().filter(StorageKeys::isValid).forEach(key -> later(index -> lookAgain(index, key)));
        }
    }

    private synchronized void later(Change change) {
        lagging.add(change);
    }

    private void lookAgain(NameIndex<StoredObject> index, String key) throws StorageException {
        Optional<StoredObject> now = next().stat(key);
        if (now.isPresent()) {
            index.put(key, now.get());
        } else {
            index.remove(key);
        }
    }

    /** What a listing shows, taken from the storage below before anything is changed through here. */
    private synchronized NameIndex<StoredObject> index() throws StorageException {
        NameIndex<StoredObject> known = listed;
        if (known != null) {
            return known;
        }
        NameIndex<StoredObject> fresh = new NameIndex<>((key, object) -> object);
        Listing.objects(next(), "", Depth.ALL, object -> fresh.put(object.key(), object));
        addFolders(fresh, "");
        listed = fresh;
        return fresh;
    }

    private void addFolders(NameIndex<StoredObject> index, String prefix) throws StorageException {
        for (String folder : Listing.folders(next(), prefix)) {
            index.addFolder(folder);
            addFolders(index, folder);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> fewer = new HashSet<>(next().capabilities());
        fewer.remove(Capability.FRESH_LISTING);
        return Set.copyOf(fewer);
    }
}
