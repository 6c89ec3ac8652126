package dev.holdfast.sync.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells failures of the content from those of the storage. */
final class GuardedContentStream extends FilterInputStream {
    GuardedContentStream(InputStream in) {
        super(in);
    }

    static StorageException unreadable(IOException cause) {
        return cause instanceof StorageException known
                ? known
                : new StorageException.Unreadable("The content to be stored could not be read.", cause);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
