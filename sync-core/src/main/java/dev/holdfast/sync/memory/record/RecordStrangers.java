package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.DeadRecord;
import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a record is that no memory is linked to: one that we have made ourselves without hearing of it, one that came
 * to be twice, one that a memory here says already, or a new one.
 */
final class RecordStrangers {
    private final RecordBook book;
    private final Words words;
    private final RecordMerge merge;
    private final Tally tally;

    RecordStrangers(RecordBook book, Words words, RecordMerge merge, Tally tally) {
        this.book = book;
        this.words = words;
        this.merge = merge;
        this.tally = tally;
    }

    /** A record without a link. */
    void found(ServerRecord told) {
        NewMemory shown = Words.shown(told.content());
        String saw = book.fingerprint(shown);
        Optional<FormerRecord> former = book.former(told.id());
        if (former.isPresent()) {
            foundFormer(former.get(), told, shown, saw);
            return;
        }
        if (told.deleted()) {
            foundDeleted(told, shown, saw);
            return;
        }
        Optional<RecordAttempt> own = own(told, shown, saw);
        if (own.isPresent() && claim(own.get(), told, shown, saw)) {
            return;
        }
        Optional<RecordItem> same = shown.sensitive()
                ? Optional.empty()
                : words.ours(shown)
                        .flatMap(said -> book.unlinked(said).stream())
                        .findFirst();
        if (same.isPresent()) {
            if (same.get().link().isPresent()) {
                // Its record was deleted, and it was put back; somebody else did that too.
                book.retire(same.get().memory().id());
            }
            merge.join(same.get(), told);
        } else {
            add(told, shown, saw);
        }
    }

    /** What its memory has left may have been changed elsewhere meanwhile: that is kept, and as sensitive as the memory. */
    private void foundFormer(FormerRecord former, ServerRecord told, NewMemory shown, String saw) {
        boolean isNews = RecordMerge.tells(shown)
                && !saw.equals(former.theirs())
                && book.attempts(former.memory()).stream()
                        .noneMatch(attempt -> attempt.sent().equals(saw));
        if (told.deleted()) {
            book.forget(former);
            if (isNews && former.asked()) {
                merge.giveBack(shown.withSensitive(true), told, told.created(), told.updated());
            }
        } else if (isNews) {
            book.forget(former);
            addMarked(told, shown, saw);
        } else if (former.gone()) {
            book.former(former.gone(false));
        }
    }

    /** One of ours may have been deleted elsewhere before we heard of it. What was there long before is not one of ours. */
    private void foundDeleted(ServerRecord told, NewMemory shown, String saw) {
        if (book.isDead(told.id())) {
            book.unheard(told.id()).ifPresent(dead -> foundDead(dead, told, shown, saw));
            return;
        }
        Instant earliest = book.mark().orElse(Instant.MAX).minus(RecordSync.OVERLAP);
        if (told.created().isBefore(earliest)) {
            return;
        }
        unlinked(book.creating(saw)).filter(attempt -> !attempt.known()).ifPresent(attempt -> {
            RecordLink link = link(attempt, told, saw);
            book.link(link);
            merge.known(link, told);
        });
    }

    /** It was deleted and put back here; what another machine had made of it just before that is kept, too. */
    private void foundDead(DeadRecord dead, ServerRecord told, NewMemory shown, String saw) {
        if (RecordMerge.tells(shown) && !dead.known().contains(saw)) {
            boolean isMarked = book.item(dead.memory())
                    .filter(item -> item.memory().sensitive())
                    .isPresent();
            merge.giveBack(shown.withSensitive(isMarked), told, told.created(), told.updated());
        }
        book.heard(dead);
    }

    /** What the server shows of a sensitive one looks like many others; only one that can't be another is taken for ours. */
    private Optional<RecordAttempt> own(ServerRecord told, NewMemory shown, String saw) {
        List<RecordAttempt> equal = book.creating(saw);
        if (!equal.isEmpty()) {
            return unlinked(equal)
                    .or(() -> equal.stream().filter(attempt -> !attempt.known()).findFirst())
                    .or(() -> Optional.of(equal.get(0)));
        }
        List<RecordAttempt> alike = shown.sensitive()
                ? book.creatingAlike(shown).stream()
                        .filter(attempt -> isAbout(attempt, told))
                        .toList()
                : List.of();
        long memories = alike.stream().map(RecordAttempt::memory).distinct().count();
        return memories == 1 ? Optional.of(alike.get(0)) : Optional.empty();
    }

