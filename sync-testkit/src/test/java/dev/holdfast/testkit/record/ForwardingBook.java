package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.DeadRecord;
import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordDeletes;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Another book, for subclasses to change. */
class ForwardingBook implements RecordBook {
    private final RecordBook next;

    ForwardingBook(RecordBook next) {
        this.next = next;
    }

    @Override
    public Optional<Instant> mark() {
        return next.mark();
    }

    @Override
    public boolean isToSeeAll() {
        return next.isToSeeAll();
    }

    @Override
    public void pulled(Instant mark, Instant now) {
        next.pulled(mark, now);
    }

    @Override
    public void pushed(Instant now) {
        next.pushed(now);
    }

    @Override
    public void keyRefused(Optional<Instant> since) {
        next.keyRefused(since);
    }

    @Override
    public void rules(String rules, boolean sensitive) {
        next.rules(rules, sensitive);
    }

    @Override
    public RecordDeletes deletes() {
        return next.deletes();
    }

    @Override
    public void deletesDone() {
        next.deletesDone();
    }

    @Override
    public Optional<RecordLink> link(long record) {
        return next.link(record);
    }

    @Override
    public void link(RecordLink link) {
        next.link(link);
    }

    @Override
    public boolean isShut() {
        return next.isShut();
    }

    @Override
    public boolean isShut(String memory) {
        return next.isShut(memory);
    }

    @Override
    public void leave(String memory) {
        next.leave(memory);
    }

    @Override
    public List<FormerRecord> former(String memory) {
        return next.former(memory);
    }

    @Override
    public Optional<FormerRecord> former(long record) {
        return next.former(record);
    }

    @Override
    public void former(FormerRecord record) {
        next.former(record);
    }

    @Override
    public void forget(FormerRecord record) {
        next.forget(record);
    }

    @Override
    public void retire(String memory) {
        next.retire(memory);
    }

    @Override
    public boolean isDead(long record) {
        return next.isDead(record);
    }

    @Override
    public Optional<DeadRecord> unheard(long record) {
        return next.unheard(record);
    }

    @Override
    public void heard(DeadRecord record) {
        next.heard(record);
    }

    @Override
    public Optional<RecordItem> item(String memory) {
        return next.item(memory);
    }

    @Override
    public Optional<RecordItem> unlinked(NewMemory said) {
        return next.unlinked(said);
    }

    @Override
    public Memory insert(NewMemory said, Instant created, Instant updated) {
        return next.insert(said, created, updated);
    }

    @Override
    public Memory replace(Memory old, NewMemory said, Instant updated) {
        return next.replace(old, said, updated);
    }

    @Override
    public Memory delete(Memory old) {
        return next.delete(old);
    }

    @Override
    public List<String> pending(Optional<String> after, Instant settled, int limit) {
        return next.pending(after, settled, limit);
    }

    @Override
    public List<String> doomed(int limit) {
        return next.doomed(limit);
    }

    @Override
    public void park(String memory, long revision, String reason) {
        next.park(memory, revision, reason);
    }

    @Override
    public boolean isWanted(String memory) {
        return next.isWanted(memory);
    }

    @Override
    public void conflict(String memory) {
        next.conflict(memory);
    }

    @Override
    public List<RecordLink> missing() {
        return next.missing();
    }

    @Override
    public String fingerprint(NewMemory said) {
        return next.fingerprint(said);
    }

    @Override
    public String redacted(NewMemory shown) {
        return next.redacted(shown);
    }

    @Override
    public boolean isRedacted(NewMemory said) {
        return next.isRedacted(said);
    }

    @Override
    public boolean isShownAlike(RecordItem item, NewMemory said, Optional<RecordAttempt> attempt) {
        return next.isShownAlike(item, said, attempt);
    }

    @Override
    public RecordAttempt attempt(String memory, RecordAttempt.Kind kind, long revision, NewMemory said) {
        return next.attempt(memory, kind, revision, said);
    }

    @Override
    public void ended(RecordAttempt attempt, boolean known) {
        next.ended(attempt, known);
    }

    @Override
    public void withdraw(RecordAttempt attempt) {
        next.withdraw(attempt);
    }

    @Override
    public List<RecordAttempt> attempts(String memory) {
        return next.attempts(memory);
    }

    @Override
    public List<RecordAttempt> creating(String sent) {
        return next.creating(sent);
    }

    @Override
    public List<RecordAttempt> creatingAlike(NewMemory shown) {
        return next.creatingAlike(shown);
    }

    @Override
    public void looked(Instant serverTime, Instant forget) {
        next.looked(serverTime, forget);
    }
}
