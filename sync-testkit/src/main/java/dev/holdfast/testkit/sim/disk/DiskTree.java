package dev.holdfast.testkit.sim.disk;

import dev.holdfast.testkit.sim.disk.DiskJournal.Edit;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names on a disk, and what can be done with them. Failures are those that Java shows on Linux. */
final class DiskTree {
    private static final int MAX_NAME = 255;

    private final SimDisk disk;
    private final DiskJournal journal = new DiskJournal();
    private final DirectoryNode root;
    private long nodes;
    private long used;

    DiskTree(SimDisk disk) {
        this.disk = disk;
        this.root = new DirectoryNode(nodes, disk.now());
    }

    long used() {
        return used;
    }

    void grew(FileNode file, long bytes) {
        if (file.links() > 0) {
            used += bytes;
        }
    }

    void force(DirectoryNode directory) {
        journal.force(directory);
    }

    void crash(Random random) {
        journal.crash(random);
        Set<FileNode> left = new TreeSet<>(java.util.Comparator.comparingLong(Node::number));
        crash(root, left);
        left.forEach(file -> file.crash(random));
        used = left.stream().mapToLong(FileNode::size).sum();
    }

    private static void crash(DirectoryNode directory, Set<FileNode> left) {
        directory.crash();
        for (Node node : directory.entries().values()) {
            if (node instanceof DirectoryNode below) {
                crash(below, left);
            } else if (node instanceof FileNode file) {
                if (left.add(file)) {
                    file.linked(-file.links());
                }
                file.linked(1);
            }
        }
    }

    void collect(Collection<FileNode> files) {
        collect(root, files);
    }

    private static void collect(DirectoryNode directory, Collection<FileNode> files) {
        for (Node node : directory.entries().values()) {
            if (node instanceof DirectoryNode below) {
                collect(below, files);
            } else if (node instanceof FileNode file) {
                files.add(file);
            }
        }
    }

    /** The path in numbers, which are the same in every run also where names are random. */
    String describe(Path path) {
        List<String> way = DiskPath.way(path);
        Node node = root;
        String parent = "";
        for (int depth = 0; depth < way.size(); depth++) {
            Node next = node instanceof DirectoryNode directory
                    ? directory.entries().get(way.get(depth))
                    : null;
            if (next == null) {
                return depth == way.size() - 1 ? node + "/-" : "-";
            }
            parent = node + "/";
            node = next;
        }
        return parent + node;
    }

    Node find(Path path) throws IOException {
        return find(DiskPath.way(path), path);
    }

    private Node find(List<String> way, Path path) throws IOException {
        Node node = root;
        for (String name : way) {
            if (!(node instanceof DirectoryNode directory)) {
                throw notADirectory(path);
            }
            Node next = directory.entries().get(name);
            if (next == null) {
                throw new MissingException(path);
            }
            node = next;
        }
        return node;
    }

    private static FileSystemException notADirectory(Path path) {
        return new FileSystemException(path.toString(), null, "Not a directory");
    }

    DirectoryNode directory(Path path) throws IOException {
        if (find(path) instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NotDirectoryException(path.toString());
    }

    private DirectoryNode parent(Path path) throws IOException {
        List<String> way = DiskPath.way(path);
        if (way.isEmpty()) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
        if (find(way.subList(0, way.size() - 1), path) instanceof DirectoryNode directory) {
            return directory;
        }
        throw notADirectory(path);
    }

    private @Nullable Node entry(Path path) throws IOException {
        return parent(path).entries().get(name(path));
    }

    private static String name(Path path) {
        List<String> way = DiskPath.way(path);
        return way.get(way.size() - 1);
    }

    private DirectoryNode parentToChange(Path path) throws IOException {
        DirectoryNode parent = parent(path);
        if (name(path).getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new FileSystemException(path.toString(), null, "File name too long");
        }
        disk.requireWritable(parent, path);
        return parent;
    }

    FileNode createFile(Path path) throws IOException {
        requireFree(path);
        DirectoryNode parent = parentToChange(path);
        disk.requireRoom(path);
        FileNode file = new FileNode(++nodes, disk.now());
        file.linked(1);
        change(new Edit(parent, name(path), file));
        return file;
    }

    void createDirectory(Path path) throws IOException {
        disk.begin("mkdir", path);
        requireFree(path);
        DirectoryNode parent = parentToChange(path);
        disk.requireRoom(path);
        change(new Edit(parent, name(path), new DirectoryNode(++nodes, disk.now())));
    }

    void createLink(Path link, Path existing) throws IOException {
        disk.begin("link", existing, link);
        if (!(find(existing) instanceof FileNode file)) {
            throw new FileSystemException(link.toString(), existing.toString(), "Operation not permitted");
        }
        requireFree(link);
        DirectoryNode parent = parentToChange(link);
        disk.requireRoom(link);
        file.linked(1);
        change(new Edit(parent, name(link), file));
    }

    void delete(Path path) throws IOException {
        disk.begin("delete", path);
        Node node = find(path);
        DirectoryNode parent = parentToChange(path);
        requireEmpty(node, path);
        change(new Edit(parent, name(path), null));
        unlinked(node);
    }

    void move(Path from, Path to, boolean replace) throws IOException {
        disk.begin("move", from, to);
        Node node = find(from);
        DirectoryNode source = parentToChange(from);
        DirectoryNode target = parentToChange(to);
        Node replaced = target.entries().get(name(to));
        if (replaced == node) {
            return; // two names of one file: POSIX leaves both
        }
        if (replaced != null) {
            requireReplaceable(node, replaced, replace, from, to);
        }
        List<String> way = DiskPath.way(from);
        if (way.size() < DiskPath.way(to).size()
                && DiskPath.way(to).subList(0, way.size()).equals(way)) {
            throw new FileSystemException(from.toString(), to.toString(), "Invalid argument");
        }
        change(new Edit(source, name(from), null), new Edit(target, name(to), node));
        if (replaced != null) {
            unlinked(replaced);
        }
    }

    private static void requireReplaceable(Node node, Node replaced, boolean replace, Path from, Path to)
            throws IOException {
        if (!replace) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (replaced.isDirectory() && !node.isDirectory()) {
            throw new FileSystemException(from.toString(), to.toString(), "Is a directory");
        }
        if (!replaced.isDirectory() && node.isDirectory()) {
            throw new FileSystemException(from.toString(), to.toString(), "Not a directory");
        }
        requireEmpty(replaced, to);
    }

    private static void requireEmpty(Node node, Path path) throws IOException {
        if (node instanceof DirectoryNode directory && !directory.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
    }

    private void requireFree(Path path) throws IOException {
        if (DiskPath.way(path).isEmpty() || entry(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    private void change(Edit... edits) {
        journal.change(edits);
        for (Edit edit : edits) {
            edit.directory().touch(disk.now());
        }
    }

    private void unlinked(Node node) {
        if (node instanceof FileNode file) {
            file.linked(-1);
            used -= file.links() == 0 ? file.size() : 0;
        }
    }
}