    /**
     * Whether a record came to be when a request was made that it looks like. As long as nobody looked since the request, the
     * look before it tells the time of it: rather too early, as one that is not claimed is only asked about, while one of
     * another machine that is claimed costs both a secret.
     */
    private boolean isAbout(RecordAttempt attempt, ServerRecord told) {
        Instant look = attempt.since().or(book::mark).orElse(Instant.MIN);
        return RecordSync.isAbout(look, told.created());
    }

    private Optional<RecordAttempt> unlinked(List<RecordAttempt> attempts) {
        return attempts.stream()
                .filter(attempt ->
                        book.item(attempt.memory()).orElseThrow().link().isEmpty())
                .findFirst();
    }

    private static RecordLink link(RecordAttempt attempt, ServerRecord told, String saw) {
        return RecordLink.to(attempt.memory(), told.id(), attempt.revision(), attempt.sent(), saw)
                .sensitive(told.content().sensitive());
    }

    /**
     * Whether it is one that we have made. Where the memory has a record already, two of three things must speak for it: that
     * says the same still, the request's outcome is not known, it came about when the request was made. One that was there
     * before ours and says what ours does is what ours would have joined, had it been seen in time.
     */
    private boolean claim(RecordAttempt attempt, ServerRecord told, NewMemory shown, String saw) {
        Optional<RecordLink> other = book.item(attempt.memory()).orElseThrow().link();
        if (other.isEmpty()) {
            book.link(link(attempt, told, saw));
            return true;
        }
        if (other.get().gone()) {
            // Somebody may have put back what was deleted: that is worth more than a late one that stays away.
            return false;
        }
        boolean isSame = other.get().theirs().equals(saw);
        int signs =
                (isSame ? 1 : 0) + (attempt.known() ? 0 : 1) + (RecordSync.isAbout(attempt, told.created()) ? 1 : 0);
        boolean isElder = isSame && told.id() < other.get().record();
        if (signs < 2 && !(isElder && !shown.sensitive())) {
            return false;
        }
        if (isElder) {
            book.link(other.get().to(told.id()));
            deleteTwin(other.get().record(), told, shown, saw);
        } else {
            deleteTwin(told.id(), told, shown, saw);
        }
        return true;
    }

    /** The younger of two goes: every machine that sees both decides alike. To be deleted there, it is deleted here. */
    private void deleteTwin(long id, ServerRecord told, NewMemory shown, String saw) {
        try {
            Memory twin = book.insert(shown, told.created(), told.updated());
            book.delete(twin);
            book.link(RecordLink.to(twin.id(), id, twin.revision(), saw, saw));
        } catch (MemoryException e) {
            tally.error(RecordMerge.unstorable(told));
        }
    }

    private void addMarked(ServerRecord told, NewMemory shown, String saw) {
        try {
            Memory added = book.insert(shown.withSensitive(true), told.created(), told.updated());
            book.link(RecordLink.to(added.id(), told.id(), RecordLink.NEVER, saw, saw));
            tally.pulled();
        } catch (MemoryException e) {
            tally.error(RecordMerge.unstorable(told));
        }
    }

    private void add(ServerRecord told, NewMemory shown, String saw) {
        try {
            Memory added = book.insert(shown, told.created(), told.updated());
            String ours = book.fingerprint(words.theirs(shown));
            book.link(RecordLink.to(added.id(), told.id(), added.revision(), ours, saw)
                    .sensitive(shown.sensitive())
                    .showing(shown.sensitive() ? Optional.of(book.redacted(shown)) : Optional.empty()));
            tally.pulled();
        } catch (MemoryException e) {
            tally.error(RecordMerge.unstorable(told));
        }
    }
}
