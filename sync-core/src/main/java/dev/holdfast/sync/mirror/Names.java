package dev.holdfast.sync.mirror;

import java.text.Normalizer;
import java.util.Locale;

/** Paths cut apart, and names made comparable where a side does not tell them apart by case. */
final class Names {
    private Names() {}

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String join(String parent, String name) {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    /** Equal for all spellings that one file system takes for the same: those that keep case apart keep forms apart too. */
    static String fold(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c > 127) {
                return foldAll(path);
            }
            if (c >= 'A' && c <= 'Z') {
                return foldRest(path);
            }
        }
        return path;
    }

    private static String foldRest(String path) {
        return path.chars().allMatch(c -> c < 128) ? path.toLowerCase(Locale.ROOT) : foldAll(path);
    }

    private static String foldAll(String path) {
        String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
        String lower = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC);
    }
}
