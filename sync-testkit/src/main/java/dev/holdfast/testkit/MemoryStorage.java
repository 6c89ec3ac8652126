package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A storage in memory that can do everything the contract knows. Lost with the object. */
public final class MemoryStorage implements StorageClient {
    private record Entry(ByteBuffer content, Map<String, String> metadata, StoredObject object) {}

    private final Clock clock;
    private final TreeMap<String, Entry> entries = new TreeMap<>(StorageKeys.ORDER);
    private final TreeSet<String> folders = new TreeSet<>(StorageKeys.ORDER);
    private long versions;

    public MemoryStorage() {
        this(Clock.systemUTC());
    }

    /** With the storage's own clock. */
    public MemoryStorage(Clock clock) {
        this.clock = clock;
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        StorageKeys.require(key);
        byte[] bytes = read(content, options);
        synchronized (this) {
            requirePrecondition(key, options.precondition());
            StoredObject object = new StoredObject(
                    key,
                    bytes.length,
                    Optional.of(sha256(bytes)),
                    "v" + ++versions,
                    clock.instant(),
                    Optional.of("o" + versions),
                    options.metadata());
            entries.put(key, new Entry(ByteBuffer.wrap(bytes), options.metadata(), object));
            return object;
        }
    }

    private static byte[] read(Content content, PutOptions options) throws StorageException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = content.openGuarded()) {
            byte[] part = in.readNBytes(options.partSize());
            do {
                bytes.writeBytes(part);
                options.progress().accept(bytes.size());
                part = in.readNBytes(options.partSize());
            } while (part.length > 0);
            return bytes.toByteArray();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content could not be closed.", e);
        }
    }

    private void requirePrecondition(String key, Precondition precondition) throws StorageException {
        Entry present = entries.get(key);
        if (precondition instanceof Precondition.Absent && present != null) {
            throw new StorageException.PreconditionFailed("There is already an object " + key + ".", null);
        }
        if (precondition instanceof Precondition.Matches wanted
                && (present == null || !present.object().version().equals(wanted.version()))) {
            throw new StorageException.PreconditionFailed("The object " + key + " is another version.", null);
        }
    }

    /** The metadata kept with an object. */
    public synchronized Map<String, String> metadata(String key) {
        Entry entry = entries.get(key);
        return entry == null ? Map.of() : entry.metadata();
    }

    /** Every key there is, in order. */
    public synchronized List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    @Override
    public synchronized void putFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        if (!prefix.isEmpty()) {
            folders.add(prefix);
        }
    }

    @Override
    public synchronized void deleteFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        String below = folders.higher(prefix);
        String inside = entries.higherKey(prefix);
        boolean used = (below != null && below.startsWith(prefix)) || (inside != null && inside.startsWith(prefix));
        if (!used) {
            folders.remove(prefix);
        }
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return open(key, 0, Long.MAX_VALUE);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative: " + offset + ", " + length);
        }
        byte[] bytes = bytes(key);
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    private synchronized byte[] bytes(String key) throws StorageException {
        StorageKeys.require(key);
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new StorageException.NotFound("There is no object " + key + ".", null);
        }
        return entry.content().array();
    }

    @Override
    public synchronized Optional<StoredObject> stat(String key) throws StorageException {
        StorageKeys.require(key);
        return Optional.ofNullable(entries.get(key)).map(Entry::object);
    }

    @Override
    public synchronized ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        List<StoredObject> objects = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>(StorageKeys.ORDER);
        String last = after;
        for (String name : names(prefix, depth)) {
            if (StorageKeys.ORDER.compare(name, after) <= 0) {
                continue;
            }
            if (objects.size() + found.size() == limit) {
                return new ListPage(objects, List.copyOf(found), Optional.of(last));
            }
            last = name;
            Entry entry = entries.get(name);
            if (entry == null) {
                found.add(name);
            } else {
                objects.add(entry.object());
            }
        }
        return new ListPage(objects, List.copyOf(found), Optional.empty());
    }

    /** Keys and, for one level, folders below the prefix, in order. */
    private Set<String> names(String prefix, Depth depth) {
        TreeSet<String> names = new TreeSet<>(StorageKeys.ORDER);
        entries.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(names::add);
        if (depth == Depth.ALL) {
            return names;
        }
        folders.stream().filter(folder -> folder.startsWith(prefix)).forEach(names::add);
        TreeSet<String> level = new TreeSet<>(StorageKeys.ORDER);
        for (String name : names) {
            int slash = name.indexOf('/', prefix.length());
            level.add(slash < 0 ? name : name.substring(0, slash + 1));
        }
        level.remove(prefix);
        return level;
    }

    @Override
    public synchronized void delete(String key) throws StorageException {
        StorageKeys.require(key);
        entries.remove(key);
    }

    @Override
    public synchronized StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        StorageKeys.require(from);
        StorageKeys.require(to);
        Entry entry = entries.get(from);
        if (entry == null) {
            throw new StorageException.NotFound("There is no object " + from + ".", null);
        }
        if (from.equals(to)) {
            throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
        }
        requirePrecondition(to, precondition);
        StoredObject moved = entry.object().at(to);
        entries.put(to, new Entry(entry.content(), entry.metadata(), moved));
        entries.remove(from);
        return moved;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public void probe(Duration limit) {
        // Memory is always there.
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {
        // Nothing to let go of.
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
