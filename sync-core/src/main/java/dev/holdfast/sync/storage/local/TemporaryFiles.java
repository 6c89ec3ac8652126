package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files that puts write to, in {@link StorageKeys#RESERVED}. The name tells below which prefixes the object would lie, by
 * a hash of each, so that {@link #sweep} finds those of one prefix; levels for which a name has no room left are found
 * by shorter prefixes only. Two prefixes of one hash are no danger: nothing but leftovers is ever removed.
 */
final class TemporaryFiles {
    private static final String PREFIX = StorageKeys.RESERVED + "/";
    private static final String SUFFIX = ".tmp";
    private static final HexFormat HEX = HexFormat.of();
    private static final int ID = 36;
    private static final int HASH = 8;
    private static final int LEVELS = 24;

    private final LocalLayout layout;

    TemporaryFiles(LocalLayout layout) {
        this.layout = layout;
    }

    /** Makes an empty file for the object of a key. */
    TemporaryFile create(String key) throws IOException {
        return createWith(hashes(key));
    }

    /** Makes an empty file with this in its name. */
    TemporaryFile createWith(String namePart) throws IOException {
        Folder folder = layout.make(PREFIX);
        try {
            return new TemporaryFile(folder, UUID.randomUUID() + namePart + SUFFIX);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Removes those below the prefix that nothing was written to for so long, by the file system's own clock. */
    int sweep(String prefix, Duration idle) throws IOException {
        if (!hasLeftovers()) {
            return 0;
        }
        try (TemporaryFile clock = create("")) {
            return sweep(prefix, idle, clock);
        }
    }

    /** The same, with a file that was made just now and stays. */
    int sweep(String prefix, Duration idle, TemporaryFile clock) throws IOException {
        Folder folder = clock.folder();
        Instant limit = clock.attributes().lastModifiedTime().toInstant().minus(idle);
        List<String> leftovers = new ArrayList<>();
        folder.names(name -> {
            if (name.endsWith(SUFFIX) && !name.equals(clock.name()) && isBelow(prefix, name)) {
                leftovers.add(name);
            }
        });
        int removed = 0;
        for (String name : leftovers) {
            BasicFileAttributes attributes = attributes(folder, name);
            if (attributes != null
                    && !attributes.lastModifiedTime().toInstant().isAfter(limit)
                    && TemporaryFile.discard(folder, name)) {
                removed++;
            }
        }
        return removed;
    }

    /** Whether there is anything to look at; a storage that was never written to stays so. */
    private boolean hasLeftovers() throws IOException {
        try (Folder folder = layout.find(PREFIX)) {
            return folder != null;
        }
    }

    private static @Nullable BasicFileAttributes attributes(Folder folder, String name) throws IOException {
        try {
            return folder.attributes(name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean isBelow(String prefix, String name) {
        if (prefix.isEmpty()) {
            return true;
        }
        String wanted = hashes(prefix);
        int levels = (int) prefix.chars().filter(c -> c == '/').count();
        return levels <= LEVELS && name.startsWith(wanted.substring(HASH * (levels - 1)), ID + HASH * (levels - 1));
    }

    private static String hashes(String key) {
        StringBuilder hashes = new StringBuilder();
        int slash = key.indexOf('/');
        for (int level = 0; slash >= 0 && level < LEVELS; level++) {
            hashes.append(HEX.toHexDigits(key.substring(0, slash + 1).hashCode()));
            slash = key.indexOf('/', slash + 1);
        }
        return hashes.toString();
    }

    /** What to say when a temporary file is gone before it was given its name. */
    static StorageException sweptMeanwhile(String key, IOException failure) {
        return new StorageException.Transient(
                "What was written of " + key + " was removed before it was finished: try again.", failure);
    }
}
