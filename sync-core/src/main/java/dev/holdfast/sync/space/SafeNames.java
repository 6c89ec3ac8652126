package dev.holdfast.sync.space;

import dev.holdfast.sync.hash.Hashes;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that every usual file system can hold, and nothing reads anything else into. */
final class SafeNames {
    private static final Pattern UNSAFE = Pattern.compile("[\\x00-\\x1f\\x7f<>:\"/\\\\|?*]");
    private static final Pattern DEVICE = Pattern.compile(
            "(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)(\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final Set<Character> UNSAFE_ENDS = Set.of('.', ' ');
    private static final String OURS = ".holdfast-";

    /** Below what file systems take, so that a mark and a sidecar's ending have room behind it. */
    private static final int MOST_BYTES = 180;

    private static final int DIGEST = 8;

    private SafeNames() {}

    /** The name itself, where it is safe; else one that is like it. */
    static String of(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        while (!safe.isEmpty() && UNSAFE_ENDS.contains(safe.charAt(safe.length() - 1))) {
            safe = safe.substring(0, safe.length() - 1) + "_";
        }
        boolean reserved =
                DEVICE.matcher(safe).matches() || safe.toLowerCase(Locale.ROOT).startsWith(OURS);
        return shortened(reserved ? "_" + safe : safe, name);
    }

    private static String shortened(String safe, String name) {
        if (bytes(safe) <= MOST_BYTES) {
            return safe;
        }
        String end = extension(safe);
        String mark = "~" + Hashes.of(name).substring(0, DIGEST);
        String kept = bytes(end) > MOST_BYTES / 2 ? "" : end;
        StringBuilder beginning = new StringBuilder();
        int room = MOST_BYTES - bytes(mark) - bytes(kept);
        for (int point : stem(safe).codePoints().toArray()) {
            String each = Character.toString(point);
            room -= bytes(each);
            if (room < 0) {
                break;
            }
            beginning.append(each);
        }
        return beginning + mark + kept;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The name with a mark before its extension. */
    static String marked(String name, String mark) {
        return stem(name) + "~" + mark + extension(name);
    }

    /** The name without its extension. */
    static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String extension(String name) {
        return name.substring(stem(name).length());
    }

    /** Equal for names that some file system takes for one. */
    static String key(String path) {
        String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
        return Normalizer.normalize(composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
