package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageArguments;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keys and folders in the order of listings. A page costs what is on it, however much there is beside it. Not
 * thread-safe.
 *
 * @param <V> what is kept for a key
 */
final class NameIndex<V> {
    private final TreeMap<String, V> objects = new TreeMap<>(StorageKeys.ORDER);
    private final TreeSet<String> folders = new TreeSet<>(StorageKeys.ORDER);
    private final BiFunction<String, V, StoredObject> describe;

    NameIndex(BiFunction<String, V, StoredObject> describe) {
        this.describe = describe;
    }

    @Nullable
    V get(String key) {
        return objects.get(key);
    }

    void put(String key, V value) {
        objects.put(key, value);
    }

    void remove(String key) {
        objects.remove(key);
    }

    List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    void addFolder(String prefix) {
        if (!prefix.isEmpty()) {
            folders.add(prefix);
        }
    }

    /** No effect when something is in it. */
    void removeFolder(String prefix) {
        String folder = folders.higher(prefix);
        String object = objects.higherKey(prefix);
        boolean used = (folder != null && folder.startsWith(prefix)) || (object != null && object.startsWith(prefix));
        if (!used) {
            folders.remove(prefix);
        }
    }

    ListPage page(String prefix, Depth depth, String after, int limit) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        StorageArguments.requireLimit(limit);
        return new Page(prefix, depth, after, limit).collect();
    }

    private final class Page {
        private final String prefix;
        private final Depth depth;
        private final String after;
        private final int limit;
        private final List<StoredObject> found = new ArrayList<>();
        private final List<String> level = new ArrayList<>();
        private String last = "";

        Page(String prefix, Depth depth, String after, int limit) {
            this.prefix = prefix;
            this.depth = depth;
            this.after = after;
            this.limit = limit;
        }

        ListPage collect() {
            String from = StorageKeys.ORDER.compare(after, prefix) < 0 ? prefix : behind(after);
            for (String name = next(from); name != null && name.startsWith(prefix); name = next(behind(last))) {
                String shown = shown(name);
                if (found.size() + level.size() == limit && isNew(shown)) {
                    return new ListPage(found, level, Optional.of(last));
                }
                add(shown);
                last = shown;
            }
            return new ListPage(found, level, Optional.empty());
        }

        /** A key as it is, or the folder on this level that it is in. */
        private String shown(String name) {
            int slash = depth == Depth.ALL ? -1 : name.indexOf('/', prefix.length());
            return slash < 0 ? name : name.substring(0, slash + 1);
        }

        private boolean isNew(String shown) {
            return !shown.equals(prefix) && StorageKeys.ORDER.compare(shown, after) > 0;
        }

        private void add(String shown) {
            V value = objects.get(shown);
            if (value != null) {
                found.add(describe.apply(shown, value));
            } else if (isNew(shown)) {
                level.add(shown);
            }
        }

        /** The least name that can follow: one more than a key, and for a folder behind all that is in it. */
        private String behind(String name) {
            boolean folder = depth == Depth.ONE_LEVEL && name.endsWith("/") && !name.equals(prefix);
            return folder ? name.substring(0, name.length() - 1) + (char) ('/' + 1) : name + '\0';
        }

        private @Nullable String next(String from) {
            String object = objects.ceilingKey(from);
            String folder = depth == Depth.ALL ? null : folders.ceiling(from);
            if (object == null || folder == null) {
                return object == null ? folder : object;
            }
            return StorageKeys.ORDER.compare(object, folder) < 0 ? object : folder;
        }
    }
}
