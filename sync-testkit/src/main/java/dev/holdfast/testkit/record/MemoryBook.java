package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.DeadRecord;
import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordDeletes;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The double's book. Its fingerprints are the contents themselves. */
final class MemoryBook implements RecordBook {
    private final MemoryRecords records;
    private final MemoryHome home;
    private final Ledger ledger;

    MemoryBook(MemoryRecords records) {
        this.records = records;
        this.home = records.home;
        this.ledger = records.ledger;
    }

    @Override
    public Optional<Instant> mark() {
        return records.known.mark();
    }

    @Override
    public boolean isToSeeAll() {
        return false;
    }

    @Override
    public void pulled(Instant mark, Instant now) {
        MemoryRecords.Known known = records.known;
        records.known = new MemoryRecords.Known(
                Optional.of(mark),
                known.rules(),
                known.sensitive(),
                known.sensitiveBefore(),
                Optional.of(now),
                known.lastPush(),
                known.keyRefused(),
                known.deletesAllowed());
    }

    @Override
    public void pushed(Instant now) {
        MemoryRecords.Known known = records.known;
        records.known = new MemoryRecords.Known(
                known.mark(),
                known.rules(),
                known.sensitive(),
                known.sensitiveBefore(),
                known.lastPull(),
                Optional.of(now),
                known.keyRefused(),
                known.deletesAllowed());
    }

    @Override
    public void keyRefused(Optional<Instant> since) {
        MemoryRecords.Known known = records.known;
        records.known = new MemoryRecords.Known(
                known.mark(),
                known.rules(),
                known.sensitive(),
                known.sensitiveBefore(),
                known.lastPull(),
                known.lastPush(),
                since,
                known.deletesAllowed());
    }

    @Override
    public void rules(String rules, boolean sensitive) {
        MemoryRecords.Known known = records.known;
        if (known.rules().equals(rules) && known.sensitive() == sensitive) {
            return;
        }
        records.known = new MemoryRecords.Known(
                known.mark(),
                rules,
                sensitive,
                sensitive && !known.sensitive() ? home.last() : known.sensitiveBefore(),
                known.lastPull(),
                known.lastPush(),
                known.keyRefused(),
                known.deletesAllowed());
        List.copyOf(records.parked.keySet()).forEach(number -> ledger.remove(records.parked, number));
        List.copyOf(records.links.values()).stream()
                .filter(link -> !link.gone())
                .forEach(link -> link(link.at(RecordLink.NEVER)));
        if (!known.rules().equals(rules)) {
            List.copyOf(records.links.values()).forEach(link -> link(link.by(known.rules())));
        }
    }

    @Override
    public RecordDeletes deletes() {
        RecordDeletes deletes = records.deletes();
        records.allow(Math.min(records.known.deletesAllowed(), deletes.here() + deletes.there()));
        return deletes;
    }

    @Override
    public void deletesDone() {
        records.allow(0);
    }

    @Override
    public String fingerprint(NewMemory said) {
        MemoryText text = said.text();
        return String.join(
                "\u0001",
                said.category(),
                text.content(),
                text.tags(),
                text.keywords(),
                Double.toString(said.importance()),
                Boolean.toString(said.sensitive()));
    }

    private String looks(NewMemory said) {
        MemoryText text = new MemoryText("", said.text().tags(), said.text().keywords());
        return fingerprint(new NewMemory(said.category(), text, said.importance(), true));
    }

    @Override
    public String redacted(NewMemory shown) {
        ledger.put(records.redactions, shown.text().content(), true);
        return looks(shown);
    }

    @Override
    public boolean isShut() {
        return false;
    }

    @Override
    public boolean isShut(String memory) {
        return false;
    }

    @Override
    public boolean isRedacted(NewMemory said) {
        return records.redactions.containsKey(said.text().content());
    }

    @Override
    public Optional<RecordLink> link(long record) {
        return Optional.ofNullable(records.records.get(record)).map(records.links::get);
    }

    @Override
    public void link(RecordLink link) {
        long memory = MemoryHome.number(link.memory());
        Long taken = records.records.get(link.record());
        if (taken != null && taken != memory) {
            throw new IllegalStateException("The record " + link.record() + " is another memory's.");
        }
        RecordLink old = records.links.get(memory);
        if (old != null) {
            ledger.remove(records.records, old.record());
        }
        ledger.put(records.links, memory, link);
        ledger.put(records.records, link.record(), memory);
    }

