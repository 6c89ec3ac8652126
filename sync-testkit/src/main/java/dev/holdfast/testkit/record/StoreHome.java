package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryChange;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real store. */
public final class StoreHome implements RecordHome {
    private static final int MANY = 10_000;

    private final MemoryStore store;

    /** One over this store, which the caller closes. */
    public StoreHome(MemoryStore store) {
        this.store = store;
    }

    @Override
    public RecordStore records(String server) {
        return store.records(server);
    }

    @Override
    public Memory add(NewMemory wanted) {
        return store.add(wanted).memory();
    }

    @Override
    public Memory update(String id, NewMemory wanted) {
        return store.update(
                id,
                new MemoryChange(
                        Optional.of(wanted.category()),
                        Optional.of(wanted.text().content()),
                        Optional.of(wanted.text().tags()),
                        Optional.of(wanted.text().keywords()),
                        Optional.of(wanted.importance()),
                        Optional.of(wanted.sensitive())));
    }

    @Override
    public Memory delete(String id) {
        return store.delete(id);
    }

    @Override
    public Optional<Memory> undo(String id) {
        return store.versions(id).isEmpty() ? Optional.empty() : Optional.of(store.undo(id, Optional.empty()));
    }

    @Override
    public Optional<Memory> find(String id) {
        return store.find(id);
    }

    @Override
    public List<Memory> all() {
        List<Memory> all = new ArrayList<>();
        store.each(true, all::add);
        return all;
    }

    @Override
    public List<String> ids() {
        MemoryPage deleted = store.deleted(Optional.empty(), MANY);
        return Stream.concat(all().stream(), deleted.memories().stream())
                .map(Memory::id)
                .sorted()
                .toList();
    }
}
