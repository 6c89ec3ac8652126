package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Tells this home from any other one, also from one that goes by the same system id. Chance made it, so it says nothing of
 * the machine or its user.
 */
final class MachineId {
    /** Not copied by a sync of the home, and not brought back by a restore: a copy of this home is another one. */
    static final String FILE_NAME = "machine-id";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    private MachineId() {}

    /** This home's, made now if there is none yet. */
    static String of(Path home, RandomGenerator random) throws StorageException {
        Path file = home.resolve(FILE_NAME);
        try {
            Optional<String> there = read(file);
            if (there.isPresent()) {
                return there.get();
            }
            Files.createDirectories(home);
            String made = HexFormat.of().toHexDigits(random.nextLong());
            try {
                Files.writeString(file, made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // Another process of this home was faster, or the file is damaged and made anew.
                Optional<String> theirs = read(file);
                if (theirs.isPresent()) {
                    return theirs.get();
                }
                Files.writeString(file, made);
            }
            return made;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + file + " can't be read or written.", e);
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).trim())
                    .filter(text -> FORM.matcher(text).matches());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
