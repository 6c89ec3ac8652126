package dev.holdfast.testkit.memoryapi;

import dev.holdfast.testkit.net.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for a memory API, on loopback: its requests over real HTTP, by the real one's rules. A request without a key is
 * answered 422 and one with a wrong key 401; deletes are soft; a sync shows all of a user's records at once, sensitive ones
 * redacted, with a time that was taken before the look and by another clock than the records' own. Any two requests make two
 * records. What it keeps outlives {@link #stop} and {@link #restart}. Thread-safe.
 */
public final class StandInMemoryApi implements AutoCloseable {
    private final LoopbackServer http;
    private final RecordTable table = new RecordTable();
    private final Map<String, String> users = new HashMap<>();
    private final Map<Operation, Deque<Mishap>> plans = new EnumMap<>(Operation.class);
    private final Deque<Mishap> next = new ArrayDeque<>();
    private final List<LoggedRequest> log = new ArrayList<>();
    private @Nullable Mishap lasting;
    private CountDownLatch healed = new CountDownLatch(1);
    private InstantSource clock = InstantSource.system();
    private Duration ahead = Duration.ZERO;
    private Consumer<LoggedRequest> listener = request -> {};

    /** One that listens on a free port, without users. */
    public StandInMemoryApi() throws IOException {
        http = new LoopbackServer("stand-in-memory-api", () -> new MemoryApiEndpoint(this));
    }

    /** Its base address. */
    public URI base() {
        return http.address("");
    }

    /** Takes this key for this user's, from now on. */
    public synchronized void addKey(String key, String user) {
        users.put(key, user);
    }

    /** Gives the user this key, from now on, and takes no other of theirs. */
    public synchronized void renewKey(String user, String key) {
        users.values().removeIf(user::equals);
        users.put(key, user);
    }

    /** Is a newer server from now on: 422 for a longer content and for another category. */
    public void limit(int longestContent, Set<String> categories) {
        table.limit(longestContent, categories);
    }

    /** Takes these contents for sensitive by itself, from now on. */
    public void detectSensitive(Predicate<String> isSecret) {
        table.detect(isSecret);
    }

    /** Answers 404 to the deletion of what is deleted, from now on, as some servers do. */
    public void forgetDeleted() {
        table.forgetDeleted();
    }

    /**
     * Sets the clocks.
     *
     * @param database gives records their times
     * @param ahead how far the clock that gives {@code server_time} is ahead of it; negative for behind
     */
    public synchronized void setClocks(InstantSource database, Duration ahead) {
        this.clock = database;
        this.ahead = ahead;
    }

    /** The next requests for this meet with these, one each; later ones with none. */
    public synchronized void plan(Operation operation, Mishap... next) {
        plans.computeIfAbsent(operation, any -> new ArrayDeque<>()).addAll(Arrays.asList(next));
    }

    /** The next request, whatever it is for, meets with this. */
    public synchronized void planNext(Mishap mishap) {
        next.add(mishap);
    }

    /** Whether every mishap that was planned has come to pass. */
    public synchronized boolean isPlanDone() {
        return next.isEmpty() && plans.values().stream().allMatch(Deque::isEmpty);
    }

    /** Every request for which nothing else is planned meets with this, until {@link #heal}. */
    public synchronized void befallAll(Mishap mishap) {
        lasting = mishap;
    }

    /** Forgets all plans, and ends the connections that {@link Mishap.BlackHole} holds. */
    public synchronized void heal() {
        next.clear();
        plans.clear();
        lasting = null;
        healed.countDown();
        healed = new CountDownLatch(1);
    }

    /** Has everybody see what {@link Mishap.LateCommit} held back. */
    public void commitLate() {
        table.commit();
    }

    /** Hears each request before anything comes of it, on a thread of the server's. */
    public synchronized void onRequest(Consumer<LoggedRequest> hears) {
        listener = hears;
    }

    /** Every request so far, in the order in which they came. */
    public synchronized List<LoggedRequest> log() {
        return List.copyOf(log);
    }

    /** How many requests for this there were. */
    public synchronized long count(Operation operation) {
        return log.stream().filter(each -> each.operation() == operation).count();
    }

    /** Every record of a user's, deleted ones too, by id. */
    public List<KeptRecord> records(String user) {
        return table.of(user);
    }

    /** What a user's records say that are there, by id. */
    public List<String> contents(String user) {
        return table.sync(user, Optional.empty()).stream()
                .map(KeptRecord::content)
                .toList();
    }

    /** Puts a record there, without a request. */
    public KeptRecord add(String user, String content) {
        return table.add(user, content, "facts", now());
    }

    /** Puts many records there, without a request. */
    public void fill(String user, int count, IntFunction<String> content) {
        Instant now = now();
        for (int i = 0; i < count; i++) {
            table.add(user, content.apply(i), "facts", now);
        }
    }

    /** Is gone: connections are refused. */
    public void stop() {
        http.stop();
    }

    /** Is there again. */
    public void restart() {
        http.restart();
    }

    RecordTable table() {
        return table;
    }

    synchronized Optional<String> user(String key) {
        return Optional.ofNullable(users.get(key));
    }

    /** The database's time. */
    synchronized Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The time as answers tell it. */
    synchronized Instant serverTime() {
        return now().plus(ahead);
    }

    /** Notes down a request and gives what befalls it. */
    @Nullable
    Mishap begin(LoggedRequest request) {
        Consumer<LoggedRequest> hears;
        synchronized (this) {
            log.add(request);
            hears = listener;
        }
        hears.accept(request);
        synchronized (this) {
            Deque<Mishap> plan = plans.getOrDefault(request.operation(), next);
            Mishap planned = plan.isEmpty() ? next.poll() : plan.poll();
            return planned == null ? lasting : planned;
        }
    }

    /** Waits for the end of all mishaps. */
    void awaitHealing() throws InterruptedException {
        CountDownLatch latch;
        synchronized (this) {
            latch = healed;
        }
        latch.await();
    }

    @Override
    public void close() {
        http.close();
    }
}
