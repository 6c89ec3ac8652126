package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open file, or a directory opened to be forced. Fails as closed after a crash of its disk. */
final class DiskChannel extends FileChannel {
    private static final int COPY = 8192;

    private final SimDisk disk;
    private final Node node;
    private final Path path;
    private final int crashes;
    private final boolean writes;
    private final boolean reads;
    private final boolean appends;
    private final boolean syncs;
    private final boolean deletes;
    private long position;

    DiskChannel(SimDisk disk, Node node, Path path, Set<? extends OpenOption> options) {
        this.disk = disk;
        this.node = node;
        this.path = path;
        this.crashes = disk.crashes();
        this.appends = options.contains(StandardOpenOption.APPEND);
        this.writes = appends || options.contains(StandardOpenOption.WRITE);
        this.reads = !writes || options.contains(StandardOpenOption.READ);
        this.syncs = options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
        this.deletes = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            shorten(0);
        }
    }

    private FileNode file() throws IOException {
        requireOpen();
        if (node instanceof FileNode file) {
            return file;
        }
        throw new IOException("Is a directory");
    }

    private void requireOpen() throws IOException {
        if (!isOpen() || crashes != disk.crashes()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = read(into, position);
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        requireOpen();
        if (!reads) {
            throw new NonReadableChannelException();
        }
        disk.begin("read", node, path, from);
        return file().read(from, into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long total = 0;
        for (int index = offset; index < offset + length; index++) {
            int count = read(into[index]);
            if (count < 0) {
                return total == 0 ? -1 : total;
            }
            total += count;
        }
        return total;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = write(from, appends ? file().size() : position);
        position = appends ? file().size() : position + count;
        return count;
    }

    @Override
    public int write(ByteBuffer from, long to) throws IOException {
        requireOpen();
        if (!writes) {
            throw new NonWritableChannelException();
        }
        disk.begin("write", node, path, from.remaining());
        FileNode file = file();
        int count = disk.room(file, to, from.remaining());
        long before = file.size();
        file.write(to, from, count);
        disk.tree().grew(file, file.size() - before);
        file.touch(disk.now());
        if (syncs) {
            file.force();
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long total = 0;
        for (int index = offset; index < offset + length; index++) {
            total += write(from[index]);
        }
        return total;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public FileChannel position(long other) throws IOException {
        requireOpen();
        position = other;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return node.size();
    }

    @Override
    public FileChannel truncate(long length) throws IOException {
        requireOpen();
        if (!writes) {
            throw new NonWritableChannelException();
        }
        disk.begin("truncate", node, path, length);
        shorten(length);
        position = Math.min(position, length);
        return this;
    }

    private void shorten(long length) {
        if (node instanceof FileNode file) {
            long before = file.size();
            file.truncate(length);
            disk.tree().grew(file, file.size() - before);
            file.touch(disk.now());
        }
    }

    @Override
    public void force(boolean metadata) throws IOException {
        requireOpen();
        disk.begin("force", node, path, node.size());
        requireOpen();
        if (node instanceof FileNode file) {
            file.force();
        } else if (node instanceof DirectoryNode directory) {
            disk.tree().force(directory);
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, COPY));
        if (read(buffer, from) <= 0) {
            return 0;
        }
        return target.write(buffer.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, COPY));
        if (source.read(buffer) <= 0) {
            return 0;
        }
        buffer.flip();
        long written = 0;
        while (buffer.hasRemaining()) {
            written += write(buffer, to + written);
        }
        return written;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("no simulated file can be mapped");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        while (true) {
            FileLock lock = tryLock(from, size, shared);
            if (lock != null) {
                return lock;
            }
            disk.host().await("the lock on " + node, () -> isFree(from, size, shared));
        }
    }

    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        requireOpen();
        disk.begin("lock", node, path, from);
        FileNode file = file();
        Object process = disk.host().process();
        if (file.locks().stream().anyMatch(lock -> lock.isHeldBy(process) && lock.overlaps(from, size))) {
            throw new OverlappingFileLockException();
        }
        if (!isFree(from, size, shared)) {
            return null;
        }
        DiskLock lock = new DiskLock(this, file, process, from, size, shared);
        file.locks().add(lock);
        return lock;
    }

    private boolean isFree(long from, long size, boolean shared) {
        return !(node instanceof FileNode file)
                || file.locks().stream().noneMatch(lock -> lock.excludes(from, size, shared));
    }

    @Override
    protected void implCloseChannel() throws IOException {
        if (node instanceof FileNode file) {
            file.locks().removeIf(lock -> lock.acquiredBy() == this);
        }
        if (deletes && crashes == disk.crashes()) {
            disk.tree().delete(path);
        }
    }
}
