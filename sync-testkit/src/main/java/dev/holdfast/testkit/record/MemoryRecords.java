package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.DeadRecord;
import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordDeletes;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What the double knows of one server. */
final class MemoryRecords implements RecordStore {
    private static final int FIRST_FEW = 5;

    /** A request with what finds it again. */
    record Kept(RecordAttempt attempt, @Nullable String looks, long memoriesBefore) {}

    /** Empty reason: somebody wants it to go. */
    record Parked(long revision, Optional<String> reason) {}

    /** What is not in a map. */
    record Known(
            Optional<Instant> mark,
            String rules,
            boolean sensitive,
            long sensitiveBefore,
            Optional<Instant> lastPull,
            Optional<Instant> lastPush,
            Optional<Instant> keyRefused,
            long deletesAllowed) {}

    final MemoryHome home;
    final Ledger ledger;
    final Map<Long, RecordLink> links = new TreeMap<>();
    final Map<Long, Long> records = new HashMap<>();
    final Map<Long, FormerRecord> former = new TreeMap<>();
    final Map<Long, Optional<DeadRecord>> dead = new HashMap<>();
    final Map<String, Boolean> redactions = new HashMap<>();
    final Map<Long, Kept> attempts = new TreeMap<>();
    final Map<Long, Parked> parked = new TreeMap<>();
    final Map<Long, Boolean> conflicts = new TreeMap<>();
    Known known = new Known(Optional.empty(), "", false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    long attemptsSoFar;

    MemoryRecords(MemoryHome home, Ledger ledger) {
        this.home = home;
        this.ledger = ledger;
    }

    @Override
    public <T> T change(Function<RecordBook, T> work) {
        return ledger.together(() -> {
            Known before = known;
            ledger.orElse(() -> known = before);
            return work.apply(new MemoryBook(this));
        });
    }

    @Override
    public RecordStatus status() {
        List<RecordStatus.Parked> aside = memories()
                .flatMap(memory -> reason(memory).stream().map(reason -> new RecordStatus.Parked(memory.id(), reason)))
                .toList();
        List<String> both = memories()
                .filter(memory -> memory.deleted().isEmpty() && conflicts.containsKey(MemoryHome.number(memory.id())))
                .map(Memory::id)
                .toList();
        return new RecordStatus(
                memories()
                        .filter(this::isNews)
                        .filter(memory -> reason(memory).isEmpty())
                        .count(),
                aside.size(),
                aside.stream().limit(FIRST_FEW).toList(),
                memories().filter(this::isNews).filter(this::lacksRecord).count(),
                both.size(),
                both.stream().limit(FIRST_FEW).toList(),
                known.lastPush(),
                known.lastPull(),
                known.keyRefused(),
                deletes().held());
    }

    @Override
    public long retry(Optional<String> id) {
        return ledger.together(() -> {
            List<Memory> all = memories()
                    .filter(memory -> reason(memory).isPresent()
                            && id.map(memory.id()::equals).orElse(true))
                    .toList();
            for (Memory memory : all) {
                long number = MemoryHome.number(memory.id());
                if (id.isEmpty()) {
                    ledger.remove(parked, number);
                } else {
                    ledger.put(parked, number, new Parked(memory.revision(), Optional.empty()));
                }
            }
            return (long) all.size();
        });
    }

    @Override
    public void allowDeletes() {
        RecordDeletes deletes = deletes();
        if (!deletes.held().isNone()) {
            allow(deletes.here() + deletes.there());
        }
    }

    void allow(long allowed) {
        known = new Known(
                known.mark(),
                known.rules(),
                known.sensitive(),
                known.sensitiveBefore(),
                known.lastPull(),
                known.lastPush(),
                known.keyRefused(),
                allowed);
    }

    @Override
    public boolean settle(String id) {
        return conflicts.remove(MemoryHome.number(id)) != null;
    }

    Stream<Memory> memories() {
        return StreamSupport.stream(home.numbered().spliterator(), false).map(Map.Entry::getValue);
    }

    Optional<RecordLink> link(Memory memory) {
        return Optional.ofNullable(links.get(MemoryHome.number(memory.id())));
    }

    Optional<String> reason(Memory memory) {
        return Optional.ofNullable(parked.get(MemoryHome.number(memory.id())))
                .filter(each -> each.revision() == memory.revision())
                .flatMap(Parked::reason);
    }

    boolean isNews(Memory memory) {
        Optional<RecordLink> link = link(memory);
        boolean isOther =
                link.filter(each -> each.revision() == memory.revision()).isEmpty();
        boolean hasLeft = former.values().stream()
                .anyMatch(left -> !left.gone() && left.memory().equals(memory.id()));
        return hasLeft
                || (isOther && (lacksRecord(memory) ? !memory.sensitive() || known.sensitive() : hasRecord(memory)));
    }

    private boolean hasRecord(Memory memory) {
        return link(memory).filter(link -> !link.gone()).isPresent();
    }

    boolean lacksRecord(Memory memory) {
        return memory.deleted().isEmpty()
                && link(memory).filter(link -> !link.gone()).isEmpty();
    }

    boolean isDoomed(Memory memory) {
        return memory.deleted().isEmpty()
                && link(memory)
                        .filter(link -> link.gone() && link.revision() == memory.revision())
                        .isPresent();
    }

    RecordDeletes deletes() {
        long here = memories().filter(this::isDoomed).count();
        long there = memories()
                .filter(memory -> memory.deleted().isPresent()
                        && link(memory).filter(link -> !link.gone()).isPresent())
                .count();
        long linked = links.values().stream().filter(link -> !link.gone()).count();
        return new RecordDeletes(
                here, there, linked + here, known.deletesAllowed() > 0 && here + there <= known.deletesAllowed());
    }
}
