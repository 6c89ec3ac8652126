package dev.holdfast.sync.memory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A process that writes to a store: its home, its name, how many memories. Tells each that is acknowledged. */
final class MemoryChild {
    private MemoryChild() {}

    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        write(home, arguments[1], Integer.parseInt(arguments[2]));
        System.out.println("done");
    }

    /** Stores, changes every second one, deletes every fifth, and makes every seventh sensitive. */
    static void write(Path home, String name, int count) {
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            for (int i = 0; i < count; i++) {
                String content = "memory " + name + " " + i;
                NewMemory wanted = new NewMemory(name, new MemoryText(content, "common", ""), 0.5, i % 7 == 3);
                String id = store.add(wanted).memory().id();
                if (i % 2 == 0) {
                    store.update(id, content(content + " changed"));
                }
                if (i % 5 == 0) {
                    store.delete(id);
                }
                System.out.println("stored " + id);
            }
        }
    }

    private static MemoryChange content(String content) {
        return new MemoryChange(
                Optional.empty(),
                Optional.of(content),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
