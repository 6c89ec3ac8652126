package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names for the copies that conflicts leave: {@code report (conflict 1a2b3c4d).md}. They follow from the content, so that
 * the same conflict has the same name on every machine, and are never one that is there already. A copy is a file like any
 * other from then on; one of a copy has the same form, not a longer one.
 */
public final class ConflictNames {
    private static final int MAX_NAME = 255;
    private static final int MAX_PATH = 1024;
    private static final int MAX_EXTENSION = 16;
    private static final Pattern MARK = Pattern.compile(" \\(conflict [0-9a-f]{8}( [0-9]+)?\\)");

    private ConflictNames() {}

    /** Whether a path is named like a copy. */
    static boolean isCopy(String path) {
        return path.indexOf('(') >= 0 && MARK.matcher(Names.name(path)).find();
    }

    /** A free path for a copy: in the same directory, or, where it would be too long, in the next one above. */
    static Node copyOf(Pair pair, Spelling spelling, Node node, TreeEntry entry) {
        String name = Names.name(entry.path());
        String mark = mark(entry);
        Node directory = node.parent;
        while (directory != null && bytes(spelling.target(directory)) + 1 + MAX_NAME > MAX_PATH) {
            directory = directory.parent;
        }
        for (int number = 1; ; number++) {
            String candidate = candidate(name, mark, number);
            if (!pair.isTaken(pair.key(path(directory, candidate)))) {
                return pair.add(directory, candidate);
            }
        }
    }

    /**
     * A path for a copy, beside the file itself.
     *
     * @param entry the file that shall have the name
     * @param number 1, or a higher one when the path for the one before is taken
     */
    public static String beside(String path, TreeEntry entry, int number) {
        return Names.join(Names.parent(path), candidate(Names.name(path), mark(entry), number));
    }

    private static String path(@Nullable Node directory, String name) {
        return directory == null ? name : directory.key + "/" + name;
    }

    private static String candidate(String name, String mark, int number) {
        Matcher marked = MARK.matcher(name);
        String plain = marked.find() ? marked.replaceFirst("") : name;
        int dot = plain.lastIndexOf('.');
        boolean extended = dot > 0 && plain.length() - dot <= MAX_EXTENSION;
        String extension = extended ? plain.substring(dot) : "";
        String stem = extended ? plain.substring(0, dot) : plain;
        String suffix = " (conflict " + mark + (number > 1 ? " " + number : "") + ")" + extension;
        return shortened(stem, MAX_NAME - bytes(suffix)) + suffix;
    }

    private static String shortened(String stem, int most) {
        String rest = stem;
        while (bytes(rest) > most) {
            rest = rest.substring(0, rest.offsetByCodePoints(rest.length(), -1));
        }
        return rest;
    }

    private static String mark(TreeEntry entry) {
        String hash = entry.hash();
        if (hash != null && hash.length() >= 8) {
            return hash.substring(0, 8);
        }
        long known = entry.size() * 31 + entry.modified().hashCode();
        return Long.toHexString((1L << 32) | (known & 0xffffffffL)).substring(1);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
