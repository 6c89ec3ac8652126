package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a record that the server told and that is linked to a memory true here. What was the same on both sides when they were
 * last compared tells who has changed what; no time decides anything. May be told the same record any number of times.
 */
final class RecordMerge {
    /** Sending it anew each time would only make more records. */
    private static final String UNMARKED =
            "It is sensitive, and the memory server does not keep it as such although it was sent so; delete it, or ask"
                    + " whoever runs the server.";

    private final RecordBook book;
    private final Words words;
    private final Tally tally;

    RecordMerge(RecordBook book, Words words, Tally tally) {
        this.book = book;
        this.words = words;
        this.tally = tally;
    }

    /** The record that a link leads to. */
    void known(RecordLink link, ServerRecord told) {
        NewMemory shown = Words.shown(told.content());
        String saw = book.fingerprint(shown);
        if (told.deleted()) {
            gone(link, told, shown, saw);
        } else if (link.gone() || !saw.equals(link.theirs())) {
            RecordItem item = book.item(link.memory()).orElseThrow();
            there(new Sight(item, link, told, shown, saw));
        } else if (link.sensitive() != shown.sensitive()) {
            book.link(link.sensitive(shown.sensitive()));
        }
    }

    /** A record as it was seen, beside its memory. */
    private record Sight(RecordItem item, RecordLink link, ServerRecord told, NewMemory shown, String saw) {
        RecordLink agreed(long revision, String ours) {
            return link.gone(false).agreed(revision, ours, saw).sensitive(shown.sensitive());
        }
    }

    private void gone(RecordLink link, ServerRecord told, NewMemory shown, String saw) {
        RecordItem item = book.item(link.memory()).orElseThrow();
        boolean tells = tells(shown);
        RecordLink now = link.gone(true).agreed(link.revision(), link.ours(), tells ? saw : link.theirs());
        if (tells) {
            giveBackUnseen(item, link, told, saw);
        }
        if (item.isDeleted()) {
            now = now.at(item.memory().revision());
        } else if (!link.gone()) {
            goneThere(item, link, now);
            return;
        }
        if (!now.equals(link)) {
            book.link(now);
        }
    }

    /** Whether a deleted record still shows what it said last. */
    static boolean tells(NewMemory shown) {
        return !shown.sensitive() && !shown.text().content().isBlank();
    }

    /**
     * A delete of ours may have hit what another machine had changed just before: then that is kept, as an edit beats a
     * delete. Where the other machine's delete came first, it had seen the change.
     */
    private void giveBackUnseen(RecordItem item, RecordLink link, ServerRecord told, String saw) {
        boolean isByUs = link.gone() || isOnBooks(item, RecordAttempt.Kind.DELETE);
        if (isByUs && !saw.equals(link.theirs()) && !landed(item, saw, Instant.MIN)) {
            NewMemory said = marked(item, Words.shown(told.content()));
            giveBack(said, told, item.memory().created(), item.memory().updated());
        }
    }

    /** What a record said last, as a memory of its own. */
    void giveBack(NewMemory said, ServerRecord told, Instant created, Instant updated) {
        try {
            book.insert(said, created, updated);
            tally.pulled();
        } catch (MemoryException e) {
            tally.error(unstorable(told));
        }
    }

    /** What was changed here since, or deleted and put back, is more than a delete there. */
    private void goneThere(RecordItem item, RecordLink link, RecordLink now) {
        boolean isNews =
                item.memory().revision() != link.revision() && (!isUnchanged(item, link) || wentBack(item, link));
        boolean isOwnDelete = isOnBooks(item, RecordAttempt.Kind.DELETE);
        if ((isNews || isOwnDelete || isGuess(item)) && !book.isRedacted(item.said())) {
            // It has said its last, and that is known by now.
            book.link(now);
            book.retire(link.memory());
        } else {
            book.link(now.at(item.memory().revision()));
        }
    }

