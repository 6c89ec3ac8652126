package dev.holdfast.sync.space;

import dev.holdfast.sync.memory.NewMemory;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The names of memories' files: those that they get by themselves, which every file system takes, and which others fit. */
final class MemoryNames {
    private static final String END = ".md";
    private static final int FIRST_CHARACTERS = 300;
    private static final int MOST_WORDS = 6;
    private static final int MOST_BYTES = 100;
    private static final int SHORT_ID = 6;

    /** What joins no word, and what would combine with it. */
    private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{N}\\p{M}_][^\\p{L}\\p{N}_]*|^\\p{M}+");

    private static final Pattern ENDS = Pattern.compile("^-+|-+$");

    /** Windows takes these for devices. */
    private static final Pattern DEVICE =
            Pattern.compile("con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]", Pattern.CASE_INSENSITIVE);

    private MemoryNames() {}

    /** Whether a file of this name can be a memory, or a directory hold some: Markdown, and nothing behind a dot. */
    static boolean fits(String path, boolean directory) {
        if (path.startsWith(".") || path.contains("/.")) {
            return false;
        }
        int end = path.length() - END.length();
        return directory
                || (end > 0 && path.charAt(end - 1) != '/' && path.regionMatches(true, end, END, 0, END.length()));
    }

    /** Equal for all spellings that one file system or another takes for the same. */
    static String fold(String path) {
        String lower = Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String join(String parent, String name) {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    /** The category that a new file's place tells: its topmost directory; the usual one at the root. */
    static String category(String path) {
        int slash = path.indexOf('/');
        boolean tells = slash > 0 && slash <= NewMemory.MOST_CATEGORY;
        return tells ? path.substring(0, slash) : NewMemory.USUAL_CATEGORY;
    }

    /** The directory that memories of a category get. */
    static String directory(String category) {
        String plain = cut(dashed(category), MOST_BYTES);
        if (plain.isEmpty()) {
            return "memories";
        }
        return DEVICE.matcher(plain).matches() ? plain + "_" : plain;
    }

    /**
     * A name that no other file has.
     *
     * @param words what the memory says, as far as that may show; empty when it may not
     * @param taken tells of a name whether another file has it
     */
    static String file(String id, String words, Predicate<String> taken) {
        String beginning = beginning(words);
        String first = beginning.isEmpty() ? "memory" : beginning;
        String name = first + "-" + id.substring(Math.max(0, id.length() - SHORT_ID)) + END;
        for (int number = 1; taken.test(name); number++) {
            name = first + "-" + id + (number == 1 ? "" : "-" + number) + END;
        }
        return name;
    }

    private static String beginning(String words) {
        String first = words.substring(0, Math.min(words.length(), FIRST_CHARACTERS));
        String[] each = dashed(first).toLowerCase(Locale.ROOT).split("-", MOST_WORDS + 1);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < Math.min(each.length, MOST_WORDS); i++) {
            all.append(i == 0 ? "" : "-").append(each[i]);
        }
        return cut(all.toString(), MOST_BYTES);
    }

    private static String dashed(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFC);
        return ENDS.matcher(APART.matcher(plain).replaceAll("-")).replaceAll("");
    }

    private static String cut(String text, int bytes) {
        String shorter = text;
        while (shorter.getBytes(StandardCharsets.UTF_8).length > bytes) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter.endsWith("-") ? shorter.substring(0, shorter.length() - 1) : shorter;
    }
}
