package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.record.RecordRules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store's file from before it was kept which records the server shows redacted. */
class OlderFileTest extends RecordSyncSetup {
    private static final List<String> BACK = List.of(
            "ALTER TABLE record_dead DROP COLUMN memory",
            "ALTER TABLE record_dead DROP COLUMN known",
            "ALTER TABLE record_link DROP COLUMN sensitive",
            "ALTER TABLE record_link DROP COLUMN rules",
            "ALTER TABLE record_server DROP COLUMN unseen",
            "DROP TABLE record_former",
            "UPDATE record_server SET rules = '{decision=notes, log=diary}'",
            "PRAGMA user_version = 3");

    @TempDir
    Path folder;

    @Test
    void markedRecordsStayWhatTheyAreAndNoRuleIsTakenForAnother() throws Exception {
        RecordRules rules = new RecordRules(Map.of("decision", "notes", "log", "diary"), true);
        String own;
        String other;
        try (MemoryStore store = new MemoryStore(folder, clock)) {
            Home home = new Home(new StoreHome(store));
            home.rules = rules;
            own = home.memories.add(secret("sealed", "s")).id();
            home.memories.add(new NewMemory("decision", NewMemory.fact("tea").text(), 0.5, false));
            desktop.memories.add(secret("of the desktop", "d"));
            settle(home, desktop);
            other = home.memories.all().stream()
                    .map(Memory::id)
                    .filter(id ->
                            home.memories.find(id).orElseThrow().text().tags().equals("d"))
                    .findFirst()
                    .orElseThrow();
        }
        older();
        pass(3600);
        try (MemoryStore store = new MemoryStore(folder, clock)) {
            Home home = new Home(new StoreHome(store));
            home.rules = rules;
            home.edit(own, "sealed, edited");
            Memory filed = home.memories.find(other).orElseThrow();
            home.memories.update(other, new NewMemory("preferences", filed.text(), filed.importance(), true));
            home.sync();
            assertThat(home.api.asked).containsExactly("records ever", "update sealed, edited");
            home.sync();
            assertThat(home.api.asked).hasSize(3).contains("records since");
            assertThat(there()).containsExactly("of the desktop", "sealed, edited", "tea");
            assertThat(server.records()).hasSize(3);
        }
    }

    private void older() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(MemoryStore.FILE_NAME));
                Statement statement = connection.createStatement()) {
            for (String step : BACK) {
                statement.execute(step);
            }
        }
    }
}