    @Override
    public void retire(String memory) {
        RecordLink old = records.links.get(MemoryHome.number(memory));
        if (old != null) {
            Set<String> known = Stream.concat(
                            Stream.of(old.theirs()),
                            attempts(memory).stream()
                                    .filter(attempt -> attempt.kind() == RecordAttempt.Kind.UPDATE)
                                    .map(RecordAttempt::sent))
                    .collect(Collectors.toSet());
            dead(old, Optional.of(new DeadRecord(old.record(), memory, known)));
        }
        attempts(memory).stream()
                .filter(attempt -> attempt.kind() != RecordAttempt.Kind.CREATE)
                .forEach(this::withdraw);
    }

    private void dead(RecordLink link, Optional<DeadRecord> unheard) {
        ledger.put(records.dead, link.record(), unheard);
        ledger.remove(records.records, link.record());
        ledger.remove(records.links, MemoryHome.number(link.memory()));
    }

    @Override
    public void leave(String memory) {
        RecordLink link = records.links.get(MemoryHome.number(memory));
        if (link == null) {
            return;
        }
        ledger.put(records.former, link.record(), new FormerRecord(link.record(), memory, link.theirs(), false, false));
        dead(link, Optional.empty());
        attempts(memory).stream()
                .filter(attempt ->
                        attempt.kind() == RecordAttempt.Kind.DELETE || attempt.kind() == RecordAttempt.Kind.MISSING)
                .forEach(this::withdraw);
        attempts(memory).stream()
                .filter(attempt -> attempt.kind() == RecordAttempt.Kind.CREATE)
                .flatMap(attempt -> Stream.ofNullable(records.attempts.get(attempt.number())))
                .forEach(kept -> since(kept, true, kept.attempt().since()));
    }

    @Override
    public List<FormerRecord> former(String memory) {
        return records.former.values().stream()
                .filter(left -> !left.gone() && left.memory().equals(memory))
                .toList();
    }

    @Override
    public Optional<FormerRecord> former(long record) {
        return Optional.ofNullable(records.former.get(record));
    }

    @Override
    public void former(FormerRecord record) {
        ledger.put(records.former, record.record(), record);
    }

    @Override
    public void forget(FormerRecord record) {
        ledger.remove(records.former, record.record());
    }

    @Override
    public boolean isDead(long record) {
        return records.dead.containsKey(record);
    }

    @Override
    public Optional<DeadRecord> unheard(long record) {
        return Optional.ofNullable(records.dead.get(record))
                .flatMap(known -> known)
                .filter(dead -> home.get(dead.memory()).isPresent());
    }

    @Override
    public void heard(DeadRecord record) {
        ledger.put(records.dead, record.record(), Optional.empty());
    }

    @Override
    public Optional<RecordItem> item(String memory) {
        return home.get(memory).map(this::item);
    }

    private RecordItem item(Memory memory) {
        return new RecordItem(memory, records.link(memory));
    }

    @Override
    public Optional<RecordItem> unlinked(NewMemory said) {
        return equal(said, false).or(() -> equal(said, true));
    }

    private Optional<RecordItem> equal(NewMemory said, boolean sensitive) {
        return home.all().stream()
                .filter(memory -> memory.sensitive() == sensitive
                        && memory.category().equals(said.category())
                        && memory.text().content().equals(said.text().content()))
                .map(this::item)
                .filter(item -> item.link().map(RecordLink::gone).orElse(true))
                .findFirst();
    }

    @Override
    public Memory insert(NewMemory said, Instant created, Instant updated) {
        return home.insert(said, created, updated);
    }

    @Override
    public Memory replace(Memory old, NewMemory said, Instant updated) {
        return home.replace(old, said, updated);
    }

    @Override
    public Memory delete(Memory old) {
        return home.remove(old);
    }

    @Override
    public List<String> pending(Optional<String> after, Instant settled, int limit) {
        long behind = after.map(MemoryHome::number).orElse(0L);
        return records.memories()
                .filter(memory -> MemoryHome.number(memory.id()) > behind)
                .filter(records::isNews)
                .filter(memory -> records.reason(memory).isEmpty())
                .filter(memory -> attempts(memory.id()).stream().noneMatch(isUnderWay(memory, settled)))
                .limit(limit)
                .map(Memory::id)
                .toList();
    }

    private Predicate<RecordAttempt> isUnderWay(Memory memory, Instant settled) {
        boolean creating = records.lacksRecord(memory);
        return attempt -> attempt.kind() == RecordAttempt.Kind.MISSING
                || (creating
                        && attempt.kind() == RecordAttempt.Kind.CREATE
                        && !attempt.known()
                        && attempt.since().map(since -> since.isAfter(settled)).orElse(true));
    }

    @Override
    public List<String> doomed(int limit) {
        return records.memories()
                .filter(records::isDoomed)
                .limit(limit)
                .map(Memory::id)
                .toList();
    }

