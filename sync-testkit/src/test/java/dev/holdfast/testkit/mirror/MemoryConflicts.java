package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.ConflictLog;
import dev.holdfast.sync.conflict.RecordedConflict;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A list of conflicts in memory. */
final class MemoryConflicts implements ConflictLog {
    private final TreeMap<String, RecordedConflict> all = new TreeMap<>();

    @Override
    public synchronized void add(RecordedConflict conflict) {
        all.put(conflict.id(), conflict);
    }

    @Override
    public synchronized List<RecordedConflict> open(String place) {
        return list(false).stream()
                .filter(each -> each.place().equals(place))
                .sorted(Comparator.comparing(RecordedConflict::path).thenComparing(RecordedConflict::id))
                .toList();
    }

    @Override
    public synchronized List<RecordedConflict> list(boolean resolvedToo) {
        return all.values().stream()
                .filter(each -> resolvedToo || each.choice() == null)
                .toList();
    }

    @Override
    public synchronized Optional<RecordedConflict> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public synchronized void resolve(String id, ConflictChoice choice, Instant when) {
        all.computeIfPresent(
                id,
                (key, old) -> new RecordedConflict(
                        old.id(),
                        old.kind(),
                        old.place(),
                        old.path(),
                        old.left(),
                        old.right(),
                        old.copy(),
                        old.found(),
                        choice));
    }
}