    /** Whether the record was only taken for this memory's, as the server does not show what it says. */
    private boolean isGuess(RecordItem item) {
        return item.memory().sensitive()
                && book.attempts(item.memory().id()).stream()
                        .anyMatch(attempt -> attempt.kind() == RecordAttempt.Kind.CREATE && !attempt.known());
    }

    private void there(Sight sight) {
        RecordItem item = sight.item();
        boolean isEcho = landed(item, sight.saw(), sight.told().updated());
        if (item.isDeleted()) {
            String before = sight.link().theirs();
            if (isEcho || before.equals(sight.saw()) || before.equals(RecordLink.UNSEEN)) {
                book.link(sight.agreed(RecordLink.NEVER, sight.link().ours()));
            } else {
                bringBack(sight);
            }
            return;
        }
        String said = ours(item);
        if (said.equals(sight.saw())) {
            book.link(sight.agreed(item.memory().revision(), sight.saw()));
        } else if (sight.shown().sensitive()) {
            takeRedacted(sight, !isUnchanged(item, sight.link()));
        } else if (isEcho) {
            // It was sent in the words of then, if others hold by now.
            book.link(sight.agreed(RecordLink.NEVER, sight.saw())
                    .inWordsOf(sight.link().rules()));
        } else if (isUnchanged(item, sight.link()) && !wentBack(item, sight.link())) {
            take(sight);
        } else if (then(sight.link()).sameText(item.said(), sight.shown())) {
            join(sight);
        } else {
            keepBoth(sight);
        }
    }

    /**
     * An edit beats a delete. What a sensitive one says may have changed there, so the text from before is not brought back. What
     * was marked sensitive here comes back so, as nobody has said otherwise.
     */
    private void bringBack(Sight sight) {
        NewMemory shown = sight.shown();
        Optional<String> looks = shown.sensitive() ? Optional.of(book.redacted(shown)) : Optional.empty();
        put(sight, marked(sight.item(), shown), looks);
    }

    private static NewMemory marked(RecordItem item, NewMemory shown) {
        return shown.withSensitive(shown.sensitive() || item.memory().sensitive());
    }

    private boolean take(Sight sight) {
        boolean isMarkedHere =
                sight.item().memory().sensitive() && sight.link().shown().isEmpty();
        NewMemory taken = then(sight.link()).taken(sight.item().said(), sight.shown());
        return put(sight, isMarkedHere ? taken.withSensitive(true) : taken, Optional.empty());
    }

    /** What the server shows in place of a sensitive text never replaces one that is known here. */
    private void takeRedacted(Sight sight, boolean isNews) {
        NewMemory here = sight.item().said();
        String looks = book.redacted(sight.shown());
        if (book.isRedacted(here)) {
            put(sight, then(sight.link()).taken(here, sight.shown()), Optional.of(looks));
        } else if (isNews) {
            replaced(sight, here.withSensitive(true));
            book.link(sight.agreed(RecordLink.NEVER, RecordLink.UNSEEN).showing(Optional.empty()));
        } else {
            put(sight, then(sight.link()).takenButText(here, sight.shown()), Optional.empty());
        }
    }

    /** Whether it can be kept here. */
    private boolean put(Sight sight, NewMemory said, Optional<String> shown) {
        try {
            Memory now = replaced(sight, said);
            boolean isOpenThere = said.sensitive() && !sight.shown().sensitive();
            boolean isRenamed = isRenamed(sight, said);
            NewMemory agreed = isRenamed ? Words.called(said, sight.shown()) : words.theirs(said);
            boolean isNews = isOpenThere || isRenamed;
            book.link(sight.agreed(isNews ? RecordLink.NEVER : now.revision(), book.fingerprint(agreed))
                    .showing(shown)
                    .inWordsOf(isRenamed ? sight.link().rules() : Optional.empty()));
            if (isOpenThere && sight.link().sensitive()) {
                book.park(now.id(), now.revision(), UNMARKED);
                tally.parked();
            }
            return true;
        } catch (MemoryException e) {
            tally.error(unstorable(sight.told()));
            return false;
        }
    }

