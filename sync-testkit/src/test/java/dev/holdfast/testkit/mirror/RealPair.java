package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.conflict.Conflicts;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.MirrorStore;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Two folders on this disk, the state of a home, and runs of a mirror between them, each as a process of its own would do it. */
final class RealPair {
    static final String TRASH = ".holdfast-trash";
    private static final Duration RETENTION = Duration.ofDays(30);

    final Path home;
    final Path left;
    final Path right;
    Policy policy = Policy.DEFAULT;

    /** What a test puts before a side. */
    UnaryOperator<Tree> before = tree -> tree;

    RealPair(Path work) throws IOException {
        home = Files.createDirectories(work.resolve("home"));
        left = Files.createDirectories(work.resolve("left"));
        right = Files.createDirectories(work.resolve("right"));
    }

    Tree folder(Path root) {
        return new FolderTree(root, HashCache.inMemory(1000), RETENTION);
    }

    MirrorReport run() {
        return run(new RunControl());
    }

    MirrorReport run(RunControl control) {
        return run(before.apply(folder(left)), before.apply(folder(right)), control);
    }

    MirrorReport run(Tree source, Tree destination, RunControl control) {
        try (StateDatabase state = new StateDatabase(home, InstantSource.system())) {
            return mirror(state, source, destination).run(control);
        }
    }

    Plan plan() throws StorageException {
        try (StateDatabase state = new StateDatabase(home, InstantSource.system())) {
            return mirror(state, before.apply(folder(left)), before.apply(folder(right)))
                    .plan(new RunControl());
        }
    }

    private MirrorRun mirror(StateDatabase state, Tree source, Tree destination) {
        return new MirrorRun(
                "notes",
                "notes",
                source,
                destination,
                policy,
                new MirrorStore(state, left.toString(), right.toString()),
                new Conflicts(state),
                MirrorOptions.DEFAULT);
    }

    /** What is in a folder, by path: a file's text, null for a directory. The trash and what is unfinished are not shown. */
    static Map<String, String> texts(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(root.resolve(TRASH))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!directory.equals(root)) {
                    found.put(name(directory) + "/", "");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                found.put(name(file), attributes.isRegularFile() ? Files.readString(file) : "no file");
                return FileVisitResult.CONTINUE;
            }

            private String name(Path path) {
                return root.relativize(path).toString().replace('\\', '/');
            }
        });
        return found;
    }

    /** The texts of all files in a folder's trash. */
    static Map<String, String> trashed(Path root) throws IOException {
        Path trash = root.resolve(TRASH);
        return Files.isDirectory(trash, LinkOption.NOFOLLOW_LINKS) ? texts(trash) : Map.of();
    }
}
