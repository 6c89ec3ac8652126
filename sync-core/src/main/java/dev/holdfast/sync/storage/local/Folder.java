package dev.holdfast.sync.storage.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open, and what is done to the entries right in it. Where the platform has secure directory streams,
 * everything but making directories and links goes through the open directory: one that is meanwhile swapped for a
 * symbolic link leads nobody astray. Names are single segments. Nothing follows a link. Used by one thread.
 */
public abstract class Folder implements Closeable {
    private static final Set<PosixFilePermission> PRIVATE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path path;
    private final Spelling spelling = new Spelling(this);

    Folder(Path path) {
        this.path = path;
    }

    /** Opens the root, which may itself be a link. */
    @SuppressWarnings("StreamResourceLeak") // The folder keeps the stream and closes it.
    public static Folder open(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureFolder(root, secure);
        }
        stream.close();
        return new PathFolder(root);
    }

    /** Where it was when it was opened. */
    public final Path path() {
        return path;
    }

    /** Which of the names it answers to its entries really have. */
    final Spelling spelling() {
        return spelling;
    }

    /** Its own attributes. */
    public abstract BasicFileAttributes attributes() throws IOException;

    /** An entry's attributes. */
    public abstract BasicFileAttributes attributes(String name) throws IOException;

    /** A way to more of an entry's attributes, and to set them; null where the platform has none. */
    public abstract <V extends FileAttributeView> @Nullable V view(String name, Class<V> type);

    /** Opens an entry that is known to be a directory. */
    public abstract Folder open(String name) throws IOException;

    /** Opens an entry that is known to be a file, or a new one. */
    public final FileChannel channel(String name, OpenOption... options) throws IOException {
        return channel(name, Set.of(options));
    }

    /** Opens a new file that its owner alone may read, where the platform can tell users apart so. */
    public final FileChannel createPrivate(String name) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? channel(name, options, PosixFilePermissions.asFileAttribute(PRIVATE))
                : channel(name, options);
    }

    abstract FileChannel channel(String name, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException;

    /** Removes an entry that is no directory. */
    public abstract void deleteFile(String name) throws IOException;

    /** Removes a directory that is empty. */
    public abstract void deleteDirectory(String name) throws IOException;

    /** Gives a file another name in one step, here or elsewhere; a file of that name is replaced. */
    public abstract void rename(String name, Folder target, String targetName) throws IOException;

    /** Opens the directory itself, to be synced. */
    abstract FileChannel self() throws IOException;

    /** Puts the entries on disk, where the platform lets one open a directory. */
    public final void sync() throws IOException {
        FileChannel channel;
        try {
            channel = self();
        } catch (IOException e) {
            if (LocalStorage.numbersFiles(path)) {
                throw e;
            }
            return; // Windows opens no directories; its file system journals entries without being asked.
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** A fresh look at the entries. */
    public abstract DirectoryStream<Path> entries() throws IOException;

    /** Calls the visitor with each name, in no order. Names that are no text of this platform are left out. */
    public final void names(Consumer<String> visitor) throws IOException {
        try (DirectoryStream<Path> entries = entries()) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null && isText(name)) {
                    visitor.accept(name.toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether a name is text: bytes that are none show as replacement characters, which lead to another file or to none. */
    public final boolean isText(Path name) {
        String text = name.toString();
        return text.indexOf('\ufffd') < 0 || path.getFileSystem().getPath(text).equals(name);
    }
}
