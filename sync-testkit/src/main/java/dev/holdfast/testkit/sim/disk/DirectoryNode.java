package dev.holdfast.testkit.sim.disk;

import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory: its names as everybody sees them, and those that would be left after a crash for certain. */
final class DirectoryNode extends Node {
    /** In order of creation: names may be random, the order of a listing must not be. */
    private Map<String, Node> entries = new LinkedHashMap<>();

    private final Map<String, Node> durable = new LinkedHashMap<>();
    private boolean writable = true;

    DirectoryNode(long number, FileTime now) {
        super(number, now);
    }

    Map<String, Node> entries() {
        return entries;
    }

    boolean isWritable() {
        return writable;
    }

    void setWritable(boolean allowed) {
        writable = allowed;
    }

    void set(String name, @Nullable Node node) {
        change(entries, name, node);
    }

    void setDurable(String name, @Nullable Node node) {
        change(durable, name, node);
    }

    void crash() {
        entries = new LinkedHashMap<>(durable);
    }

    private static void change(Map<String, Node> map, String name, @Nullable Node node) {
        if (node == null) {
            map.remove(name);
        } else {
            map.put(name, node);
        }
    }

    @Override
    boolean isDirectory() {
        return true;
    }

    @Override
    long size() {
        return 0;
    }
}
