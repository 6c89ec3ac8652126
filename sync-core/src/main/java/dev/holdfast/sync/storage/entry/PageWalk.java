package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects and folders of a listing, in order, one page in memory. */
final class PageWalk {
    /**
     * An object, or a folder when that is missing.
     *
     * @param key its key or prefix
     * @param object the object
     */
    record Item(String key, @Nullable StoredObject object) {}

    private final StorageClient storage;
    private final String prefix;
    private final Depth depth;
    private final ArrayDeque<Item> page = new ArrayDeque<>();
    private String after;
    private boolean ended;

    PageWalk(StorageClient storage, String prefix, Depth depth) {
        this(storage, prefix, depth, "");
    }

    /** Begins behind a name. */
    PageWalk(StorageClient storage, String prefix, Depth depth, String after) {
        this.storage = storage;
        this.prefix = prefix;
        this.depth = depth;
        this.after = after;
    }

    @Nullable
    Item next() throws StorageException {
        while (page.isEmpty() && !ended) {
            fetch();
        }
        return page.poll();
    }

    /** Up to a batch of objects; none at the end. */
    List<StoredObject> batch() throws StorageException {
        List<StoredObject> batch = new ArrayList<>();
        while (batch.size() < StorageClient.MAX_PAGE) {
            Item item = next();
            if (item == null) {
                break;
            }
            if (item.object() != null) {
                batch.add(item.object());
            }
        }
        return batch;
    }

    /** Leaves out what comes before a name, without looking at it where it was not listed yet. */
    void skipTo(String name) {
        while (!page.isEmpty() && StorageKeys.ORDER.compare(page.getFirst().key(), name) < 0) {
            page.removeFirst();
        }
        if (StorageKeys.ORDER.compare(after, name) < 0) {
            after = name;
        }
    }

    private void fetch() throws StorageException {
        ListPage next = storage.list(prefix, depth, after, StorageClient.MAX_PAGE);
        Optional<String> more = next.next();
        if (more.isPresent() && StorageKeys.ORDER.compare(more.get(), after) <= 0) {
            throw new StorageException.Corrupt(
                    "The " + storage.describe() + " repeats itself when listing \"" + prefix + "\".", null);
        }
        List<Item> items = new ArrayList<>();
        next.objects().forEach(object -> items.add(new Item(object.key(), object)));
        next.folders().forEach(folder -> items.add(new Item(folder, null)));
        if (!next.folders().isEmpty()) {
            items.sort(Comparator.comparing(Item::key, StorageKeys.ORDER));
        }
        page.addAll(items);
        after = more.orElse(after);
        ended = more.isEmpty();
    }
}
