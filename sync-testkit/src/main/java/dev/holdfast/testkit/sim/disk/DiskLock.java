package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/** A lock on a part of a file, held by a process through a channel. */
final class DiskLock extends FileLock {
    private final FileNode file;
    private final Object process;

    DiskLock(FileChannel channel, FileNode file, Object process, long position, long size, boolean shared) {
        super(channel, position, size, shared);
        this.file = file;
        this.process = process;
    }

    boolean isHeldBy(Object other) {
        return process == other;
    }

    boolean excludes(long position, long size, boolean shared) {
        return overlaps(position, size) && !(isShared() && shared);
    }

    @Override
    public boolean isValid() {
        return acquiredBy().isOpen() && file.locks().contains(this);
    }

    @Override
    public void release() throws IOException {
        if (!acquiredBy().isOpen()) {
            throw new ClosedChannelException();
        }
        file.locks().remove(this);
    }
}
