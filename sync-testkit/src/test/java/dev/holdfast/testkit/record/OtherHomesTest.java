package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes whose memories went back in time, or came to be on two machines. */
class OtherHomesTest extends RecordSyncSetup {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    private interface Work {
        void with(Home home) throws IOException;
    }

    private void in(Path place, Work work) throws IOException {
        try (MemoryStore store = new MemoryStore(place, clock)) {
            work.with(new Home(new StoreHome(store)));
        }
    }

    @Test
    void aHomeWithAnOlderMemoryFileCatchesUpAndBringsNothingBack() throws IOException {
        in(home, machine -> {
            machine.add("edited later");
            machine.add("deleted later");
            machine.add("left alone");
            settle(machine, desktop);
        });
        Path older = Files.copy(home.resolve(MemoryStore.FILE_NAME), folder.resolve("older"));
        in(home, machine -> {
            machine.edit(machine.id("edited later"), "edited");
            machine.memories.delete(machine.id("deleted later"));
            machine.add("stored later");
            settle(machine, desktop);
        });
        Files.delete(home.resolve(MemoryStore.FILE_NAME));
        Files.copy(older, home.resolve(MemoryStore.FILE_NAME));
        in(home, machine -> {
            assertThat(machine.texts()).containsExactly("deleted later", "edited later", "left alone");
            machine.edit(machine.id("left alone"), "edited after that");
            settleTo(List.of("edited", "edited after that", "stored later"), machine, desktop);
        });
    }

    @Test
    void aHomeThatWasCopiedToAnotherMachineIsOneOfTwo() throws IOException {
        in(home, machine -> {
            machine.add("tea");
            settle(machine, desktop);
            machine.add("not sent before the copy");
        });
        Path copied = Files.createDirectory(folder.resolve("copied"));
        Files.copy(home.resolve(MemoryStore.FILE_NAME), copied.resolve(MemoryStore.FILE_NAME));
        in(home, one -> in(copied, other -> goApart(one, other)));
    }

    private void goApart(Home one, Home other) {
        one.add("of the one");
        other.add("of the other");
        one.edit(one.id("tea"), "one's tea");
        other.edit(other.id("tea"), "other's tea");
        List<String> all =
                List.of("not sent before the copy", "of the one", "of the other", "one's tea", "other's tea");
        settleTo(all, one, other, desktop);
    }
}
