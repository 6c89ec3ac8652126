package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open, as Java has it on Linux. Its entries are those at the time of opening. A directory that is no
 * more at its place takes nothing new, as one that was deleted.
 */
final class DiskDirectoryStream implements SecureDirectoryStream<Path> {
    private final DiskProvider provider;
    private final Path directory;
    private final DirectoryNode node;
    private final List<Path> entries = new ArrayList<>();
    private final DirectoryStream.Filter<? super Path> filter;
    private boolean open = true;

    /**
     * Opens it.
     *
     * @param directory where it is
     * @param shown what its entries' paths begin with
     */
    DiskDirectoryStream(
            DiskProvider provider,
            Path directory,
            DirectoryNode node,
            Path shown,
            DirectoryStream.Filter<? super Path> filter) {
        this.provider = provider;
        this.directory = directory;
        this.node = node;
        this.filter = filter;
        node.entries().keySet().forEach(name -> entries.add(shown.resolve(name)));
    }

    private Path at(Path name) throws IOException {
        if (!open) {
            throw new ClosedDirectoryStreamException();
        }
        if (name.isAbsolute()) {
            return name;
        }
        if (!provider.isAt(directory, node)) {
            throw new NoSuchFileException(name.toString());
        }
        return directory.resolve(name).normalize();
    }

    @Override
    public Iterator<Path> iterator() {
        if (!open) {
            throw new IllegalStateException("closed");
        }
        return entries.stream().filter(this::accepts).iterator();
    }

    private boolean accepts(Path path) {
        try {
            return filter.accept(path);
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) throws IOException {
        return provider.openDirectory(at(path), path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return provider.newFileChannel(at(path), options, attributes);
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        provider.delete(at(path));
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        provider.delete(at(path));
    }

    @Override
    public void move(Path source, SecureDirectoryStream<Path> targetDirectory, Path target) throws IOException {
        provider.move(at(source), ((DiskDirectoryStream) targetDirectory).at(target), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        return provider.getFileAttributeView(directory, type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class
                ? provider.getFileAttributeView(directory.resolve(path), type, options)
                : null;
    }

    @Override
    public void close() {
        open = false;
    }
}
