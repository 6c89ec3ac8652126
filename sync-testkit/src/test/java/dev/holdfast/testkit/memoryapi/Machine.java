package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Secret;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryChange;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.HttpMemoryApi;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine with a home of its own, whose memories are synced with the stand-in over HTTP. */
final class Machine implements AutoCloseable {
    /** A lost request for a sensitive record is waited for longest: ten cycles. */
    private static final int MOST_CYCLES = 20;

    final MemoryStore store;

    private final HttpMemoryApi api;
    private final RecordStore records;
    private final RecordSync sync;
    private final MovingClock clock;

    /**
     * Sets it up.
     *
     * @param clock also the server's; goes on by a minute with each cycle
     */
    Machine(Path home, StandInMemoryApi server, String key, RecordRules rules, MovingClock clock) throws IOException {
        Files.createDirectories(home);
        Path keyFile = Files.writeString(home.resolve("api-key"), key);
        this.clock = clock;
        store = new MemoryStore(home, clock);
        api = new HttpMemoryApi(
                server.base(), Secret.of("${file:" + keyFile + "}"), Duration.ofSeconds(30), Duration.ofSeconds(30));
        records = store.records("the stand-in's " + server.user(key).orElse("stranger"));
        sync = new RecordSync(records, api, rules, clock);
    }

    /** Runs a cycle that only looks at changes. */
    RecordSyncResult sync() {
        return run(RecordSync.Depth.CHANGES);
    }

    /** Runs a cycle that looks at everything. */
    RecordSyncResult fullSync() {
        return run(RecordSync.Depth.FULL);
    }

    private RecordSyncResult run(RecordSync.Depth depth) {
        try {
            return sync.run(depth, new CancelSignal());
        } finally {
            clock.advance(Duration.ofMinutes(1));
        }
    }

    /** Runs full cycles until nothing is left to do. */
    void settle() {
        for (int i = 0; i < MOST_CYCLES; i++) {
            RecordSyncResult result = fullSync();
            if (result.complete() && result.isNone()) {
                return;
            }
        }
        assertThat(status()).as("never comes to rest").isNull();
    }

    RecordStatus status() {
        return records.status();
    }

    /** Stores a fact; gives its id. */
    String add(String content) {
        return store.add(NewMemory.fact(content)).memory().id();
    }

    /** Stores a sensitive fact; gives its id. */
    String addSensitive(String content) {
        return store.add(new NewMemory("facts", new MemoryText(content, "", ""), 0.5, true))
                .memory()
                .id();
    }

    void edit(String id, String content) {
        store.update(
                id,
                new MemoryChange(
                        Optional.empty(),
                        Optional.of(content),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** What all memories here say, sensitive ones too. */
    List<String> contents() {
        return memories().stream().map(memory -> memory.text().content()).toList();
    }

    List<Memory> memories() {
        List<Memory> all = new ArrayList<>();
        store.each(true, all::add);
        return all;
    }

    /** The id of the memory that says this. */
    String id(String content) {
        return memories().stream()
                .filter(memory -> memory.text().content().equals(content))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Override
    public void close() {
        api.close();
        store.close();
    }
}
