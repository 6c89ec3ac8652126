package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;

/** The first half of a cycle: what the server has. Keeps no more than a few records at a time. */
final class RecordPull {
    private static final int BATCH = 100;
    private static final int BATCH_CHARACTERS = 500_000;

    /** How long a record of ours that came to be late, and twice, is known for it. */
    private static final Duration LATEST = Duration.ofHours(1);

    private final RecordStore store;
    private final MemoryApi api;
    private final Words words;
    private final InstantSource clock;
    private final Tally tally;
    private final List<ServerRecord> batch = new ArrayList<>();
    private final Map<Long, String> missing = new HashMap<>();
    private final Set<Long> unread;
    private final Set<Long> unreadNow = new HashSet<>();
    private int characters;
    private long leftOut;
    private Optional<Long> firstLeftOut = Optional.empty();

    /**
     * A pull.
     *
     * @param unread the records that came last as something that no memory can be made of; kept from pull to pull
     */
    RecordPull(RecordStore store, MemoryApi api, Words words, InstantSource clock, Tally tally, Set<Long> unread) {
        this.unread = unread;
        this.store = store;
        this.api = api;
        this.words = words;
        this.clock = clock;
        this.tally = tally;
    }

    /**
     * Takes what the server has.
     *
     * @return whether all of it came
     */
    boolean run(RecordSync.Depth wanted, CancelSignal cancel) throws MemoryApiException {
        Optional<Instant> mark = store.change(RecordBook::mark);
        store.change(RecordBook::missing).forEach(link -> missing.put(link.record(), link.memory()));
        boolean full = wanted == RecordSync.Depth.FULL || !missing.isEmpty() || store.change(RecordBook::isToSeeAll);
        // Only an answer that goes back to some time tells what was deleted.
        Optional<Instant> since = mark.map(time -> full ? Instant.EPOCH : time.minus(RecordSync.OVERLAP));
        try {
            Instant serverTime = api.records(
                    since,
                    told -> {
                        cancel.throwIfCancelled();
                        add(told);
                    },
                    this::leftOut);
            flush();
            tellLeftOut();
            step((book, step) -> complete(book, serverTime, full));
            if (full) {
                unread.retainAll(unreadNow);
            }
            deleteDoomed(cancel);
            return true;
        } catch (CancellationException e) {
            flush();
            return false;
        } catch (MemoryApiException e) {
            // What came is true, even if it is not all.
            flush();
            throw e;
        }
    }

    /** One that makes no sense is there all the same. */
    private void leftOut(Optional<Long> record) {
        if (leftOut == 0) {
            firstLeftOut = record;
        }
        leftOut++;
        record.ifPresent(id -> {
            unread.add(id);
            unreadNow.add(id);
        });
        record.ifPresentOrElse(missing::remove, missing::clear);
    }

    private void tellLeftOut() {
        if (leftOut > 0) {
            tally.error("The memory server's answer has " + leftOut + (leftOut == 1 ? " record" : " records")
                    + " that no memory can be made of"
                    + firstLeftOut.map(id -> ", the first with the id " + id).orElse("")
                    + ", which stays as it is here; have it put right or deleted there.");
        }
    }

    private void add(ServerRecord told) {
        batch.add(told);
        unread.remove(told.id());
        characters += told.content().text().content().length();
        if (batch.size() == BATCH || characters > BATCH_CHARACTERS) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            step(this::merge);
            batch.clear();
            characters = 0;
        }
    }

    /** A step may be made again from its start, so it counts for itself. */
    private void step(BiConsumer<RecordBook, Tally> work) {
        tally.add(store.change(book -> {
            Tally step = new Tally();
            work.accept(book, step);
            return step;
        }));
    }

    private void merge(RecordBook book, Tally step) {
        RecordMerge merge = new RecordMerge(book, words, step);
        RecordStrangers strangers = new RecordStrangers(book, words, merge, step);
        for (ServerRecord told : batch) {
            Optional<RecordLink> link = book.link(told.id());
            if (isShut(book, link, told)) {
                if (!told.deleted()) {
                    link.ifPresent(
                            each -> book.link(each.sensitive(told.content().sensitive())));
                }
                missing.remove(told.id());
                continue;
            }
            if (link.isEmpty()) {
                strangers.found(told);
                continue;
            }
            merge.known(link.get(), told);
            if (missing.containsKey(told.id())) {
                isThere(book, link.get().memory());
                missing.remove(told.id());
            }
        }
    }

    /** What can't be compared without a key that is lost is left as it is, here and there. */
    private static boolean isShut(RecordBook book, Optional<RecordLink> link, ServerRecord told) {
        return (book.isShut()
                        && (told.content().sensitive() || book.former(told.id()).isPresent()))
                || link.filter(each -> book.isShut(each.memory())).isPresent();
    }

    private static void isThere(RecordBook book, String memory) {
        book.attempts(memory).stream()
                .filter(attempt -> attempt.kind() == RecordAttempt.Kind.MISSING)
                .forEach(book::withdraw);
    }

    private void complete(RecordBook book, Instant serverTime, boolean full) {
        book.pulled(serverTime, clock.instant());
        book.looked(serverTime, serverTime.minus(LATEST));
        book.keyRefused(Optional.empty());
        if (full) {
            // Neither a list of all nor a request for it knows the record: it is to be made anew.
            missing.values().forEach(book::retire);
        }
    }

    private void deleteDoomed(CancelSignal cancel) {
        long held = store.change(RecordBook::deletes).held().here();
        if (held > 0) {
            tally.error("The memory server has deleted " + held
                    + " memories, most of those here, so nothing was deleted" + " here; " + RecordSync.ALLOW);
            return;
        }
        List<String> doomed;
        do {
            doomed = store.change(book -> book.doomed(BATCH));
            List<String> now = doomed;
            step((book, step) -> now.forEach(id -> delete(book, step, id)));
        } while (!doomed.isEmpty() && !cancel.isCancelled());
    }

    private static void delete(RecordBook book, Tally step, String id) {
        RecordItem item = book.item(id).orElseThrow();
        RecordLink link = item.link().orElseThrow();
        if (!item.isDeleted() && item.memory().revision() == link.revision()) {
            Memory gone = book.delete(item.memory());
            book.link(link.at(gone.revision()));
            step.deleted();
        }
    }
}