    /**
     * Whether the rules have changed here, and not what the record is called there. A name that another machine has given is
     * left, or two with other rules would take turns for ever.
     */
    private boolean isRenamed(Sight sight, NewMemory said) {
        return sight.link().rules().isPresent()
                && words.isCalledOtherwise(said, sight.shown())
                && !then(sight.link()).isCalledOtherwise(said, sight.shown());
    }

    static String unstorable(ServerRecord told) {
        return "The record " + told.id()
                + " of the memory server can't be kept here, as it is longer than a memory may"
                + " be or not well formed; shorten or delete it there.";
    }

    private Memory replaced(Sight sight, NewMemory said) {
        RecordItem item = sight.item();
        if (!item.isDeleted() && said.equals(item.said())) {
            return item.memory();
        }
        Memory now = book.replace(item.memory(), said, sight.told().updated());
        tally.pulled();
        return now;
    }

    /** Both have the same text: nothing is lost by one memory that has the tags and keywords of either. */
    private void join(Sight sight) {
        NewMemory both = then(sight.link()).both(sight.item().said(), sight.shown());
        if (put(sight, both, Optional.empty())) {
            RecordLink link = book.link(sight.told().id()).orElseThrow();
            boolean isSame = link.ours().equals(sight.saw());
            book.link(link.agreed(isSame ? link.revision() : RecordLink.NEVER, sight.saw(), sight.saw())
                    .inWordsOf(link.rules()));
        }
    }

    /** A memory that was there before its record was known, and has the same text. */
    void join(RecordItem item, ServerRecord told) {
        NewMemory shown = Words.shown(told.content());
        String saw = book.fingerprint(shown);
        RecordLink link = RecordLink.to(item.memory().id(), told.id(), RecordLink.NEVER, saw, saw);
        join(new Sight(item, link, told, shown, saw));
    }

    /** The server's stays with the record; what was said here becomes a memory of its own. */
    private void keepBoth(Sight sight) {
        if (take(sight)) {
            Memory here = sight.item().memory();
            book.conflict(book.insert(sight.item().said(), here.created(), here.updated())
                    .id());
            tally.conflict();
        }
    }

    /** The words in which the two were last compared. */
    private Words then(RecordLink link) {
        return link.rules().map(words::by).orElse(words);
    }

    private boolean isUnchanged(RecordItem item, RecordLink link) {
        return book.fingerprint(then(link).theirs(item.said())).equals(link.ours())
                || ours(item).equals(link.ours());
    }

    /** Whether the server may have been told otherwise before somebody here went back to what was said then: that is a change. */
    private boolean wentBack(RecordItem item, RecordLink link) {
        return book.attempts(item.memory().id()).stream()
                .anyMatch(attempt -> attempt.kind() == RecordAttempt.Kind.UPDATE
                        && attempt.revision() > link.revision()
                        && !attempt.sent().equals(link.ours()));
    }

    private String ours(RecordItem item) {
        return book.fingerprint(words.theirs(item.said()));
    }

    private boolean isOnBooks(RecordItem item, RecordAttempt.Kind kind) {
        return book.attempts(item.memory().id()).stream().anyMatch(attempt -> attempt.kind() == kind);
    }

    /**
     * Whether this is what a change of ours has made of it whose outcome was unknown until now.
     *
     * @param changed when the record came to be like that: somebody else may have gone back to the same later on
     */
    private boolean landed(RecordItem item, String saw, Instant changed) {
        Optional<RecordAttempt> own = book.attempts(item.memory().id()).stream()
                .filter(attempt -> attempt.kind() == RecordAttempt.Kind.UPDATE
                        && attempt.sent().equals(saw)
                        && RecordSync.isAbout(attempt, changed))
                .findFirst();
        own.ifPresent(book::withdraw);
        return own.isPresent();
    }
}
