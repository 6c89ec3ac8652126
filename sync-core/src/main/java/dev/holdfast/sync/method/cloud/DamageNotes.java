package dev.holdfast.sync.method.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects that a restore or a check of this home found damaged, one key a line, so that the next sync does not take
 * them for good because they have the right size. Losing it costs another check.
 */
final class DamageNotes {
    static final String FILE_NAME = "damaged-objects";

    private static final Logger LOG = LoggerFactory.getLogger(DamageNotes.class);

    private final Path file;

    DamageNotes(Path home) {
        this.file = home.resolve(FILE_NAME);
    }

    /** Notes one. What was found is told to the user in any case, so failing to note it ends nothing. */
    void add(String key) {
        // Without a home there is nothing to sync either.
        if (Files.isDirectory(file.resolveSibling("")) && !keys().contains(key)) {
            write(Set.of(key), StandardOpenOption.APPEND);
        }
    }

    Set<String> keys() {
        try {
            return new HashSet<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            LOG.warn("What was found damaged can't be read from {}: check the remote again.", file, e);
            return Set.of();
        }
    }

    /** Forgets those that are replaced now. */
    void remove(Collection<String> replaced) {
        Set<String> keys = keys();
        if (!keys.isEmpty() && keys.removeAll(replaced)) {
            write(keys, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    private void write(Set<String> keys, StandardOpenOption how) {
        try {
            Files.write(file, keys, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            LOG.warn("What was found damaged can't be noted in {}.", file, e);
        }
    }
}
