package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.Entry;
import dev.holdfast.sync.storage.local.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file system shows of a file, in one look. The identity is the file's number, with the disk's where that is another
 * than the root's: disks get other numbers when they are mounted again. The version has the time at which the system itself
 * last changed anything about the file, where it tells, which nobody can set. Thread-safe.
 */
final class FolderStat {
    /** No more than is used: each of these takes a part of the time in which a large folder is looked at. */
    private static final String UNIX = "unix:mode,size,lastModifiedTime,ctime,ino,dev";

    private static final String UNIX_WITH_KEY = UNIX + ",fileKey";
    private static final int KIND = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;

    private final Path root;
    private final boolean unix;
    private volatile @Nullable Long disk;

    FolderStat(Path root) {
        this.root = root;
        this.unix = root.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** What stands between the names of a path. */
    String separator() {
        return root.getFileSystem().getSeparator();
    }

    /** What is at a path, by its path alone. */
    Facts read(Path file) throws IOException {
        if (!unix) {
            return readBasic(basic(file));
        }
        if (!UnixNumbers.available()) {
            return readNames(file);
        }
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return UnixNumbers.in(attributes) ? readNumbers(attributes) : readNames(file);
    }

    /** The same, by names alone. */
    Facts readNames(Path file) throws IOException {
        return readUnix(attributes(file, UNIX));
    }

    private Facts readNumbers(PosixFileAttributes attributes) throws IOException {
        if (attributes.isDirectory()) {
            return Facts.directory();
        }
        return facts(
                attributes.isRegularFile(),
                attributes.size(),
                attributes.lastModifiedTime(),
                UnixNumbers.changed(attributes),
                UnixNumbers.number(attributes),
                UnixNumbers.device(attributes));
    }

    /** What is right in a directory that is held open; null when nothing is. */
    @Nullable
    TreeEntry look(Folder folder, String name, String path) throws IOException {
        BasicFileAttributes held = Entry.of(folder, name).attributes();
        if (held == null) {
            return null;
        }
        Path file = folder.path().resolve(name);
        try {
            Map<String, Object> attributes = unix ? attributes(file, UNIX_WITH_KEY) : Map.of();
            BasicFileAttributes basic = unix ? held : basic(file);
            Object key = unix ? attributes.get("fileKey") : basic.fileKey();
            if (!Objects.equals(key, held.fileKey())) {
                throw new StorageException.PreconditionFailed("What is at " + path + " was just replaced.", null);
            }
            return (unix ? readUnix(attributes) : readBasic(basic)).entry(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Gives a file the permissions of another one, where the platform has them. */
    static void copyPermissions(Folder from, String name, Folder to, String toName) throws IOException {
        PosixFileAttributeView old = from.view(name, PosixFileAttributeView.class);
        PosixFileAttributeView fresh = to.view(toName, PosixFileAttributeView.class);
        if (old != null && fresh != null) {
            fresh.setPermissions(old.readAttributes().permissions());
        }
    }

    private static Map<String, Object> attributes(Path file, String names) throws IOException {
        return Files.readAttributes(file, names, LinkOption.NOFOLLOW_LINKS);
    }

    private static BasicFileAttributes basic(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Facts readUnix(Map<String, Object> attributes) throws IOException {
        int kind = (Integer) Objects.requireNonNull(attributes.get("mode")) & KIND;
        if (kind == DIRECTORY) {
            return Facts.directory();
        }
        return facts(
                kind == FILE,
                (Long) Objects.requireNonNull(attributes.get("size")),
                (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime")),
                (FileTime) Objects.requireNonNull(attributes.get("ctime")),
                (Long) Objects.requireNonNull(attributes.get("ino")),
                (Long) Objects.requireNonNull(attributes.get("dev")));
    }

    private Facts facts(boolean file, long size, FileTime modified, FileTime changed, long number, long device)
            throws IOException {
        return new Facts(
                file ? EntryKind.FILE : EntryKind.OTHER,
                file ? size : 0,
                modified,
                changed.to(TimeUnit.NANOSECONDS),
                number,
                device == rootDisk() ? 0 : device,
                null);
    }

    private long rootDisk() throws IOException {
        Long known = disk;
        if (known == null) {
            known = (Long) Files.getAttribute(root, "unix:dev");
            disk = known;
        }
        return known;
    }

    private static Facts readBasic(BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return Facts.directory();
        }
        boolean file = attributes.isRegularFile();
        Object key = attributes.fileKey();
        return new Facts(
                file ? EntryKind.FILE : EntryKind.OTHER,
                file ? attributes.size() : 0,
                attributes.lastModifiedTime(),
                Facts.NOT_TOLD,
                0,
                0,
                key == null ? null : key.toString());
    }
}
