package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.tree.MemoryFiles;
import dev.holdfast.testkit.tree.MemoryTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What people do to their files. Names are few, so that things meet; each content is there once, so that none is mistaken. */
final class User {
    private static final List<String> NAMES = List.of(
            "a", "b", "A", "c.md", "C.md", "d", "e", "a (conflict 00000007)", "c (conflict 00000003).md", "é", "É");

    private final Random random;
    private final Set<String> given;
    private int contents;

    /**
     * A user of all machines.
     *
     * @param given gets the contents that somebody replaced or deleted: these may go
     */
    User(Random random, Set<String> given) {
        this.random = random;
        this.given = given;
    }

    /** Does one thing, and says what. */
    String act(MemoryFiles files) {
        List<String> paths = files.paths();
        String path = paths.isEmpty() ? "" : paths.get(random.nextInt(paths.size()));
        boolean directory = path.endsWith("/");
        String plain = directory ? path.substring(0, path.length() - 1) : path;
        int what = path.isEmpty() ? 0 : random.nextInt(12);
        return switch (what) {
            case 0, 1, 2 -> create(files, paths);
            case 3, 4, 5 -> directory ? create(files, paths) : edit(files, plain);
            case 6, 7 -> delete(files, plain);
            case 8, 9 -> rename(files, paths, plain);
            case 10 -> makeDirectory(files, paths);
            default -> changeKind(files, plain, directory);
        };
    }

    String content() {
        return "n" + ++contents + "+".repeat(random.nextInt(3));
    }

    String edit(MemoryFiles files, String path) {
        give(files, path);
        String content = content();
        files.put(path, content);
        return "edits " + path + ": " + content;
    }

    String delete(MemoryFiles files, String path) {
        give(files, path);
        files.delete(path);
        return "deletes " + path;
    }

    private void give(MemoryFiles files, String path) {
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            if (file.getKey().equals(path) || file.getKey().startsWith(path + "/")) {
                given.add(file.getValue());
            }
        }
    }

    private String create(MemoryFiles files, List<String> paths) {
        String path = freePath(files, paths);
        if (path.isEmpty()) {
            return "looks on";
        }
        String content = content();
        files.put(path, content);
        return "creates " + path + ": " + content;
    }

    private String makeDirectory(MemoryFiles files, List<String> paths) {
        String path = freePath(files, paths);
        if (path.isEmpty()) {
            return "looks on";
        }
        files.makeDirectory(path);
        return "makes " + path;
    }

    private String rename(MemoryFiles files, List<String> paths, String from) {
        String to = freePath(files, paths);
        if (to.isEmpty() || to.startsWith(from + "/")) {
            return "looks on";
        }
        files.rename(from, to);
        return "renames " + from + " to " + to;
    }

    private String changeKind(MemoryFiles files, String path, boolean directory) {
        give(files, path);
        files.delete(path);
        String content = content();
        String file = directory ? path : path + "/" + NAMES.get(random.nextInt(NAMES.size()));
        files.put(file, content);
        return "has " + file + " in place of " + path + ": " + content;
    }

    /** In any directory there is; empty when the first try finds none. */
    private String freePath(MemoryFiles files, List<String> paths) {
        List<String> directories = new ArrayList<>();
        directories.add("");
        paths.stream().filter(path -> path.endsWith("/") && depth(path) < 4).forEach(directories::add);
        String path = directories.get(random.nextInt(directories.size())) + NAMES.get(random.nextInt(NAMES.size()));
        return isTaken(files, path) ? "" : path;
    }

    private static boolean isTaken(MemoryFiles files, String path) {
        try {
            return new MemoryTree(files).look(path) != null;
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private static long depth(String path) {
        return path.chars().filter(c -> c == '/').count();
    }
}
