package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ConcurrentModificationException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes, which end in a failure when the file changed while they were read, so that no mixture is stored. It is
 * told by size, time and identity.
 */
final class SteadyFile implements Content {
    private record Look(
            long size, FileTime modified, @Nullable Object fileKey) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(now.size(), now.lastModifiedTime(), now.fileKey());
        }
    }

    private final Path file;
    private final long size;

    SteadyFile(Path file) throws StorageException {
        this.file = file;
        try {
            this.size = Files.size(file);
        } catch (IOException e) {
            throw new StorageException.Unreadable("The file " + file + " can't be read.", e);
        }
    }

    @Override
    public OptionalLong expectedSize() {
        return OptionalLong.of(size);
    }

    @Override
    public InputStream open() throws IOException {
        Look before = Look.at(file);
        return new Steady(Files.newInputStream(file), before);
    }

    private final class Steady extends FilterInputStream {
        private final Look before;

        Steady(InputStream in, Look before) {
            super(in);
            this.before = before;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            requireSame(read);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            requireSame(read);
            return read;
        }

        private void requireSame(int read) throws IOException {
            if (read < 0 && !Look.at(file).equals(before)) {
                throw new StorageException.Unreadable(
                        "The file " + file + " changed while it was read: try again.",
                        new ConcurrentModificationException(file.toString()));
            }
        }
    }
}
