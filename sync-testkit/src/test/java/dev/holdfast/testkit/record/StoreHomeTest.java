package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreHomeTest extends RecordStoreContract {
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Optional<MemoryStore> store = Optional.empty();

    @Override
    protected RecordHome open(Clock clock) {
        MemoryStore opened = new MemoryStore(folder.resolve("home"), clock);
        store = Optional.of(opened);
        return new StoreHome(opened);
    }

    @AfterEach
    void close() {
        store.ifPresent(MemoryStore::close);
    }

    private MemoryPage recalled(String question) {
        return store.orElseThrow().recall(question, MemoryFilter.ALL, Optional.empty(), 10);
    }

    @Test
    void lookingMakesNoFile() {
        RecordStore records = store.orElseThrow().records("server");
        assertThat(records.status()).isEqualTo(RecordStatus.NONE);
        records.retry(Optional.empty());
        records.allowDeletes();
        assertThat(folder.resolve("home").resolve(MemoryStore.FILE_NAME)).doesNotExist();
    }

    @Test
    void whatComesIsFoundByItsWordsAndWhatItReplacesIsNot() {
        RecordStore records = store.orElseThrow().records("server");
        Memory memory = records.change(book -> book.insert(NewMemory.fact("a red bicycle"), LONG_AGO, LONG_AGO));
        assertThat(recalled("bicycle").memories()).extracting(Memory::id).containsExactly(memory.id());
        Memory changed = records.change(book -> book.replace(memory, NewMemory.fact("a green tram"), LONG_AGO));
        assertThat(recalled("bicycle").memories()).isEmpty();
        assertThat(recalled("tram").memories()).extracting(Memory::id).containsExactly(memory.id());
        records.change(book -> book.delete(changed));
        assertThat(recalled("tram").memories()).isEmpty();
    }

    @Test
    void whatWasLongAgoElsewhereCanStillBeUndoneHere() {
        RecordStore records = store.orElseThrow().records("server");
        Memory memory = store.orElseThrow().add(NewMemory.fact("here")).memory();
        records.change(book -> book.replace(memory, NewMemory.fact("there"), LONG_AGO));
        assertThat(store.orElseThrow().versions(memory.id()))
                .extracting(Memory::text)
                .containsExactly(NewMemory.fact("here").text());
    }

    @Test
    void nothingOfASensitiveMemoryIsInTheFile() throws Exception {
        RecordStore records = store.orElseThrow().records("server");
        NewMemory secret = NewMemory.fact("canary 4711").withSensitive(true);
        Memory memory = store.orElseThrow().add(secret).memory();
        records.change(book -> book.attempt(
                memory.id(), dev.holdfast.sync.memory.RecordAttempt.Kind.CREATE, memory.revision(), secret));
        store.orElseThrow().close();
        try (var files = Files.list(folder.resolve("home"))) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary");
            }
        }
    }
}
