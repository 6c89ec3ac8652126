package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory by its path, for platforms that can't do better. */
final class PathFolder extends Folder {
    PathFolder(Path path) {
        super(path);
    }

    @Override
    public BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path(), BasicFileAttributes.class);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return Files.readAttributes(path().resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V view(String name, Class<V> type) {
        return Files.getFileAttributeView(path().resolve(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Folder open(String name) {
        return new PathFolder(path().resolve(name));
    }

    @Override
    FileChannel channel(String name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(path().resolve(name), options, attributes);
    }

    @Override
    public void deleteFile(String name) throws IOException {
        Files.delete(path().resolve(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        Files.delete(path().resolve(name));
    }

    @Override
    public void rename(String name, Folder target, String targetName) throws IOException {
        Files.move(path().resolve(name), target.path().resolve(targetName), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    FileChannel self() throws IOException {
        return FileChannel.open(path(), StandardOpenOption.READ);
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    public DirectoryStream<Path> entries() throws IOException {
        return Files.newDirectoryStream(path());
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
