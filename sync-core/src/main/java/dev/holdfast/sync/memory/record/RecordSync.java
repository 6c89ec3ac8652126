package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the memories of a store and the records of a server the same. Works on the thread that asks and makes none; keeps
 * nothing that counts, so that any later cycle, of another process too, goes on where one was cut short, by a kill at any
 * moment as well. One process at a time works on a home's store and server; whoever calls sees to that. Not thread-safe.
 */
public final class RecordSync {
    /** How much of what the server has is looked at. */
    public enum Depth {
        /** What changed there since the last time, and for a while before. */
        CHANGES,
        /** Everything, deleted records too. The first cycle with a server is always of this kind. */
        FULL
    }

    /** How far before the last answer the next one begins, for what came to be late. */
    static final Duration OVERLAP = Duration.ofMinutes(10);

    /** How long after the look before a request its effect may bear a time. */
    private static final Duration ABOUT = Duration.ofSeconds(90);

    /** What failed again and again is tried in every so many cycles only. */
    private static final int SELDOM = 10;

    private static final String SHUT =
            "Sensitive memories are left out of the sync, as the key that opens them is lost; put memory.key back into the"
                    + " home from the machine, or the copy of the home, that they were stored on.";

    static final String ALLOW = "if that is meant, allow it with 'holdfast memory allow-deletes'.";

    private final RecordStore store;
    private final MemoryApi api;
    private final RecordRules rules;
    private final InstantSource clock;
    private final Words words;
    private final Map<String, Integer> failing = new HashMap<>();
    private final Set<Long> unread = new HashSet<>();
    private Optional<String> failedLast = Optional.empty();
    private boolean through;
    private long cycles;

    /**
     * A sync.
     *
     * @param store the memories
     * @param api the server; stays open
     * @param clock for what {@link RecordStatus} tells about times; decides nothing
     */
    public RecordSync(RecordStore store, MemoryApi api, RecordRules rules, InstantSource clock) {
        this.store = store;
        this.api = api;
        this.rules = rules;
        this.clock = clock;
        this.words = new Words(rules);
    }

    /**
     * One cycle: takes what the server has, then gives it what it lacks. The one goes on when the other fails, as far as that is
     * safe. Never throws for what the server does.
     *
     * @param cancel looked at between requests; a request under way ends by {@link MemoryApi#close}
     * @throws dev.holdfast.sync.state.StateException when the store can't be used
     */
    public RecordSyncResult run(Depth depth, CancelSignal cancel) {
        cycles++;
        Tally tally = new Tally();
        boolean shut = store.change(book -> {
            book.rules(words.text(), rules.sensitive());
            return book.isShut();
        });
        if (shut) {
            tally.error(SHUT);
        }
        boolean pulled = pull(depth, cancel, tally);
        boolean pushed = false;
        if (!tally.isKeyRefused() && !cancel.isCancelled()) {
            RecordPlan plan = new RecordPlan(words, rules.sensitive(), unread);
            RecordPush push = new RecordPush(store, api, plan, clock, tally, failing, cycles % SELDOM == 0);
            pushed = push.run(pulled, failedLast, cancel);
            failedLast = push.failedLast();
        }
        through = pulled && pushed;
        return tally.result(through && isAllDone());
    }

    /**
     * Whether the last cycle came through everything on both sides, even if single memories failed. Then it makes no sense to
     * leave the server alone for longer on account of them.
     */
    public boolean wentThrough() {
        return through;
    }

    /** Whether what came to be at a time by the server's clock may be what a request has made. */
    static boolean isAbout(RecordAttempt attempt, Instant time) {
        return attempt.since().map(since -> isAbout(since, time)).orElse(true);
    }

    /** Whether it may be what a request has made that counts as made at the time of this look. */
    static boolean isAbout(Instant look, Instant time) {
        return time.isBefore(look.plus(ABOUT));
    }

    private boolean pull(Depth depth, CancelSignal cancel, Tally tally) {
        try {
            return new RecordPull(store, api, words, clock, tally, unread).run(depth, cancel);
        } catch (MemoryApiException e) {
            tally.error(e.getMessage());
            if (KeyCheck.of(api, e) == KeyCheck.KEY) {
                KeyCheck.refused(store, clock, tally);
            }
            return false;
        }
    }

    private boolean isAllDone() {
        RecordStatus status = store.status();
        return status.pending() <= status.heldDeletes().there();
    }
}
