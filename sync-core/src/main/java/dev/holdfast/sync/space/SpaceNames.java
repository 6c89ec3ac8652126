package dev.holdfast.sync.space;

import dev.holdfast.sync.tree.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What spaces and documents may be called. */
public final class SpaceNames {
    /** The space that is the memory store's, and holds no documents of its own. */
    public static final String MEMORIES = "memories";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int SHOWN = 80;

    private SpaceNames() {}

    /** Why this can't be the name of a space, in one sentence; empty when it can. */
    public static Optional<String> problem(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("'" + shown(name)
                    + "' can't be the name of a space: take 1 to 64 letters (a to z), digits, dots, dashes and"
                    + " underscores, the first of which is a letter or a digit.");
        }
        return Optional.empty();
    }

    /** Whether a document can have this path, such as {@code notes/monday.md}: any text between slashes, but no way out. */
    public static boolean isDocument(String path) {
        return TreeEntry.isPath(path)
                && path.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(path);
    }

    static void requireSpace(String name) {
        problem(name).ifPresent(sentence -> {
            throw new SpaceException(sentence);
        });
        if (name.equals(MEMORIES)) {
            throw ofMemories();
        }
    }

    /** What is said to whoever looks for documents among the memories. */
    static SpaceException ofMemories() {
        return new SpaceException("The space '" + MEMORIES
                + "' is the memory store's own: use 'holdfast memory', or 'holdfast space sync memories DIRECTORY'.");
    }

    static void requireDocument(String path) {
        if (!isDocument(path)) {
            throw new SpaceException("'" + shown(path)
                    + "' can't be the path of a document: give one inside the space, such as notes/monday.md, without"
                    + " '.', '..' or empty names in it.");
        }
    }

    /** What stands for a name in a message. */
    static String shown(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
