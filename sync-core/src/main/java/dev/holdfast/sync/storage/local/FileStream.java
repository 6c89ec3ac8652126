package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Part of a file, as it was when it was opened. We replace files and never write into one; when somebody else does,
 * reading fails instead of giving a mixture. Failures show as storage failures.
 */
final class FileStream extends InputStream {
    private final FileChannel channel;
    private final BasicFileAttributes opened;
    private final long size;
    private final Path file;
    private final Path root;
    private long left;

    private FileStream(FileChannel channel, BasicFileAttributes opened, long size, Path file, Path root, long left) {
        this.channel = channel;
        this.opened = opened;
        this.size = size;
        this.file = file;
        this.root = root;
        this.left = left;
    }

    static FileStream open(Folder folder, String name, Path root, long offset, long length) throws IOException {
        FileChannel channel = folder.channel(name, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            BasicFileAttributes opened = folder.attributes(name);
            long size = channel.size();
            long start = Math.min(offset, size);
            channel.position(start);
            long left = Math.min(length, size - start);
            return new FileStream(channel, opened, size, folder.path().resolve(name), root, left);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left <= 0) {
            return -1;
        }
        try {
            int read = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left)));
            left -= Math.max(read, 0);
            if (read < 0 || left == 0) {
                requireUnchanged(read < 0);
            }
            return read;
        } catch (IOException e) {
            throw LocalErrors.translate(e, file, root);
        }
    }

    private void requireUnchanged(boolean cutShort) throws IOException {
        if (cutShort || channel.size() != size || isWrittenInto()) {
            throw new StorageException.Transient(
                    "The file " + file + " was changed while it was read: try again.", null);
        }
    }

    /** A file that meanwhile has another name, or another one in its place, is still the one that was opened. */
    private boolean isWrittenInto() throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        return opened.fileKey() != null
                && opened.fileKey().equals(now.fileKey())
                && !opened.lastModifiedTime().equals(now.lastModifiedTime());
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
