package dev.holdfast.sync.state;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** File attributes that keep other users of the machine out, where the file system knows such a thing. */
public final class OwnerOnly {
    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    /** For a directory that is made at this path. */
    public static FileAttribute<?>[] directory(Path path) {
        return attributes(path.getFileSystem(), "rwx------");
    }

    /** For a file that is made at this path. */
    public static FileAttribute<?>[] file(Path path) {
        return attributes(path.getFileSystem(), "rw-------");
    }

    private static FileAttribute<?>[] attributes(FileSystem fileSystem, String permissions) {
        if (!fileSystem.supportedFileAttributeViews().contains("posix")) {
            return NONE;
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
