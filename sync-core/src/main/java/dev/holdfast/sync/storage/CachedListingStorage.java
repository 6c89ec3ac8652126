package dev.holdfast.sync.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers listings for a while, so that looking again costs nothing. What is changed through here shows as soon as the
 * storage below lists it: each change, also one that failed and may have been applied all the same, forgets the listings
 * of all prefixes that the key is below.
 * What others change may show only when the time is over, or after {@link #refresh}; so {@link Capability#FRESH_LISTING}
 * is not declared. Thread-safe.
 */
public final class CachedListingStorage extends ForwardingStorage {
    /** How long listings are kept when nothing else is said. */
    public static final Duration USUAL_TIME = Duration.ofMinutes(5);

    /** How many objects, folders and pages together are kept when nothing else is said. */
    public static final int USUAL_ENTRIES = 20_000;

    private record PageKey(Depth depth, String after, int limit) {}

    private record Remembered(ListPage page, Instant taken) {
        int entries() {
            return 1 + page.objects().size() + page.folders().size();
        }
    }

    private final Duration time;
    private final int maxEntries;
    private final Clock clock;
    // Eldest first by use, so that the prefixes that nobody asks for go first.
    private final Map<String, Map<PageKey, Remembered>> prefixes = new LinkedHashMap<>(16, 0.75f, true);
    private int entries;
    private long changes;

    /** With the usual time and number of entries. */
    public CachedListingStorage(StorageClient next, Clock clock) {
        this(next, USUAL_TIME, USUAL_ENTRIES, clock);
    }

    /**
     * Over a storage.
     *
     * @param time how long a listing is kept
     * @param maxEntries how many objects, folders and pages together are kept at most
     */
    public CachedListingStorage(StorageClient next, Duration time, int maxEntries, Clock clock) {
        super(next);
        this.time = time;
        this.maxEntries = maxEntries;
        this.clock = clock;
    }

    /** Forgets every listing: the next ones show what others have done. */
    public synchronized void refresh() {
        changes++;
        prefixes.clear();
        entries = 0;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        return call.run();
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        PageKey wanted = new PageKey(depth, after, limit);
        ListPage known = recall(prefix, wanted);
        if (known != null) {
            return known;
        }
        long before = changesSoFar();
        Instant taken = clock.instant();
        ListPage page = next().list(prefix, depth, after, limit);
        remember(prefix, wanted, new Remembered(page, taken), before);
        return page;
    }

    private synchronized @Nullable ListPage recall(String prefix, PageKey wanted) {
        Map<PageKey, Remembered> pages = prefixes.get(prefix);
        Remembered found = pages == null ? null : pages.get(wanted);
        if (found == null) {
            return null;
        }
        Instant now = clock.instant();
        // A clock that was set back must not keep a listing for longer.
        if (now.isBefore(found.taken()) || !now.isBefore(found.taken().plus(time))) {
            forget(prefix);
            return null;
        }
        return found.page();
    }

    private synchronized long changesSoFar() {
        return changes;
    }

    private synchronized void remember(String prefix, PageKey wanted, Remembered page, long before) {
        if (changes != before || page.entries() > maxEntries) {
            return; // It may lack what was changed while it was taken.
        }
        Map<PageKey, Remembered> pages = prefixes.computeIfAbsent(prefix, any -> new HashMap<>());
        Remembered replaced = pages.put(wanted, page);
        entries += page.entries() - (replaced == null ? 0 : replaced.entries());
        Iterator<Map<PageKey, Remembered>> eldest = prefixes.values().iterator();
        while (entries > maxEntries) {
            entries -= sum(eldest.next());
            eldest.remove();
        }
    }

    private void forget(String prefix) {
        Map<PageKey, Remembered> pages = prefixes.remove(prefix);
        entries -= pages == null ? 0 : sum(pages);
    }

    private static int sum(Map<PageKey, Remembered> pages) {
        return pages.values().stream().mapToInt(Remembered::entries).sum();
    }

    private synchronized void changed(Collection<String> keys) {
        changes++;
        for (String key : keys) {
            forget("");
            for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
                forget(key.substring(0, slash + 1));
            }
        }
    }

    private <T> T changing(Collection<String> keys, Call<T> call) throws StorageException {
        try {
            return call.run();
        } finally {
            changed(keys);
        }
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        return changing(List.of(key), () -> super.put(key, content, options));
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        changing(List.of(prefix), () -> {
            super.putFolder(prefix);
            return true;
        });
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        changing(List.of(prefix), () -> {
            super.deleteFolder(prefix);
            return true;
        });
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
        changing(keys, () -> {
            super.deleteAll(keys);
            return true;
        });
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
    public Set<Capability> capabilities() {
        Set<Capability> fewer = new HashSet<>(next().capabilities());
        fewer.remove(Capability.FRESH_LISTING);
        return Set.copyOf(fewer);
    }
}
