package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A disk in memory behind a real {@link java.nio.file.FileSystem}: code that works with {@link Path}s runs on it as it is.
 *
 * <p>It promises what POSIX does and no more. At a {@link #crash} the bytes of a file that were not forced are kept,
 * lost, cut short or torn; a change of a directory (a name made, moved or removed) that was not followed by forcing that
 * directory is kept or lost, each by itself, a move whole. What was forced stays. Everything else, the choice of what is
 * lost included, follows from the calls and the seed.
 *
 * <p>There are no symbolic links and no permissions beyond {@link #setWritable}; names are told apart by case. Not
 * thread-safe: the host lets one thread run at a time.
 */
public final class SimDisk {
    static final String NO_SPACE = "No space left on device";
    private static final String IO_ERROR = "Input/output error";
    private static final String READ_ONLY = "Read-only file system";

    private final DiskHost host;
    private final int hashSeed;
    private final DiskProvider provider = new DiskProvider(this);
    private final DiskFileSystem files;
    private final DiskFaults faults = new DiskFaults();
    private final DiskTree tree;
    private long capacity = 1L << 40;
    private boolean readOnly;
    private int crashes;
    private int views;

    /** An empty disk. */
    public SimDisk(DiskHost host) {
        this(host, 0);
    }

    /**
     * An empty disk with hash codes of its own for paths. Code that keeps paths in static tables would otherwise fill them
     * with equal hashes, disk after disk.
     */
    public SimDisk(DiskHost host, int hashSeed) {
        this.host = host;
        this.hashSeed = hashSeed;
        this.tree = new DiskTree(this);
        this.files = newView();
    }

    private DiskFileSystem newView() {
        return new DiskFileSystem(this, provider, hashSeed + views++);
    }

    /** A path on this disk, such as {@code /home/notes}. */
    public Path path(String absolute) {
        return files.getPath(absolute);
    }

    /**
     * A path as a new process sees it: never equal to another process's, so that what code keeps by path in static fields
     * does not pass from one simulated process to the next.
     */
    public Path pathForNewProcess(String absolute) {
        return newView().getPath(absolute);
    }

    /** What it shall suffer, and how much it has been used. */
    public DiskFaults faults() {
        return faults;
    }

    /** How many bytes of files it holds at most; 1 TiB when nothing else is said. */
    public void setCapacity(long bytes) {
        capacity = bytes;
    }

    /** Whether it refuses every change. */
    public void setReadOnly(boolean yes) {
        readOnly = yes;
    }

    /** Whether names in the directory may be made, moved and removed. */
    public void setWritable(Path directory, boolean allowed) throws IOException {
        tree.directory(directory).setWritable(allowed);
    }

    /** The power fails: what was not forced is decided by the random numbers. Channels and locks are gone. */
    public void crash(Random random) {
        crashes++;
        tree.crash(random);
    }

    /** A process was killed: its locks are free, everything that it wrote is there. */
    public void released(Object process) {
        Set<FileNode> all = new TreeSet<>(java.util.Comparator.comparingLong(Node::number));
        tree.collect(all);
        all.forEach(file -> file.locks().removeIf(lock -> lock.isHeldBy(process)));
    }

    DiskTree tree() {
        return tree;
    }

    DiskHost host() {
        return host;
    }

    int crashes() {
        return crashes;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    long capacity() {
        return capacity;
    }

    long free() {
        return faults.isFull() ? 0 : Math.max(0, capacity - tree.used());
    }

    FileTime now() {
        return FileTime.from(host.clock().instant());
    }

    /** Stands before every operation on a name. */
    void begin(String operation, Path path) throws IOException {
        if (fails(() -> operation + " " + tree.describe(path), () -> operation + " " + path)) {
            throw new FileSystemException(path.toString(), null, IO_ERROR);
        }
    }

    /** Stands before every operation on two names. */
    void begin(String operation, Path from, Path to) throws IOException {
        if (fails(
                () -> operation + " " + tree.describe(from) + " " + tree.describe(to),
                () -> operation + " " + from + " " + to)) {
            throw new FileSystemException(from.toString(), to.toString(), IO_ERROR);
        }
    }

    /** Stands before every operation on an open file. */
    void begin(String operation, Node node, Path path, long number) throws IOException {
        if (fails(() -> operation + " " + node + " " + number, () -> operation + " " + path + " " + number)) {
            throw new IOException(IO_ERROR);
        }
    }

    private boolean fails(Supplier<String> event, Supplier<String> detail) {
        host.step(event, detail);
        if (!faults.delay().isZero()) {
            host.sleep(faults.delay());
        }
        return faults.failsNow();
    }

    /** Ends an operation that would change names in the directory when it may not. */
    void requireWritable(DirectoryNode directory, Path path) throws IOException {
        if (readOnly) {
            throw new FileSystemException(path.toString(), null, READ_ONLY);
        }
        if (!directory.isWritable()) {
            throw new AccessDeniedException(path.toString());
        }
    }

    /** Ends an operation that needs room for a name when there is none. */
    void requireRoom(Path path) throws IOException {
        if (faults.fitting(1) == 0 || free() == 0) {
            throw new FileSystemException(path.toString(), null, NO_SPACE);
        }
    }

    /** How many of the bytes can be written; at least one. */
    int room(FileNode file, long position, int wanted) throws IOException {
        if (readOnly) {
            throw new IOException(READ_ONLY);
        }
        long growth = Math.max(0, position + wanted - file.size());
        long lacking = Math.max(0, growth - (capacity - tree.used()));
        int fitting = (int) Math.min(faults.fitting(wanted), Math.max(0, wanted - lacking));
        if (fitting == 0 && wanted > 0) {
            throw new IOException(NO_SPACE);
        }
        return fitting;
    }
}
