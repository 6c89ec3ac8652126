package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory by its open handle. */
final class SecureFolder extends Folder {
    private final SecureDirectoryStream<Path> stream;

    SecureFolder(Path path, SecureDirectoryStream<Path> stream) {
        super(path);
        this.stream = stream;
    }

    @Override
    public BasicFileAttributes attributes() throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return stream.getFileAttributeView(entry(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public <V extends FileAttributeView> @Nullable V view(String name, Class<V> type) {
        return stream.getFileAttributeView(entry(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Folder open(String name) throws IOException {
        return new SecureFolder(path().resolve(name), openStream(name));
    }

    @Override
    FileChannel channel(String name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        SeekableByteChannel channel = stream.newByteChannel(entry(name), options, attributes);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("This platform gives no file channel for " + path().resolve(name) + ".");
    }

    @Override
    public void deleteFile(String name) throws IOException {
        stream.deleteFile(entry(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        stream.deleteDirectory(entry(name));
    }

    @Override
    public void rename(String name, Folder target, String targetName) throws IOException {
        stream.move(entry(name), ((SecureFolder) target).stream, entry(targetName));
    }

    @Override
    FileChannel self() throws IOException {
        return channel(".", StandardOpenOption.READ);
    }

    @Override
    public DirectoryStream<Path> entries() throws IOException {
        return openStream(".");
    }

    private SecureDirectoryStream<Path> openStream(String name) throws IOException {
        return stream.newDirectoryStream(entry(name), LinkOption.NOFOLLOW_LINKS);
    }

    private Path entry(String name) {
        return path().getFileSystem().getPath(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
