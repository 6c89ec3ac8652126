package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives files second names, which never replace anything. */
public final class HardLinks {
    private HardLinks() {}

    /**
     * Gives a file a second name. The directory is not yet synced.
     *
     * @return false when that can't be done here; nothing has changed then
     * @throws FileAlreadyExistsException when the name is taken
     * @throws StorageException.Transient when the directory was swapped meanwhile
     */
    public static boolean link(Folder source, String name, Folder target, String targetName) throws IOException {
        try {
            Files.createLink(target.path().resolve(targetName), source.path().resolve(name));
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // FAT and some network folders have no hard links; if the failure was another one, it comes again when
            // the file is renamed.
            return false;
        }
        requireArrived(source.attributes(name), target, targetName);
        return true;
    }

    /** Java makes links by path only, so a directory swapped in that instant shows afterwards. */
    private static void requireArrived(BasicFileAttributes wanted, Folder target, String name) throws IOException {
        Object arrived;
        try {
            arrived = target.attributes(name).fileKey();
        } catch (NoSuchFileException e) {
            throw movedMeanwhile(target, e);
        }
        if (!Objects.equals(arrived, wanted.fileKey())) {
            throw movedMeanwhile(target, null);
        }
    }

    private static StorageException movedMeanwhile(Folder target, @Nullable IOException cause) {
        return new StorageException.Transient("The folder " + target.path() + " was changed meanwhile.", cause);
    }
}
