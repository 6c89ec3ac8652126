package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Machines and a server without a network between them; a cycle takes a minute. */
class RecordSyncSetup {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    final InstantSource clock = () -> now;
    final SimMemoryServer server = new SimMemoryServer(clock);
    final Home laptop = new Home(new MemoryHome(clock));
    final Home desktop = new Home(new MemoryHome(clock));

    /** A machine. */
    final class Home {
        final RecordHome memories;
        final RecordStore records;
        final DirectApi api = new DirectApi(server);
        MemoryApi way = api;
        RecordRules rules = new RecordRules(Map.of(), true);

        Home(RecordHome memories) {
            this.memories = memories;
            this.records = memories.records("server");
        }

        RecordSyncResult sync() {
            return sync(RecordSync.Depth.CHANGES);
        }

        RecordSyncResult sync(RecordSync.Depth depth) {
            now = now.plusSeconds(60);
            return new RecordSync(records, way, rules, clock).run(depth, new CancelSignal());
        }

        Memory add(String text) {
            return memories.add(NewMemory.fact(text));
        }

        Memory edit(String id, String text) {
            return memories.update(id, like(memories.find(id).orElseThrow(), text));
        }

        List<String> texts() {
            return memories.all().stream()
                    .map(memory -> memory.text().content())
                    .sorted()
                    .toList();
        }

        String id(String text) {
            return memories.all().stream()
                    .filter(memory -> memory.text().content().equals(text))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }
    }

    void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    static NewMemory like(Memory memory, String text) {
        MemoryText other =
                new MemoryText(text, memory.text().tags(), memory.text().keywords());
        return new NewMemory(memory.category(), other, memory.importance(), memory.sensitive());
    }

    static NewMemory tagged(String text, String tags) {
        return new NewMemory("facts", new MemoryText(text, tags, ""), 0.5, false);
    }

    static RecordContent plain(String text) {
        return new RecordContent("facts", new MemoryText(text, "", ""), 0.5, false);
    }

    static NewMemory secret(String text, String tags) {
        return tagged(text, tags).withSensitive(true);
    }

    List<ServerRecord> live() {
        return server.records().stream().filter(record -> !record.deleted()).toList();
    }

    List<String> there() {
        return live().stream()
                .map(record -> record.content().text().content())
                .sorted()
                .toList();
    }

    /** All cycles until nothing is left to do; then all say the same. */
    void settle(Home... homes) {
        for (int round = 0; round < 4; round++) {
            for (Home home : homes) {
                home.sync(RecordSync.Depth.FULL);
            }
        }
        for (Home home : homes) {
            RecordSyncResult result = home.sync(RecordSync.Depth.FULL);
            assertThat(result.isNone()).as("%s", result).isTrue();
            assertThat(result.errors()).isEmpty();
            assertThat(result.complete()).isTrue();
        }
    }

    /** The same, and all have the same texts, these. */
    void settleTo(List<String> texts, Home... homes) {
        settle(homes);
        assertThat(there()).containsExactlyElementsOf(texts);
        for (Home home : homes) {
            assertThat(home.texts()).containsExactlyElementsOf(texts);
        }
    }
}
