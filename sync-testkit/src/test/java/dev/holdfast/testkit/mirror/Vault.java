package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryChange;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.BaseChange;
import dev.holdfast.sync.mirror.run.FileConflicts;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.space.MemoryPlaces;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real store of memories, a real directory, and runs of a mirror between them. */
final class Vault implements AutoCloseable {
    final MemoryStore store;
    final MemoryPlaces places;
    final Path home;
    final Path directory;
    final MemoryBase base = new MemoryBase();
    final MemoryConflicts conflicts = new MemoryConflicts();
    Policy policy = Policy.DEFAULT;
    boolean sensitive;
    UnaryOperator<Tree> around = tree -> tree;

    Vault(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
        this.store = new MemoryStore(home, InstantSource.system());
        this.places = new MemoryPlaces(home, InstantSource.system());
        try {
            Files.createDirectories(home);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MemoriesTree memories() {
        return new MemoriesTree(store, places, InstantSource.system(), sensitive);
    }

    /** The same home and directory as another process has them, which remembers what this one does. */
    Vault again(Path otherHome) {
        Vault other = new Vault(otherHome, directory);
        other.base.change(base.read().entries().stream()
                .map(entry -> new BaseChange(List.of(), entry))
                .toList());
        other.base.establish();
        other.sensitive = sensitive;
        return other;
    }

    private FolderTree folder() {
        return new FolderTree(directory, HashCache.inMemory(1000), Duration.ofDays(30));
    }

    MirrorReport run() {
        try (Tree left = around.apply(memories());
                FolderTree right = folder()) {
            return new MirrorRun("notes", "notes", left, right, policy, base, conflicts, MirrorOptions.DEFAULT)
                    .run(new RunControl());
        }
    }

    FileConflicts resolver() {
        return new FileConflicts(memories(), folder(), conflicts, MirrorOptions.DEFAULT);
    }

    Memory add(String content) {
        return store.add(NewMemory.fact(content)).memory();
    }

    void say(String id, String content) {
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

    void hide(String id) {
        store.update(
                id,
                new MemoryChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(true)));
    }

    /** What all memories say that are there. */
    List<String> said() {
        List<String> all = new ArrayList<>();
        store.each(true, memory -> all.add(memory.text().content()));
        return all;
    }

    /** The files of the directory, but for the trash and what else is hidden. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(path).toString().replace('\\', '/');
                if (!name.startsWith(".")) {
                    files.put(name, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    /** The one file that has this in it. */
    Path fileWith(String text) throws IOException {
        List<String> found = files().entrySet().stream()
                .filter(file -> file.getValue().contains(text))
                .map(Map.Entry::getKey)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("the files with \"" + text + "\" are " + found);
        }
        return directory.resolve(found.get(0));
    }

    void replace(String text, String by) throws IOException {
        Path file = fileWith(text);
        Files.writeString(file, Files.readString(file).replace(text, by));
    }

    @Override
    public void close() {
        store.close();
        places.close();
    }
}
