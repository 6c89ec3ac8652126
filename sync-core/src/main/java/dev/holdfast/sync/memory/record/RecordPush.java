package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordDeletes;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The second half of a cycle: gives the server what it lacks, one memory after the other. Each request is on the books before
 * it is sent and until its outcome is.
 */
final class RecordPush {
    private static final int PAGE = 50;

    /** A server that fails so often in a row is left alone until the next cycle. */
    private static final int MOST_FAILURES = 3;

    /** A memory that fails so often in a row, while the server answers, is tried seldom. */
    private static final int OFTEN = 15;

    private final RecordStore store;
    private final MemoryApi api;
    private final RecordPlan plan;
    private final InstantSource clock;
    private final Tally tally;
    private final Map<String, Integer> failing;
    private final boolean all;
    private Optional<String> failedLast = Optional.empty();
    private int failures;
    private boolean stopped;
    private boolean seen;

    /**
     * A push.
     *
     * @param failing how often in a row each memory has failed; kept from push to push
     * @param all whether memories that fail often are tried too
     */
    RecordPush(
            RecordStore store,
            MemoryApi api,
            RecordPlan plan,
            InstantSource clock,
            Tally tally,
            Map<String, Integer> failing,
            boolean all) {
        this.failing = failing;
        this.all = all;
        this.store = store;
        this.api = api;
        this.plan = plan;
        this.clock = clock;
        this.tally = tally;
    }

    /** The memory that failed last: another push had better begin behind it. */
    Optional<String> failedLast() {
        return failedLast;
    }

    /**
     * Gives the server what it lacks.
     *
     * @param seen whether all that the server has is known. Otherwise nothing is changed that it has, lest it was changed by
     *     another machine
     * @param first begins behind this memory
     * @return whether all was tried
     */
    boolean run(boolean seen, Optional<String> first, CancelSignal cancel) {
        RecordDeletes deletes = store.change(RecordBook::deletes);
        long held = deletes.held().there();
        if (held > 0) {
            tally.error(
                    held + " memories were deleted here, most of those that the memory server has, so it was told of"
                            + " none; " + RecordSync.ALLOW);
        }
        this.seen = seen;
        failures = seen ? 0 : MOST_FAILURES - 1;
        RecordPlan.Scope scope = new RecordPlan.Scope(seen, held == 0);
        boolean tried = through(first, Optional.empty(), scope, cancel);
        if (tried && first.isPresent()) {
            tried = through(Optional.empty(), first, scope, cancel);
        }
        if (tried && seen && deletes.allowed()) {
            store.change(book -> {
                book.deletesDone();
                return true;
            });
        }
        return tried && seen;
    }

    /** All that is pending from behind one memory to another. */
    private boolean through(
            Optional<String> after, Optional<String> last, RecordPlan.Scope scope, CancelSignal cancel) {
        Optional<String> at = after;
        while (true) {
            Optional<String> from = at;
            List<String> page = store.change(book -> plan.pending(book, from, PAGE));
            for (String id : page) {
                if (stopped || cancel.isCancelled()) {
                    return false;
                }
                push(id, scope);
                if (last.filter(id::equals).isPresent()) {
                    return !stopped;
                }
            }
            if (page.size() < PAGE) {
                return !stopped;
            }
            at = Optional.of(page.get(page.size() - 1));
        }
    }

    private void push(String id, RecordPlan.Scope scope) {
        if (!all && failing.getOrDefault(id, 0) >= OFTEN) {
            return;
        }
        Planned planned = store.change(book -> {
            Tally step = new Tally();
            return new Planned(plan.of(book, id, scope, step), step);
        });
        tally.add(planned.step());
        Optional<RecordPlan.Request> request = planned.request();
        if (request.isEmpty() || isSeldom(request.get())) {
            return;
        }
        boolean sent = send(request.get());
        boolean isOther = request.get().attempt().kind() != RecordAttempt.Kind.FORMER;
        if (scope.changes() && !stopped && (sent || isOther)) {
            // The server is not to keep for long what is no secret there and one here, even if it has no news of it.
            store.change(book -> plan.former(book, id))
                    .filter(former -> !isSeldom(former))
                    .ifPresent(former -> {
                        boolean unused = send(former);
                    });
        }
    }

    private boolean isSeldom(RecordPlan.Request request) {
        return !all && failing.getOrDefault(counted(request), 0) >= OFTEN;
    }

    /** Under which name failures count: those with a record that was left are none of the memory's news. */
    private static String counted(RecordPlan.Request request) {
        String memory = request.attempt().memory();
        return request.attempt().kind() == RecordAttempt.Kind.FORMER ? "former " + memory : memory;
    }

