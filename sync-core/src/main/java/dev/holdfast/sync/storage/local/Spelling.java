package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells whether a name that a directory answers to is the one that its entry has. File systems that don't tell case or
 * Unicode forms apart, or know short names, answer to others too; whether one does differs from directory to directory,
 * so each is asked about each name, as cheaply as can be: nearly always it does not answer to another case of the name,
 * which settles the matter.
 */
final class Spelling {
    private final Folder folder;
    private boolean caseCounts;

    Spelling(Folder folder) {
        this.folder = folder;
    }

    /**
     * Whether the entry has exactly this name.
     *
     * @param attributes what the directory gave for the name
     */
    boolean isExact(String name, BasicFileAttributes attributes) throws IOException {
        boolean plain = isAscii(name) && name.indexOf('~') < 0;
        if (plain && caseCounts) {
            return true;
        }
        Set<String> variants = variants(name);
        for (String variant : variants) {
            if (leadsTo(variant, attributes)) {
                return isEntry(name, variant);
            }
        }
        caseCounts |= plain && !variants.isEmpty();
        boolean maybeShortName = variants.isEmpty() && name.indexOf('~') >= 0;
        return !maybeShortName || lists(name);
    }

    /** Whether the directory's own list has exactly this name. */
    boolean lists(String name) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        folder.names(entry -> found.compareAndSet(false, entry.equals(name)));
        return found.get();
    }

    /** Asks the platform for the entry's real name; where it only echoes what it is given, the list decides. */
    private boolean isEntry(String name, String variant) throws IOException {
        String real = realName(name);
        return real.equals(realName(variant)) ? real.equals(name) : lists(name);
    }

    private String realName(String name) throws IOException {
        Path real = folder.path().resolve(name).toRealPath().getFileName();
        return String.valueOf(real);
    }

    private boolean leadsTo(String variant, BasicFileAttributes attributes) throws IOException {
        try {
            return Objects.equals(folder.attributes(variant).fileKey(), attributes.fileKey());
        } catch (NoSuchFileException | InvalidPathException e) {
            return false;
        }
    }

    /** Other names that it would answer to if it did not tell them apart. */
    private static Set<String> variants(String name) {
        Set<String> variants = new LinkedHashSet<>();
        variants.add(swapAsciiCase(name));
        if (!isAscii(name)) {
            variants.add(name.toUpperCase(Locale.ROOT));
            variants.add(name.toLowerCase(Locale.ROOT));
            variants.add(Normalizer.normalize(name, Form.NFC));
            variants.add(Normalizer.normalize(name, Form.NFD));
            variants.add(name.replaceAll("\\p{Cf}", ""));
        }
        // A longer one is no name, and asking for it would fail.
        variants.removeIf(variant -> variant.isEmpty() || variant.equals(name) || isLongerThanNamesGet(variant));
        return variants;
    }

    private static String swapAsciiCase(String name) {
        StringBuilder swapped = new StringBuilder(name);
        for (int i = 0; i < swapped.length(); i++) {
            char c = swapped.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                swapped.setCharAt(i, (char) (c ^ 0x20));
            }
        }
        return swapped.toString();
    }

    private static boolean isLongerThanNamesGet(String variant) {
        return variant.getBytes(StandardCharsets.UTF_8).length > StorageKeys.MAX_SEGMENT;
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }
}
