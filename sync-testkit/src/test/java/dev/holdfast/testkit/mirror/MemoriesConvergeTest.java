package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person and an assistant do what they like between runs; {@code -Dholdfast.memories=200} for more lives. */
class MemoriesConvergeTest {
    private static final int LIVES = Integer.getInteger("holdfast.memories", 6);
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    @Test
    void directoryAndStoreBecomeTheSameAndNoEditIsLost() throws IOException {
        for (int seed = 1; seed <= LIVES; seed++) {
            try (Vault vault = new Vault(folder.resolve("home" + seed), folder.resolve("notes" + seed))) {
                vault.policy = vault.policy.withAllowDeletes(true);
                new Life(vault, seed).play();
            }
        }
    }

    /** One life; each does at most one thing to each memory between two runs, so that only the other one can be in the way. */
    private static final class Life {
        private final Vault vault;
        private final int seed;
        private final Random random;
        private final List<String> fresh = new ArrayList<>();
        private int texts;

        Life(Vault vault, int seed) {
            this.vault = vault;
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play() throws IOException {
            for (int i = 0; i < 6; i++) {
                vault.add(text());
            }
            for (int round = 1; round <= ROUNDS; round++) {
                MirrorReport report = vault.run();
                String where = "seed " + seed + ", round " + round;
                assertThat(report.problems()).as(where).isEmpty();
                assertThat(vault.run().done().operations()).as(where).isZero();
                assertThat(vault.files()).as(where).isEqualTo(listed());
                assertThat(vault.said()).as(where).containsAll(fresh);
                fresh.clear();
                personActs();
                assistantActs();
            }
        }

        private String text() {
            texts++;
            String text = "text " + seed + " " + texts + "\n";
            fresh.add(text);
            return text;
        }

        private Map<String, String> listed() throws IOException {
            Map<String, String> files = new TreeMap<>();
            try (MemoriesTree tree = vault.memories()) {
                for (TreeEntry entry : tree.list(new CancelSignal()).entries()) {
                    if (entry.kind() == EntryKind.FILE) {
                        try (InputStream in = tree.open(entry)) {
                            files.put(entry.path(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                        }
                    }
                }
            }
            return files;
        }

        private void personActs() throws IOException {
            List<String> files = new ArrayList<>(vault.files().keySet());
            Collections.shuffle(files, random);
            for (String file : files.subList(0, Math.min(4, files.size()))) {
                personActs(vault.directory.resolve(file));
            }
            Files.writeString(free("new"), random.nextBoolean() ? text() : "---\ntags: [x]\n---\n" + text());
        }

        private void personActs(Path file) throws IOException {
            switch (random.nextInt(7)) {
                case 0 -> Files.delete(file);
                case 1 -> Files.move(file, free("moved"));
                case 2 -> Files.copy(file, free("copied"));
                case 3 -> Files.writeString(file, text()); // Without front matter.
                case 4 -> {
                    edit(file);
                    Files.move(file, free("edited"));
                }
                case 5 ->
                    Files.writeString(file, Files.readString(file).replace("importance: 0.5", "importance: 0.25"));
                default -> edit(file);
            }
        }

        private void edit(Path file) throws IOException {
            String old = Files.readString(file);
            int body = old.lastIndexOf("---\n") + 4;
            Files.writeString(file, old.substring(0, body) + text());
        }

        private Path free(String name) throws IOException {
            Path directory = vault.directory.resolve(random.nextBoolean() ? "facts" : "place " + random.nextInt(3));
            Files.createDirectories(directory);
            texts++;
            return directory.resolve(name + texts + ".md");
        }

        private void assistantActs() {
            List<Memory> memories = new ArrayList<>(
                    vault.store.list(MemoryFilter.ALL, Optional.empty(), 1000).memories());
            Collections.shuffle(memories, random);
            for (Memory memory : memories.subList(0, Math.min(4, memories.size()))) {
                switch (random.nextInt(4)) {
                    case 0 -> vault.store.delete(memory.id());
                    case 1 -> {
                        vault.store.delete(memory.id());
                        vault.store.undo(memory.id(), Optional.empty());
                    }
                    default -> vault.say(memory.id(), text());
                }
            }
            vault.add(text());
        }
    }
}
