package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageKeys;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names for an upload's files: flat, readable, valid for Akosha and unique, also where case does not count. A name is
 * the source's, a dot, and the path; where something had to be left out or replaced, part of a hash tells twins apart.
 * One instance for one upload; not thread-safe.
 */
final class FileNames {
    /** Leaves room for a hash and a suffix within the 255 that are allowed. */
    private static final int LONGEST_PLAIN = 160;

    private static final int SHORT_HASH = 8;
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_.-]");
    private static final Pattern DOTS = Pattern.compile("\\.{2,}|\\.$");
    private static final Pattern EXTENSION = Pattern.compile("(.*?)(\\.[a-zA-Z0-9]{1,10})?");

    private final Set<String> used = new HashSet<>();

    FileNames() {
        this(Set.of());
    }

    /** Without those that were given away before. */
    FileNames(Collection<String> taken) {
        used.add(UploadLayout.MANIFEST);
        used.add(UploadLayout.MEMORIES);
        taken.forEach(this::use);
    }

    String next(String source, String path, String suffix) {
        String wanted = source + "." + path;
        String plain = plain(wanted);
        if (plain.equals(wanted) && StorageKeys.isValid(plain + suffix) && use(plain + suffix)) {
            return plain + suffix;
        }
        String hash = Hashes.of((source + "\0" + path).getBytes(StandardCharsets.UTF_8));
        String readable = with(hash.substring(0, SHORT_HASH), plain) + suffix;
        if (use(readable)) {
            return readable;
        }
        String unique = with(hash, plain) + suffix;
        for (int more = 2; !use(unique); more++) {
            unique = with(hash + "-" + more, plain) + suffix;
        }
        return unique;
    }

    private boolean use(String name) {
        return used.add(name.toLowerCase(Locale.ROOT));
    }

    private static String plain(String wanted) {
        String allowed =
                DOTS.matcher(NOT_ALLOWED.matcher(wanted).replaceAll("_")).replaceAll("_");
        return allowed.length() <= LONGEST_PLAIN ? allowed : allowed.substring(allowed.length() - LONGEST_PLAIN);
    }

    /** Puts the hash before the extension, so that a file is still recognised by it. */
    private static String with(String hash, String name) {
        var parts = EXTENSION.matcher(name);
        String extension = parts.matches() && parts.group(2) != null ? parts.group(2) : "";
        String stem = name.substring(0, name.length() - extension.length());
        // The underscore keeps a name that begins like a device of Windows from being taken for one.
        String safe = StorageKeys.isValid(stem + extension) ? stem : "_" + stem;
        return safe + "-" + hash + extension;
    }
}
