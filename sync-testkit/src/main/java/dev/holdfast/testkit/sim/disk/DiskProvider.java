package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns Java's file operations into those of one simulated disk. */
final class DiskProvider extends FileSystemProvider {
    private final SimDisk disk;

    DiskProvider(SimDisk disk) {
        this.disk = disk;
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("make a SimDisk");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("ask a SimDisk for paths");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("ask a SimDisk for paths");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        requireNone(attributes);
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        disk.begin(writes ? "open-write" : "open-read", path);
        Node node = writes ? openToWrite(path, options) : disk.tree().find(path);
        return new DiskChannel(disk, node, path, options);
    }

    private Node openToWrite(Path path, Set<? extends OpenOption> options) throws IOException {
        boolean only = options.contains(StandardOpenOption.CREATE_NEW);
        if (only || (options.contains(StandardOpenOption.CREATE) && isMissing(path))) {
            return disk.tree().createFile(path);
        }
        if (disk.isReadOnly()) {
            throw new FileSystemException(path.toString(), null, "Read-only file system");
        }
        if (disk.tree().find(path) instanceof FileNode file) {
            return file;
        }
        throw new FileSystemException(path.toString(), null, "Is a directory");
    }

    private boolean isMissing(Path path) {
        return disk.tree().describe(path).endsWith("-");
    }

    private static void requireNone(FileAttribute<?>... attributes) {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("no such attribute: " + attributes[0].name());
        }
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        disk.begin("list", directory);
        return new DiskDirectoryStream(this, directory, disk.tree().directory(directory), directory, filter);
    }

    /** Opens a directory; its entries' paths begin with the second path. */
    DiskDirectoryStream openDirectory(Path directory, Path shown) throws IOException {
        disk.begin("list", directory);
        return new DiskDirectoryStream(this, directory, disk.tree().directory(directory), shown, path -> true);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        requireNone(attributes);
        disk.tree().createDirectory(directory);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        disk.tree().createLink(link, existing);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.tree().delete(path);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        if (!Set.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
            Files.write(target, Files.readAllBytes(source), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } else {
            Files.write(target, Files.readAllBytes(source));
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Set<CopyOption> wanted = Set.of(options);
        boolean replace =
                wanted.contains(StandardCopyOption.ATOMIC_MOVE) || wanted.contains(StandardCopyOption.REPLACE_EXISTING);
        disk.tree().move(source, target, replace);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return path.equals(other)
                || (other.getFileSystem() == path.getFileSystem()
                        && disk.tree().find(path) == disk.tree().find(other));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        disk.begin("store", path);
        disk.tree().find(path);
        return new DiskStore(disk);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Node node = look(path);
        if (Set.of(modes).contains(AccessMode.WRITE)
                && (disk.isReadOnly() || (node instanceof DirectoryNode directory && !directory.isWritable()))) {
            throw new AccessDeniedException(path.toString());
        }
    }

    /** Whether the path still leads to the directory. */
    boolean isAt(Path path, DirectoryNode directory) throws IOException {
        return disk.tree().find(path) == directory;
    }

    private Node look(Path path) throws IOException {
        disk.begin("stat", path);
        return disk.tree().find(path);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class ? type.cast(new View(path)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException("no such attributes: " + type.getName());
        }
        return type.cast(DiskAttributes.of(look(path)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        DiskAttributes all = DiskAttributes.of(look(path));
        Map<String, Object> known = Map.of(
                "size", all.size(),
                "lastModifiedTime", all.lastModifiedTime(),
                "isDirectory", all.isDirectory(),
                "isRegularFile", all.isRegularFile(),
                "isSymbolicLink", false,
                "fileKey", all.fileKey());
        String wanted = attributes.replaceFirst("^basic:", "");
        if (wanted.equals("*")) {
            return known;
        }
        if (!known.keySet().containsAll(List.of(wanted.split(",", -1)))) {
            throw new UnsupportedOperationException("no such attributes: " + attributes);
        }
        Map<String, Object> found = new java.util.TreeMap<>(known);
        found.keySet().retainAll(List.of(wanted.split(",", -1)));
        return found;
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        if (!attribute.replaceFirst("^basic:", "").equals("lastModifiedTime")) {
            throw new UnsupportedOperationException("no such attribute: " + attribute);
        }
        new View(path).setTimes((FileTime) value, null, null);
    }

    private final class View implements BasicFileAttributeView {
        private final Path path;

        View(Path path) {
            this.path = path;
        }

        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return DiskAttributes.of(look(path));
        }

        @Override
        public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
                throws IOException {
            disk.begin("touch", path);
            Node node = disk.tree().find(path);
            if (disk.isReadOnly()) {
                throw new FileSystemException(path.toString(), null, "Read-only file system");
            }
            if (modified != null) {
                node.touch(modified);
            }
        }
    }
}
