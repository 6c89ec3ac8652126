package dev.holdfast.sync.tree;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the JDK's own look at a Unix file has, and gives away by name and in a map alone: to make that map for each
 * file is a quarter of the time of a look at a large folder. They are asked for right where they are, where that is allowed:
 * the jar opens the package to itself. Elsewhere, or should a JDK name them otherwise, {@link FolderStat} takes the map, and
 * sees the same. Thread-safe.
 */
final class UnixNumbers {
    private static final @Nullable Class<?> TYPE = type();

    // Constants, so that a call costs no more than one of Java's own.
    private static final MethodHandle CHANGED;
    private static final MethodHandle NUMBER;
    private static final MethodHandle DEVICE;
    private static final boolean AVAILABLE;

    static {
        MethodHandle changed = getter("ctime", FileTime.class);
        MethodHandle number = getter("ino", long.class);
        MethodHandle device = getter("dev", long.class);
        AVAILABLE = changed != null && number != null && device != null;
        CHANGED = changed == null ? none(FileTime.class) : changed;
        NUMBER = number == null ? none(long.class) : number;
        DEVICE = device == null ? none(long.class) : device;
    }

    private UnixNumbers() {}

    /** Whether this Java lets us ask for them. */
    static boolean available() {
        return AVAILABLE;
    }

    /** Whether these attributes are of the kind that has them; they can be had where they are available. */
    static boolean in(PosixFileAttributes attributes) {
        return attributes.getClass() == TYPE;
    }

    /** When the system itself last changed anything about the file. */
    static FileTime changed(PosixFileAttributes attributes) throws IOException {
        try {
            return (FileTime) CHANGED.invokeExact(attributes);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw untold(e);
        }
    }

    /** The file's number on its disk. */
    static long number(PosixFileAttributes attributes) throws IOException {
        try {
            return (long) NUMBER.invokeExact(attributes);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw untold(e);
        }
    }

    /** The disk's number. */
    static long device(PosixFileAttributes attributes) throws IOException {
        try {
            return (long) DEVICE.invokeExact(attributes);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw untold(e);
        }
    }

    private static IOException untold(Throwable cause) {
        return new IOException("This Java does not tell a file's numbers.", cause);
    }

    private static @Nullable Class<?> type() {
        try {
            return Class.forName("sun.nio.fs.UnixFileAttributes");
        } catch (ClassNotFoundException e) {
            return null; // Another platform.
        }
    }

    private static @Nullable MethodHandle getter(String name, Class<?> result) {
        if (TYPE == null) {
            return null;
        }
        try {
            return MethodHandles.privateLookupIn(TYPE, MethodHandles.lookup())
                    .findVirtual(TYPE, name, MethodType.methodType(result))
                    .asType(type(result));
        } catch (ReflectiveOperationException e) {
            return null; // Not open to us, or not there.
        }
    }

    private static MethodHandle none(Class<?> result) {
        return MethodHandles.empty(type(result));
    }

    private static MethodType type(Class<?> result) {
        return MethodType.methodType(result, PosixFileAttributes.class);
    }
}
