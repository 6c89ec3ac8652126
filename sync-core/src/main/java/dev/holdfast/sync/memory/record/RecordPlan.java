package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordAttempt.Kind;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is to be asked of the server for one memory, if anything. Puts it on the books. */
final class RecordPlan {
    /** How long, by the server's clock, a request of unknown outcome may be under way. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** The same for one that would not be known again if it came to be twice, since the server does not show its text. */
    private static final Duration LATE_UNREAD = Duration.ofMinutes(10);

    private static final String NO_TEXT =
            "What this sensitive memory says is not known here; change it on the machine that"
                    + " it was stored on, or give it a new text.";

    private static final String OPEN_THERE =
            "It is sensitive, and the settings keep such memories from the memory server, which has an earlier version; set"
                    + " memory_api_sensitive: true, or delete it.";

    private final Words words;
    private final boolean sensitive;
    private final Set<Long> unread;

    /** @param unread records that say something that can't be read here: nothing is put over it */
    RecordPlan(Words words, boolean sensitive, Set<Long> unread) {
        this.unread = unread;
        this.words = words;
        this.sensitive = sensitive;
    }

    /**
     * What may be done now.
     *
     * @param changes whether what the server has may be changed and deleted
     * @param deletes whether deletions may go
     */
    record Scope(boolean changes, boolean deletes) {}

    /**
     * What is asked.
     *
     * @param attempt stands on the books
     * @param id the server's id of the record; 0 for a new one
     * @param content what the record is to say
     */
    record Request(RecordAttempt attempt, long id, RecordContent content) {}

    /** The next that may have news. There is none as long as the server's records were never seen. */
    List<String> pending(RecordBook book, Optional<String> after, int limit) {
        return book.mark()
                .map(mark -> book.pending(after, settled(mark), limit))
                .orElse(List.of());
    }

    private static Instant settled(Instant mark) {
        return mark.minus(UNDER_WAY);
    }

    Optional<Request> of(RecordBook book, String id, Scope scope, Tally step) {
        return book.item(id).flatMap(item -> of(book, item, scope, step));
    }

    private Optional<Request> of(RecordBook book, RecordItem item, Scope scope, Tally step) {
        // What fails with the old record each time must not keep the news from the other.
        Optional<Request> news = news(book, item, scope, step);
        return news.isPresent() || !scope.changes()
                ? news
                : former(book, item.memory().id());
    }

    /** A record that the memory has left and needs no more, since it has another or is deleted. That it is asked for is kept. */
    Optional<Request> former(RecordBook book, String id) {
        // Looked at anew, as what was planned for the news may have changed what it has.
        return book.item(id).flatMap(item -> former(book, item));
    }

    private Optional<Request> former(RecordBook book, RecordItem item) {
        boolean hasOther = item.link().filter(link -> !link.gone()).isPresent();
        if (!hasOther && !item.isDeleted()) {
            return Optional.empty();
        }
        Optional<FormerRecord> former = book.former(item.memory().id()).stream()
                .filter(left -> !unread.contains(left.record()))
                .findFirst();
        former.ifPresent(left -> book.former(left.askedFor()));
        return former.map(left -> new Request(
                new RecordAttempt(
                        0, left.memory(), Kind.FORMER, item.memory().revision(), left.theirs(), true, Optional.empty()),
                left.record(),
                Words.content(item.said())));
    }

    private Optional<Request> news(RecordBook book, RecordItem item, Scope scope, Tally step) {
        Optional<RecordLink> link = item.link().filter(each -> !each.gone());
        if (link.isEmpty()) {
            return item.isDeleted() ? Optional.empty() : create(book, item, step);
        }
        if (unread.contains(link.get().record())) {
            return Optional.empty();
        }
        if (item.isDeleted()) {
            return deletion(book, item, link.get(), scope);
        }
        if (item.memory().sensitive() && !link.get().sensitive()) {
            return scope.changes() ? marked(book, item, step) : Optional.empty();
        }
        if (book.fingerprint(words.theirs(item.said())).equals(link.get().ours())) {
            if (!mayBeDeletedYet(book, item)) {
                book.link(link.get().at(item.memory().revision()));
            }
            return Optional.empty();
        }
        return scope.changes() ? update(book, item, link.get(), step) : Optional.empty();
    }

    private Optional<Request> deletion(RecordBook book, RecordItem item, RecordLink link, Scope scope) {
        // A long push must not rest on its first look: more may have been deleted since.
        return scope.changes() && scope.deletes() && book.deletes().held().there() == 0
                ? Optional.of(request(book, item, Kind.DELETE, link.record()))
                : Optional.empty();
    }

