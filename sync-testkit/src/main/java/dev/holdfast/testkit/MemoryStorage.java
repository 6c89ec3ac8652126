package dev.holdfast.testkit;

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
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A storage in memory that can do everything the contract knows, and on demand less: without some capabilities
 * ({@link #without}), with a listing that lags behind ({@link MemoryStorageBuilder#listingLag(int)}), and with crashes ({@link #crash},
 * {@link #crashAtChange}). Everything is lost with this object, nothing by a crash that was confirmed before. It holds
 * 100,000 small objects in some 30 MB, and a page of a listing costs no more for there being many. Thread-safe.
 */
public final class MemoryStorage implements StorageClient {
    /** One object's content; shared by all who read it, and never changed. */
    private static final class Entry {
        private final byte[] content;
        private final byte[] sha256;
        private final Map<String, String> metadata;
        private final Instant modified;
        private final long serial;

        Entry(byte[] content, Map<String, String> metadata, Instant modified, long serial) {
            this.content = content;
            this.sha256 = hash(content);
            this.metadata = metadata;
            this.modified = modified;
            this.serial = serial;
        }

        private static byte[] hash(byte[] bytes) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Clock clock;
    private final Set<Capability> capabilities;
    private final NameIndex<Entry> stored = new NameIndex<>(this::describe);
    private final NameIndex<Entry> listed;
    private final @Nullable LaggingIndex<Consumer<NameIndex<Entry>>> lagging;
    private final MemoryUploads uploads;
    private long serials;
    private long operations;
    private int changesLeft;

    public MemoryStorage() {
        this(Clock.systemUTC());
    }

    /** With the storage's own clock. */
    public MemoryStorage(Clock clock) {
        this(clock, able(), false, 0);
    }

    /** All that a storage can be able to do, but for keys that only some services know. */
    static EnumSet<Capability> able() {
        return EnumSet.complementOf(EnumSet.of(Capability.EMPTY_SEGMENTS));
    }

    MemoryStorage(Clock clock, Set<Capability> capabilities, boolean byClock, long lag) {
        this.clock = clock;
        this.uploads = new MemoryUploads(clock);
        this.capabilities = Set.copyOf(capabilities);
        boolean fresh = capabilities.contains(Capability.FRESH_LISTING);
        this.listed = fresh ? stored : new NameIndex<>(this::describe);
        this.lagging = fresh ? null : new LaggingIndex<>(byClock ? clock::millis : () -> operations, lag);
    }

    /** One that lacks some capabilities; see {@link MemoryStorageBuilder#without}. */
    public static MemoryStorage without(Capability... missing) {
        return builder().without(missing).build();
    }

    /** For what the constructors don't offer. */
    public static MemoryStorageBuilder builder() {
        return new MemoryStorageBuilder();
    }

    /**
     * Goes through a crash: what was confirmed stays, puts under way vanish. They fail with
     * {@link StorageException.Transient} when they go on, and leave something for {@link #sweep}.
     */
    public void crash() {
        uploads.crash();
    }

    /**
     * Plans a {@link #crash} right before one of the next changes to a key. A put or delete is one change, a batch is one
     * for each key, and a move that is not atomic is two, so that a crash can come between them. The operation it
     * strikes fails with {@link StorageException.Transient}.
     *
     * @param change 1 for the next one
     */
    public synchronized void crashAtChange(int change) {
        changesLeft = change;
    }

    /** Lets listings show everything. */
    public synchronized void settle() {
        if (lagging != null) {
            lagging.<RuntimeException>applyAll(change -> change.accept(listed));
        }
    }

    /** The metadata kept with an object. */
    public synchronized Map<String, String> metadata(String key) {
        Entry entry = stored.get(key);
        return entry == null ? Map.of() : entry.metadata;
    }

    /** Every key there is, in order, whatever a listing shows. */
    public synchronized List<String> keys() {
        return stored.keys();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        StorageKeys.require(key);
        StorageArguments.requireSupported(this, options);
        MemoryUploads.Upload upload = uploads.begin(key);
        try {
            LongConsumer progress = options.progress();
            PutOptions touching = options.with(bytes -> {
                uploads.touch(upload);
                progress.accept(bytes);
            });
            return publish(key, upload, WholeContent.read(content, touching), options);
        } finally {
            uploads.end(upload);
        }
    }

    private synchronized StoredObject publish(
            String key, MemoryUploads.Upload upload, byte[] content, PutOptions options) throws StorageException {
        operations++;
        requirePrecondition(key, options.precondition());
        changing();
        if (!uploads.isAlive(upload)) {
            throw new StorageException.Transient("The " + describe() + " lost the upload of " + key + ".", null);
        }
        Entry entry = new Entry(content, options.metadata(), clock.instant(), ++serials);
        change(index -> index.put(key, entry));
        return describe(key, entry);
    }

    private void requirePrecondition(String key, Precondition precondition) throws StorageException {
        Entry present = stored.get(key);
        if (precondition instanceof Precondition.Absent && present != null) {
            throw new StorageException.PreconditionFailed("There is already an object " + key + ".", null);
        }
        if (precondition instanceof Precondition.Matches wanted
                && (present == null || !version(present).equals(wanted.version()))) {
            throw new StorageException.PreconditionFailed("The object " + key + " is another version.", null);
        }
    }

    /** Counts a change that is about to happen. */
    private void changing() throws StorageException {
        if (changesLeft > 0 && --changesLeft == 0) {
            crash();
            throw new StorageException.Transient("The " + describe() + " crashed.", null);
        }
    }

    private void change(Consumer<NameIndex<Entry>> change) {
        change.accept(stored);
        if (lagging != null) {
            lagging.add(change);
        }
    }

    @Override
    public synchronized void putFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        operations++;
        change(index -> index.addFolder(prefix));
    }

    @Override
    public synchronized void deleteFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        operations++;
        change(index -> index.removeFolder(prefix));
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return open(key, 0, Long.MAX_VALUE);
    }

    @Override
    public synchronized InputStream open(String key, long offset, long length) throws StorageException {
        StorageArguments.requireRange(offset, length);
        StorageKeys.require(key);
        operations++;
        byte[] bytes = present(key).content;
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    private Entry present(String key) throws StorageException {
        Entry entry = stored.get(key);
        if (entry == null) {
            throw new StorageException.NotFound("There is no object " + key + ".", null);
        }
        return entry;
    }

    @Override
    public synchronized Optional<StoredObject> stat(String key) throws StorageException {
        StorageKeys.require(key);
        operations++;
        return Optional.ofNullable(stored.get(key)).map(entry -> describe(key, entry));
    }

    @Override
    public synchronized ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        operations++;
        if (lagging != null) {
            lagging.<RuntimeException>applyDue(change -> change.accept(listed));
        }
        return listed.page(prefix, depth, after, limit);
    }

    @Override
    public void delete(String key) throws StorageException {
        deleteAll(List.of(key));
    }

    @Override
    public synchronized void deleteAll(Collection<String> keys) throws StorageException {
        StorageKeys.requireBatch(keys);
        operations++;
        for (String key : keys) {
            changing();
            change(index -> index.remove(key));
        }
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        StorageArguments.requireMove(this, from, to, precondition);
        Entry entry = appear(from, to, precondition);
        if (!capabilities.contains(Capability.ATOMIC_RENAME)) {
            vanish(from, entry);
        }
        return describe(to, entry);
    }

    private synchronized Entry appear(String from, String to, Precondition precondition) throws StorageException {
        operations++;
        Entry entry = present(from);
        if (from.equals(to)) {
            throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
        }
        requirePrecondition(to, precondition);
        changing();
        change(index -> index.put(to, entry));
        if (capabilities.contains(Capability.ATOMIC_RENAME)) {
            change(index -> index.remove(from));
        }
        return entry;
    }

    private synchronized void vanish(String from, Entry moved) throws StorageException {
        changing();
        if (stored.get(from) == moved) {
            change(index -> index.remove(from));
        }
    }

    @Override
    public synchronized int sweep(String prefix, Duration idle) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        operations++;
        return uploads.sweep(prefix, idle);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
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

    private StoredObject describe(String key, Entry entry) {
        return new StoredObject(
                key,
                entry.content.length,
                capabilities.contains(Capability.CONTENT_HASH)
                        ? Optional.of(HexFormat.of().formatHex(entry.sha256))
                        : Optional.empty(),
                version(entry),
                entry.modified,
                capabilities.contains(Capability.STABLE_IDENTITY) ? Optional.of("o" + entry.serial) : Optional.empty(),
                entry.metadata);
    }

    private static String version(Entry entry) {
        return "v" + entry.serial;
    }
}
