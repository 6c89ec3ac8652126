package dev.holdfast.testkit.sim.disk;

import java.nio.file.attribute.FileTime;

/** A file or directory, whatever its names. */
abstract sealed class Node permits FileNode, DirectoryNode {
    private final long number;
    private FileTime modified;

    Node(long number, FileTime now) {
        this.number = number;
        this.modified = now;
    }

    final long number() {
        return number;
    }

    final FileTime modified() {
        return modified;
    }

    final void touch(FileTime time) {
        modified = time;
    }

    abstract boolean isDirectory();

    abstract long size();

    @Override
    public final String toString() {
        return "#" + number;
    }
}