    private record Planned(Optional<RecordPlan.Request> request, Tally step) {}

    private boolean send(RecordPlan.Request request) {
        try {
            switch (request.attempt().kind()) {
                case CREATE -> created(request, api.create(request.content()));
                case UPDATE -> {
                    api.update(request.id(), request.content());
                    updated(request);
                }
                case DELETE -> delete(request);
                case FORMER -> deleteFormer(request);
                case MISSING -> throw new IllegalStateException("nothing to ask for");
            }
            failures = 0;
            failing.remove(counted(request));
            return true;
        } catch (MemoryApiException e) {
            failed(request, e);
            return false;
        }
    }

    private void delete(long record) throws MemoryApiException {
        try {
            api.delete(record);
        } catch (MemoryApiException e) {
            // What is not there is deleted.
            if (e.kind() != MemoryApiException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void deleteFormer(RecordPlan.Request request) throws MemoryApiException {
        delete(request.id());
        done((book, step) -> book.former(request.id()).ifPresent(former -> book.former(former.gone(true))));
    }

    private void delete(RecordPlan.Request request) throws MemoryApiException {
        delete(request.id());
        done((book, step) -> {
            RecordLink link = link(book, request);
            book.link(link.gone(true).at(request.attempt().revision()));
            book.withdraw(request.attempt());
            step.deleted();
        });
    }

    private void created(RecordPlan.Request request, long record) {
        done((book, step) -> {
            if (book.link(record).isPresent()) {
                // No server gives an id twice, so nothing of this answer may be believed.
                book.ended(request.attempt(), false);
                step.error("The memory server gave a new record the id of another one; ask whoever runs it.");
                return;
            }
            String sent = request.attempt().sent();
            String saw = request.content().sensitive() ? RecordLink.UNSEEN : sent;
            RecordLink link = RecordLink.to(
                    request.attempt().memory(), record, request.attempt().revision(), sent, saw);
            book.link(link.sensitive(request.content().sensitive()));
            book.ended(request.attempt(), true);
            step.pushed();
        });
    }

    private void updated(RecordPlan.Request request) {
        done((book, step) -> {
            String sent = request.attempt().sent();
            String saw = request.content().sensitive() ? RecordLink.UNSEEN : sent;
            book.link(link(book, request)
                    .agreed(request.attempt().revision(), sent, saw)
                    .showing(Optional.empty()));
            book.withdraw(request.attempt());
            step.pushed();
        });
    }

    private static RecordLink link(RecordBook book, RecordPlan.Request request) {
        return book.link(request.id()).orElseThrow();
    }

    private void done(BiConsumer<RecordBook, Tally> outcome) {
        tally.add(store.change(book -> {
            Tally step = new Tally();
            outcome.accept(book, step);
            book.pushed(clock.instant());
            return step;
        }));
    }

    private void failed(RecordPlan.Request request, MemoryApiException failure) {
        switch (failure.kind()) {
            case UNKNOWN, ODD_REPLY -> {
                keep(book -> book.ended(request.attempt(), false));
                away(request, failure);
            }
            case NOT_FOUND -> notFound(request, failure);
            case AWAY, KEY_REFUSED, RECORD_REFUSED -> refused(request, failure);
        }
    }

    private void notFound(RecordPlan.Request request, MemoryApiException failure) {
        keep(book -> {
            book.withdraw(request.attempt());
            if (request.attempt().kind() == RecordAttempt.Kind.UPDATE) {
                RecordPlan.missing(book, request.attempt());
            }
        });
        away(request, failure);
    }

    private void refused(RecordPlan.Request request, MemoryApiException failure) {
        KeyCheck about = KeyCheck.of(api, failure);
        keep(book -> {
            book.withdraw(request.attempt());
            if (about == KeyCheck.RECORD) {
                book.park(request.attempt().memory(), request.attempt().revision(), failure.getMessage());
            }
        });
        switch (about) {
            case RECORD -> tally.parked();
            case UNCLEAR -> away(request, failure);
            case KEY -> {
                tally.error(failure.getMessage());
                KeyCheck.refused(store, clock, tally);
                stopped = true;
            }
        }
    }

    private void away(RecordPlan.Request request, MemoryApiException failure) {
        tally.error(failure.getMessage());
        failedLast = Optional.of(request.attempt().memory());
        failures++;
        if (seen) {
            failing.merge(counted(request), 1, Integer::sum);
        }
        stopped = failures >= MOST_FAILURES;
    }

    private void keep(Consumer<RecordBook> work) {
        store.change(book -> {
            work.accept(book);
            return true;
        });
    }
}
