package dev.holdfast.sync.memory.record;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordSync.Depth;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memories of a home and the memory API that its settings name: cycles of the sync between them, one at a time whichever
 * process begins them, and how they stand. Opens nothing and uses no network before it is asked to. Thread-safe.
 */
public final class RecordService implements RecordCycles {
    /** The lock's name in the home; whoever is at a cycle holds it. */
    public static final String LOCK_FILE_NAME = "records.lock";

    /** The file in the home that tells of the last contact. */
    public static final String CONTACT_FILE_NAME = KnownServer.FILE_NAME;

    /** What that is called while it is written. */
    public static final String CONTACT_PART_FILE_NAME = KnownServer.PART_FILE_NAME;

    private static final Logger LOG = LoggerFactory.getLogger(RecordService.class);
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(60);
    private static final long LOCK_POLL_MILLIS = 20;
    private static final String BUSY = "Memories were not synced: another process has been at it for "
            + LOCK_LIMIT.toSeconds() + " s; it is tried again.";

    private final Path home;
    private final URI address;
    private final Secret key;
    private final RecordRules rules;
    private final Supplier<MemoryStore> memories;
    private final InstantSource clock;
    private @Nullable MemoryApi api;
    private boolean closed;
    /** Used by whoever holds the lock alone. */
    private @Nullable Engine engine;

    private volatile boolean homeSeen;
    private volatile boolean wentThrough;
    private volatile List<String> told = List.of();

    private RecordService(Settings settings, URI address, Supplier<MemoryStore> memories, InstantSource clock) {
        this.home = settings.home();
        this.address = address;
        this.key = settings.get(Keys.MEMORY_API_KEY);
        this.rules = new RecordRules(settings.get(Keys.MEMORY_API_CATEGORIES), settings.get(Keys.MEMORY_API_SENSITIVE));
        this.memories = memories;
        this.clock = clock;
    }

    /**
     * What the settings say; empty where they name no memory API.
     *
     * @param memories gives the store, which stays the caller's
     */
    public static Optional<RecordService> of(Settings settings, Supplier<MemoryStore> memories, InstantSource clock) {
        return settings.get(Keys.MEMORY_API_URL).map(address -> new RecordService(settings, address, memories, clock));
    }

    /** A keeper for as long as a process lives; empty where the settings name no memory API, or no key for it. */
    public static Optional<RecordKeeper> keeper(
            Settings settings, Supplier<MemoryStore> memories, InstantSource clock) {
        return of(settings, memories, clock)
                .filter(RecordService::hasKey)
                .map(service -> new RecordKeeper(service, settings.get(Keys.SYNC_INTERVAL)));
    }

    /** The API's address. */
    public URI address() {
        return address;
    }

    /** Whether the settings refer to a key for it; without one, no cycle begins. */
    public boolean hasKey() {
        return key.isSet();
    }

    @Override
    public Cycle cycle(Depth depth, CancelSignal cancel) {
        wentThrough = false;
        RecordSyncResult result = sync(depth, cancel);
        log(result);
        return new Cycle(result.complete() || wentThrough, result.authRefused(), isPending());
    }

    /**
     * One cycle. Waits for another process that is at one, for a minute at most. Never throws for what a server or a disk does.
     *
     * @param cancel when cancelled, nothing is begun any more; {@link #abort} ends what is under way
     */
    public RecordSyncResult sync(Depth depth, CancelSignal cancel) {
        if (!hasKey()) {
            return failed("Memories are not synced: memory_api_url is set without memory_api_key.", false);
        }
        if (homeSeen && !Files.isDirectory(home)) {
            // Whoever removes the home does not want it made again by somebody who only goes on.
            return failed("Memories are not synced: the home " + home + " is gone.", false);
        }
        try (HomeLock lock = lock(cancel)) {
            homeSeen = true;
            return lock == null ? failed(BUSY, false) : locked(depth, cancel);
        } catch (StateException e) {
            return failed(String.valueOf(e.getMessage()), false);
        }
    }

    /** Whether nothing was done because another process on the home was at a cycle all the time. */
    public static boolean isBusyElsewhere(RecordSyncResult result) {
        return result.errors().contains(BUSY);
    }

