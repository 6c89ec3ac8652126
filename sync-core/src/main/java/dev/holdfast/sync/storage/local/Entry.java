package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a name in a directory.
 *
 * @param kind what it is
 * @param attributes not there when nothing is
 */
public record Entry(Kind kind, @Nullable BasicFileAttributes attributes) {
    /** What it is. */
    public enum Kind {
        NOTHING,
        /** Something that has another name, which this file system can't tell from this one. */
        TWIN,
        FILE,
        FOLDER,
        LINK,
        /** A pipe, a socket, a device. */
        SPECIAL
    }

    /** Looks at an entry. */
    public static Entry of(Folder folder, String name) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = folder.attributes(name);
        } catch (NoSuchFileException e) {
            return new Entry(Kind.NOTHING, null);
        }
        Kind kind = kind(attributes);
        boolean known = kind == Kind.LINK || isExact(folder, name, attributes);
        return new Entry(known ? kind : Kind.TWIN, attributes);
    }

    private static boolean isExact(Folder folder, String name, BasicFileAttributes attributes) throws IOException {
        try {
            return folder.spelling().isExact(name, attributes);
        } catch (NoSuchFileException e) {
            return true; // Removed since it was looked at: whatever it was, it was no twin that stays.
        }
    }

    static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.FOLDER;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.SPECIAL;
    }
}
