package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The double of a store: keeps all in memory, as a store would that loses nothing. Its ids are numbers, so that the same steps
 * give the same ids. For one thread at a time; methods don't wait for each other.
 */
public final class MemoryHome implements RecordHome {
    private final InstantSource clock;
    private final Ledger ledger = new Ledger();
    private final Map<Long, Memory> memories = new TreeMap<>();
    private final Map<Long, List<Memory>> versions = new HashMap<>();
    private final Map<String, MemoryRecords> servers = new HashMap<>();
    private long last;

    /** An empty one. */
    public MemoryHome(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public RecordStore records(String server) {
        return servers.computeIfAbsent(server, name -> new MemoryRecords(this, ledger));
    }

    @Override
    public Memory add(NewMemory wanted) {
        return ledger.together(() -> all().stream()
                .filter(memory -> said(memory).equals(wanted)
                        || (memory.category().equals(wanted.category())
                                && memory.text().content().equals(wanted.text().content())
                                && memory.sensitive() == wanted.sensitive()))
                .findFirst()
                .orElseGet(() -> insert(wanted, now(), now())));
    }

    @Override
    public Memory update(String id, NewMemory wanted) {
        return ledger.together(() -> {
            Memory old = find(id).orElseThrow();
            return said(old).equals(wanted) ? old : replace(old, wanted, now());
        });
    }

    @Override
    public Memory delete(String id) {
        return ledger.together(() -> find(id).map(this::remove).orElseGet(() -> get(id).orElseThrow()));
    }

    @Override
    public Optional<Memory> undo(String id) {
        return ledger.together(() -> {
            Memory now = get(id).orElseThrow();
            List<Memory> before = versions.getOrDefault(number(id), List.of());
            return before.isEmpty() ? Optional.empty() : Optional.of(back(now, before.get(before.size() - 1)));
        });
    }

    private Memory back(Memory now, Memory before) {
        return put(new Memory(
                now.id(),
                now.revision() + 1,
                before.category(),
                before.text(),
                before.importance(),
                before.sensitive(),
                now.created(),
                now(),
                before.deleted()));
    }

    @Override
    public Optional<Memory> find(String id) {
        return get(id).filter(memory -> memory.deleted().isEmpty());
    }

    @Override
    public List<Memory> all() {
        return memories.values().stream()
                .filter(memory -> memory.deleted().isEmpty())
                .toList();
    }

    @Override
    public List<String> ids() {
        return memories.values().stream().map(Memory::id).toList();
    }

    static NewMemory said(Memory memory) {
        return new NewMemory(memory.category(), memory.text(), memory.importance(), memory.sensitive());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static long number(String id) {
        return Long.parseLong(id);
    }

    long last() {
        return last;
    }

    Optional<Memory> get(String id) {
        return Optional.ofNullable(memories.get(number(id)));
    }

    /** Every memory there ever was, in order, by its number. */
    Iterable<Map.Entry<Long, Memory>> numbered() {
        return memories.entrySet();
    }

    List<Memory> versions(String id) {
        return versions.getOrDefault(number(id), List.of());
    }

    Memory insert(NewMemory said, Instant created, Instant updated) {
        check(said);
        long before = last;
        ledger.orElse(() -> last = before);
        Memory memory = new Memory(
                Long.toString(++last),
                1,
                said.category(),
                said.text(),
                said.importance(),
                said.sensitive(),
                created.truncatedTo(ChronoUnit.MICROS),
                updated.truncatedTo(ChronoUnit.MICROS),
                Optional.empty());
        ledger.put(memories, last, memory);
        return memory;
    }

    Memory replace(Memory old, NewMemory said, Instant updated) {
        check(said);
        return put(new Memory(
                old.id(),
                old.revision() + 1,
                said.category(),
                said.text(),
                said.importance(),
                said.sensitive(),
                old.created(),
                updated.truncatedTo(ChronoUnit.MICROS),
                Optional.empty()));
    }

    Memory remove(Memory old) {
        return put(new Memory(
                old.id(),
                old.revision() + 1,
                old.category(),
                MemoryText.NONE,
                old.importance(),
                old.sensitive(),
                old.created(),
                now(),
                Optional.of(now())));
    }

    private Memory put(Memory memory) {
        long number = number(memory.id());
        List<Memory> before = new ArrayList<>(versions(memory.id()));
        before.add(get(memory.id()).orElseThrow());
        ledger.put(versions, number, List.copyOf(before));
        ledger.put(memories, number, memory);
        return memory;
    }

    private static void check(NewMemory said) {
        if (said.text().content().length() > NewMemory.MOST_CONTENT) {
            throw new MemoryException("The content is too long.");
        }
    }
}