    private @Nullable HomeLock lock(CancelSignal cancel) {
        long start = System.nanoTime();
        Optional<HomeLock> lock = HomeLock.tryAcquire(home.resolve(LOCK_FILE_NAME));
        while (lock.isEmpty() && !cancel.isCancelled() && System.nanoTime() - start < LOCK_LIMIT.toNanos()) {
            try {
                Thread.sleep(LOCK_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
            lock = HomeLock.tryAcquire(home.resolve(LOCK_FILE_NAME));
        }
        return lock.orElse(null);
    }

    private RecordSyncResult locked(Depth depth, CancelSignal cancel) {
        wentThrough = false;
        KnownServer known = KnownServer.read(home, address);
        MemoryApi opened = open(cancel);
        try {
            KnownServer accepting = known.accepting(opened.checkKey());
            RecordSync sync = engine(accepting.identity(), opened);
            RecordSyncResult result = sync.run(depth, cancel);
            wentThrough = sync.wentThrough();
            note(known, result.authRefused() ? accepting.refusing(clock.instant()) : accepting);
            return result;
        } catch (MemoryApiException e) {
            boolean refused = isRefusal(e);
            if (refused) {
                note(known, known.refusing(clock.instant()));
            }
            return failed(String.valueOf(e.getMessage()), refused);
        }
    }

    /** A key that only this process can't get hold of was not refused by anybody. */
    private static boolean isRefusal(MemoryApiException failure) {
        return failure.kind() == Kind.KEY_REFUSED && failure.status() != 0;
    }

    private void note(KnownServer before, KnownServer now) {
        if (!now.equals(before)) {
            now.write(home);
        }
    }

    private synchronized MemoryApi open(CancelSignal cancel) {
        MemoryApi opened = api == null ? new HttpMemoryApi(address, key) : api;
        api = opened;
        if (closed || cancel.isCancelled()) {
            abort();
        }
        return opened;
    }

    /** The one that was at it before, where it can go on: it remembers what failed last. */
    private RecordSync engine(String identity, MemoryApi opened) {
        if (engine == null || !engine.identity().equals(identity) || engine.api() != opened) {
            RecordStore store = memories.get().records(identity);
            engine = new Engine(identity, opened, new RecordSync(store, opened, rules, clock));
        }
        return engine.sync();
    }

    private record Engine(String identity, MemoryApi api, RecordSync sync) {}

    /** Ends the cycle under way, if there is one. Returns at once. */
    public synchronized void abort() {
        if (api != null) {
            api.close();
            api = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        abort();
    }

    @Override
    public boolean hasLookedWithin(Duration time) {
        try {
            Instant now = clock.instant();
            return standing()
                    .records()
                    .lastPull()
                    .filter(last -> last.isAfter(now.minus(time)) && !last.isAfter(now))
                    .isPresent();
        } catch (StateException e) {
            LOG.debug("When memories were last synced can't be told.", e);
            return false;
        }
    }

    private boolean isPending() {
        try {
            return standing().unsent() > 0;
        } catch (StateException e) {
            LOG.debug("Whether memories wait can't be told.", e);
            return true;
        }
    }

    /**
     * How things stand, from the disk alone.
     *
     * @throws StateException when the store can't be used
     */
    public RecordStanding standing() {
        KnownServer known = KnownServer.read(home, address);
        RecordStatus status = memories.get().records(known.identity()).status();
        return new RecordStanding(
                address, key.reference(), known.refusedSince(), !known.user().isEmpty(), status);
    }

    /** Asks whether the API is there, for at most the limit; what is wrong, in a sentence, or nothing. */
    public Optional<String> problem(Duration limit) {
        return asked(limit, MemoryApi::health);
    }

    /** Asks whether the API accepts the key, for at most the limit; what is wrong, in a sentence, or nothing. */
    public Optional<String> problemWithKey(Duration limit) {
        return asked(limit, MemoryApi::checkKey);
    }

    /** Something to ask of an API. */
    @FunctionalInterface
    private interface Question {
        void ask(MemoryApi api) throws MemoryApiException;
    }

    private Optional<String> asked(Duration limit, Question question) {
        try (MemoryApi asked = new HttpMemoryApi(address, key, limit, limit)) {
            question.ask(asked);
            return Optional.empty();
        } catch (MemoryApiException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Lets memories that the API would not have be tried again.
     *
     * @return how many there were
     * @throws StateException when the store can't be used
     */
    public long retry() {
        return memories.get().exists() ? store().retry(Optional.empty()) : 0;
    }

    /**
     * Lets one of them be tried again, whatever speaks against it. Does nothing when it is not one.
     *
     * @param id of the memory
     * @return whether it was set aside
     * @throws StateException when the store can't be used
     */
    public boolean retry(String id) {
        return memories.get().exists() && store().retry(Optional.of(id)) > 0;
    }

    /**
     * Takes a conflict off the list: the user has looked at it. Both versions stay.
     *
     * @param id of the memory that keeps what was said here
     * @return whether it was listed
     * @throws StateException when the store can't be used
     */
    public boolean settle(String id) {
        return memories.get().exists() && store().settle(id);
    }

    /**
     * Lets the many deletions that are held back go, in the next cycle.
     *
     * @throws StateException when the store can't be used
     */
    public void allowDeletes() {
        store().allowDeletes();
    }

    private RecordStore store() {
        return memories.get().records(KnownServer.read(home, address).identity());
    }

    /** The same trouble is told once, however often it comes. */
    private void log(RecordSyncResult result) {
        if (!result.isNone()) {
            LOG.info("Memories: {} sent, {} received, {} deleted.", result.pushed(), result.pulled(), result.deleted());
        }
        if (!result.errors().equals(told)) {
            told = result.errors();
            told.forEach(LOG::warn);
            if (told.isEmpty()) {
                LOG.info("Memories are in step with {} again.", address);
            }
        }
    }

    private static RecordSyncResult failed(String sentence, boolean refused) {
        return new RecordSyncResult(0, 0, 0, 0, 0, List.of(sentence), refused, false);
    }
}