    /** One whose record was deleted, and which was put back since, gets a new one. */
    private Optional<Request> create(RecordBook book, RecordItem item, Tally step) {
        if (item.memory().sensitive() && !sensitive) {
            if (!book.former(item.memory().id()).isEmpty()) {
                park(book, item, step, OPEN_THERE);
            }
            return Optional.empty();
        }
        if (book.isRedacted(item.said())) {
            park(book, item, step, NO_TEXT);
            return Optional.empty();
        }
        if (item.link().isPresent()) {
            book.retire(item.memory().id());
        }
        Optional<RecordAttempt> lost = lost(book, item);
        if (mustWait(book, item, lost)) {
            return Optional.empty();
        }
        if (mayBeThereUnseen(book, item, lost)) {
            park(
                    book,
                    item,
                    step,
                    "The memory server shows a sensitive record that may be this one, and not what it says; delete that"
                            + " memory here, or send this one with 'holdfast retry "
                            + item.memory().id() + "'.");
            return Optional.empty();
        }
        return Optional.of(request(book, item, Kind.CREATE, 0));
    }

    /** The first request for a record of which nobody knows what became of it. */
    private static Optional<RecordAttempt> lost(RecordBook book, RecordItem item) {
        return book.attempts(item.memory().id()).stream()
                .filter(attempt -> attempt.kind() == Kind.CREATE && !attempt.known())
                .reduce((later, earlier) -> earlier);
    }

    /** Without the key nobody can tell whether a record that the server shows without its text is the one. */
    private static boolean mustWait(RecordBook book, RecordItem item, Optional<RecordAttempt> lost) {
        return lost.filter(attempt -> book.isShut() || (item.memory().sensitive() && mayComeYet(book, attempt)))
                .isPresent();
    }

    private static boolean mayComeYet(RecordBook book, RecordAttempt attempt) {
        Instant latest = book.mark().orElseThrow().minus(LATE_UNREAD);
        return attempt.since().map(since -> since.isAfter(latest)).orElse(true);
    }

    private boolean mayBeThereUnseen(RecordBook book, RecordItem item, Optional<RecordAttempt> lost) {
        if (book.isWanted(item.memory().id())) {
            return false;
        }
        NewMemory said = words.theirs(item.said());
        return (lost.isPresent() && book.isShownAlike(item, said, lost))
                || (said.sensitive()
                        && book.former(item.memory().id()).isEmpty()
                        && book.isShownAlike(item, said, Optional.empty()));
    }

    /** Only a new record is sure to be kept as a sensitive one, so it gets one and leaves the one that it has. */
    private Optional<Request> marked(RecordBook book, RecordItem item, Tally step) {
        if (!sensitive) {
            park(book, item, step, OPEN_THERE);
            return Optional.empty();
        }
        if (book.isRedacted(item.said())) {
            // The record that it has is the only one that says it.
            park(book, item, step, NO_TEXT);
            return Optional.empty();
        }
        String id = item.memory().id();
        book.leave(id);
        return create(book, book.item(id).orElseThrow(), step);
    }

    private Optional<Request> update(RecordBook book, RecordItem item, RecordLink link, Tally step) {
        if (book.isRedacted(item.said())) {
            park(book, item, step, NO_TEXT);
            return Optional.empty();
        }
        if (item.memory().sensitive() && !sensitive) {
            park(book, item, step, OPEN_THERE);
            return Optional.empty();
        }
        return Optional.of(request(book, item, Kind.UPDATE, link.record()));
    }

    private static void park(RecordBook book, RecordItem item, Tally step, String reason) {
        book.park(item.memory().id(), item.memory().revision(), reason);
        step.parked();
    }

    private Request request(RecordBook book, RecordItem item, Kind kind, long record) {
        NewMemory said = words.theirs(item.said());
        RecordAttempt attempt =
                book.attempt(item.memory().id(), kind, item.memory().revision(), said);
        return new Request(attempt, record, Words.content(said));
    }

    /** One that was put back while its deletion was under way. */
    private static boolean mayBeDeletedYet(RecordBook book, RecordItem item) {
        Instant settled = settled(book.mark().orElseThrow());
        return book.attempts(item.memory().id()).stream()
                .anyMatch(attempt -> attempt.kind() == Kind.DELETE
                        && attempt.since().map(since -> since.isAfter(settled)).orElse(true));
    }

    /** The server says that it does not have the record: the next cycle looks at all that it has. */
    static void missing(RecordBook book, RecordAttempt attempt) {
        RecordItem item = book.item(attempt.memory()).orElseThrow();
        book.attempt(attempt.memory(), Kind.MISSING, item.memory().revision(), item.said());
    }
}
