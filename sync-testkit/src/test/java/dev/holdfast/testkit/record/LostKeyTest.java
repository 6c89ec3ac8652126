package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home whose key for sensitive memories is lost. */
class LostKeyTest extends RecordSyncSetup {
    @TempDir
    Path folder;

    @Test
    void sensitiveMemoriesThatCantBeOpenedAreLeftOutAndToldAndTheOthersGoOn() throws IOException {
        try (MemoryStore store = new MemoryStore(folder, clock)) {
            Home home = new Home(new StoreHome(store));
            home.memories.add(secret("sealed", "s"));
            home.add("tea");
            desktop.memories.add(secret("of the desktop", "d"));
            settle(home, desktop);
            Path key = folder.resolve(MemoryStore.KEY_FILE_NAME);
            Path aside = folder.resolve("aside");
            Files.move(key, aside);
            home.add("coffee");
            home.edit(onlyOpen(store, "tea").id(), "more tea");
            desktop.add("from the desktop");
            desktop.edit(
                    desktop.memories.all().stream()
                            .filter(memory -> memory.text().content().equals("of the desktop"))
                            .findFirst()
                            .orElseThrow()
                            .id(),
                    "of the desktop, edited");
            desktop.sync();
            RecordSyncResult result = home.sync(RecordSync.Depth.FULL);
            assertThat(result.errors()).singleElement().asString().contains("memory.key");
            assertThat(there())
                    .containsExactly("coffee", "from the desktop", "more tea", "of the desktop, edited", "sealed");
            assertThat(onlyOpen(store, "from the desktop").sensitive()).isFalse();
            Files.move(aside, key);
            settle(home, desktop);
            assertThat(home.texts()).contains("sealed", "coffee", "more tea", "from the desktop");
        }
    }

    @Test
    void oneOfTwoSecretsThatIsDeletedIsDeletedThereAndTheOthersGoOn() throws IOException {
        withoutKey((store, home, ids) -> {
            store.delete(ids.get(0));
            home.add("coffee");
            isToldOfTheKey(home.sync(RecordSync.Depth.FULL));
            assertThat(there()).containsExactly("coffee", "second");
        });
    }

    @Test
    void theOnlySecretThatIsDeletedIsDeletedThereAndTheOthersGoOn() throws IOException {
        withoutKey((store, home, ids) -> {
            for (String id : ids) {
                store.delete(id);
            }
            home.add("coffee");
            desktop.add("from the desktop");
            desktop.memories.add(secret("another", "a"));
            desktop.sync();
            for (int i = 0; i < 2; i++) {
                isToldOfTheKey(home.sync(RecordSync.Depth.FULL));
            }
            assertThat(there()).containsExactly("another", "coffee", "from the desktop");
            assertThat(home.texts()).containsExactly("coffee", "from the desktop");
        });
    }

    @Test
    void anotherKeyLeavesWhatItCantOpenAndTheOthersGoOn() throws IOException {
        withoutKey((store, home, ids) -> {
            write("0123456789abcdef".repeat(4));
            home.memories.add(secret("of the other key", "o"));
            home.add("coffee");
            isToldOfTheKey(home.sync(RecordSync.Depth.FULL));
            assertThat(there()).contains("coffee", "first", "second");
            for (String id : ids) {
                store.delete(id);
            }
            desktop.add("from the desktop");
            desktop.sync();
            home.sync(RecordSync.Depth.FULL);
            home.sync(RecordSync.Depth.FULL);
            assertThat(there()).containsExactly("coffee", "from the desktop", "of the other key");
            assertThat(home.texts()).containsExactly("coffee", "from the desktop", "of the other key");
        });
    }

    @Test
    void aDamagedKeyLeavesSecretsAndTheOthersGoOn() throws IOException {
        withoutKey((store, home, ids) -> {
            write("");
            home.add("coffee");
            desktop.add("from the desktop");
            desktop.sync();
            isToldOfTheKey(home.sync(RecordSync.Depth.FULL));
            assertThat(there()).containsExactly("coffee", "first", "from the desktop", "second");
        });
    }

    @Test
    void anOpenMemoryWhoseReplyWasLostWaitsForTheKeyAndIsNotSetAside() throws IOException {
        desktop.memories.add(secret("of the desktop", "d"));
        desktop.sync();
        withoutKey((store, home, ids) -> {
            home.add("tea");
            home.api.failing(MemoryApiException.Kind.UNKNOWN, 0, false);
            home.sync();
            pass(1200);
            home.sync(RecordSync.Depth.FULL);
            assertThat(home.records.status().parked()).isZero();
            assertThat(home.records.status().pending()).isEqualTo(1);
            home.add("coffee");
            home.sync(RecordSync.Depth.FULL);
            assertThat(there()).containsExactly("coffee", "first", "of the desktop", "second");
        });
    }

    private interface Story {
        void tell(MemoryStore store, Home home, List<String> ids) throws IOException;
    }

    /** Two secrets that the server has, and then no key. */
    private void withoutKey(Story story) throws IOException {
        try (MemoryStore store = new MemoryStore(folder, clock)) {
            Home home = new Home(new StoreHome(store));
            home.memories.add(secret("first", "f"));
            home.memories.add(secret("second", "s"));
            settle(home);
            List<String> ids = home.memories.ids();
            Files.delete(folder.resolve(MemoryStore.KEY_FILE_NAME));
            story.tell(store, home, ids);
        }
    }

    private void write(String key) throws IOException {
        Files.writeString(folder.resolve(MemoryStore.KEY_FILE_NAME), key);
    }

    private static void isToldOfTheKey(RecordSyncResult result) {
        assertThat(result.errors()).singleElement().asString().contains("memory.key");
    }

    private static Memory onlyOpen(MemoryStore store, String text) {
        List<Memory> all = new ArrayList<>();
        store.each(false, all::add);
        return all.stream()
                .filter(memory -> memory.text().content().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
