package dev.holdfast.testkit.sim.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What a node was like when somebody looked. */
record DiskAttributes(long size, FileTime lastModifiedTime, boolean isDirectory, Object fileKey)
        implements BasicFileAttributes {
    static DiskAttributes of(Node node) {
        return new DiskAttributes(node.size(), node.modified(), node.isDirectory(), "(node=" + node.number() + ")");
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime;
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime;
    }

    @Override
    public boolean isRegularFile() {
        return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }
}
