package dev.holdfast.testkit.sim.disk;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file: its bytes as everybody reads them, and those that were forced to the disk. */
final class FileNode extends Node {
    private byte[] bytes = {};
    private int size;
    private byte[] durable = {};
    private boolean dirty;
    private int links;
    private final List<DiskLock> locks = new ArrayList<>();

    FileNode(long number, FileTime now) {
        super(number, now);
    }

    List<DiskLock> locks() {
        return locks;
    }

    int links() {
        return links;
    }

    void linked(int change) {
        links += change;
    }

    int read(long position, ByteBuffer into) {
        if (position >= size) {
            return into.hasRemaining() ? -1 : 0;
        }
        int count = (int) Math.min(into.remaining(), size - position);
        into.put(bytes, (int) position, count);
        return count;
    }

    void write(long position, ByteBuffer from, int count) {
        int end = Math.toIntExact(position + count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        from.get(bytes, (int) position, count);
        size = Math.max(size, end);
        dirty = true;
    }

    void truncate(long length) {
        if (length < size) {
            Arrays.fill(bytes, (int) length, size, (byte) 0);
            size = (int) length;
            dirty = true;
        }
    }

    void force() {
        if (dirty) {
            durable = Arrays.copyOf(bytes, size);
            dirty = false;
        }
    }

    /** What was not forced is kept, lost, cut short or mixed with what was there before. */
    void crash(Random random) {
        locks.clear();
        if (!dirty) {
            return;
        }
        byte[] left = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, size);
            case 1 -> durable;
            case 2 -> Arrays.copyOf(bytes, random.nextInt(size + 1));
            default -> torn(random);
        };
        bytes = left;
        size = left.length;
        durable = left.clone();
        dirty = false;
    }

    private byte[] torn(Random random) {
        int block = 16 << random.nextInt(6);
        byte[] mixed = Arrays.copyOf(durable, size);
        for (int start = 0; start < size; start += block) {
            if (random.nextBoolean()) {
                System.arraycopy(bytes, start, mixed, start, Math.min(block, size - start));
            }
        }
        return mixed;
    }

    @Override
    boolean isDirectory() {
        return false;
    }

    @Override
    long size() {
        return size;
    }
}
