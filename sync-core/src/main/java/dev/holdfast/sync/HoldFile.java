package dev.holdfast.sync;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.HoldMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The last hold that this home took for one mirror, in a file of the home. Whoever uses it has the mirror's lock. */
record HoldFile(Path file) implements HoldMemory {
    @Override
    public Optional<String> last() throws StorageException {
        try {
            return Optional.of(Files.readString(file)).filter(text -> !text.isBlank());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + file + " can't be read.", e);
        }
    }

    @Override
    public void keep(String token) throws StorageException {
        Path fresh = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(fresh, token);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StorageException.Permanent("The file " + file + " can't be written.", e);
        }
    }
}