    @Override
    public void park(String memory, long revision, String reason) {
        ledger.put(records.parked, MemoryHome.number(memory), new MemoryRecords.Parked(revision, Optional.of(reason)));
    }

    @Override
    public boolean isWanted(String memory) {
        MemoryRecords.Parked parked = records.parked.get(MemoryHome.number(memory));
        return parked != null && parked.reason().isEmpty();
    }

    @Override
    public void conflict(String memory) {
        ledger.put(records.conflicts, MemoryHome.number(memory), true);
    }

    @Override
    public boolean isShownAlike(RecordItem item, NewMemory said, Optional<RecordAttempt> attempt) {
        long number = MemoryHome.number(item.memory().id());
        if (attempt.isEmpty() && number > records.known.sensitiveBefore()) {
            return false;
        }
        long behind = attempt.flatMap(each -> Optional.ofNullable(records.attempts.get(each.number())))
                .map(MemoryRecords.Kept::memoriesBefore)
                .orElse(0L);
        return records.links.entrySet().stream()
                .filter(entry -> entry.getKey() > behind && !entry.getValue().gone())
                .flatMap(entry -> entry.getValue().shown().stream())
                .anyMatch(shown -> shown.equals(looks(said)));
    }

    @Override
    public RecordAttempt attempt(String memory, RecordAttempt.Kind kind, long revision, NewMemory said) {
        long before = records.attemptsSoFar;
        ledger.orElse(() -> records.attemptsSoFar = before);
        RecordAttempt attempt = new RecordAttempt(
                ++records.attemptsSoFar, memory, kind, revision, fingerprint(said), false, Optional.empty());
        boolean mustBeGuessed = kind == RecordAttempt.Kind.CREATE && said.sensitive();
        keep(new MemoryRecords.Kept(attempt, mustBeGuessed ? looks(said) : null, home.last()));
        return attempt;
    }

    private void keep(MemoryRecords.Kept kept) {
        ledger.put(records.attempts, kept.attempt().number(), kept);
    }

    private void since(MemoryRecords.Kept kept, boolean known, Optional<Instant> since) {
        RecordAttempt old = kept.attempt();
        RecordAttempt now =
                new RecordAttempt(old.number(), old.memory(), old.kind(), old.revision(), old.sent(), known, since);
        keep(new MemoryRecords.Kept(now, kept.looks(), kept.memoriesBefore()));
    }

    @Override
    public void ended(RecordAttempt attempt, boolean known) {
        MemoryRecords.Kept kept = records.attempts.get(attempt.number());
        if (kept != null) {
            since(kept, known, known ? mark() : kept.attempt().since());
        }
    }

    @Override
    public void withdraw(RecordAttempt attempt) {
        ledger.remove(records.attempts, attempt.number());
    }

    @Override
    public List<RecordAttempt> attempts(String memory) {
        return onBooks(kept -> kept.attempt().memory().equals(memory))
                .sorted(Comparator.comparing(RecordAttempt::number).reversed())
                .toList();
    }

    @Override
    public List<RecordAttempt> creating(String sent) {
        return onBooks(kept -> kept.attempt().kind() == RecordAttempt.Kind.CREATE
                        && kept.attempt().sent().equals(sent))
                .toList();
    }

    @Override
    public List<RecordAttempt> creatingAlike(NewMemory shown) {
        return onBooks(kept -> looks(shown).equals(kept.looks())
                        && !kept.attempt().known()
                        && !records.links.containsKey(
                                MemoryHome.number(kept.attempt().memory())))
                .toList();
    }

    private Stream<RecordAttempt> onBooks(Predicate<MemoryRecords.Kept> which) {
        return new ArrayList<>(records.attempts.values()).stream().filter(which).map(MemoryRecords.Kept::attempt);
    }

    @Override
    public List<RecordLink> missing() {
        return onBooks(kept -> kept.attempt().kind() == RecordAttempt.Kind.MISSING)
                .flatMap(attempt -> Stream.ofNullable(records.links.get(MemoryHome.number(attempt.memory()))))
                .toList();
    }

    @Override
    public void looked(Instant serverTime, Instant forget) {
        for (Map.Entry<Long, MemoryRecords.Kept> entry : List.copyOf(records.attempts.entrySet())) {
            MemoryRecords.Kept kept = entry.getValue();
            if (kept.attempt().since().isEmpty()) {
                since(kept, kept.attempt().known(), Optional.of(serverTime));
            } else if (kept.attempt().since().get().isBefore(forget)
                    && kept.attempt().kind() != RecordAttempt.Kind.MISSING) {
                withdraw(kept.attempt());
            }
        }
    }
}
