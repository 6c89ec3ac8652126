package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** A file's bytes, at whose end it is looked at once more: what was read to the end is what was seen at the beginning. */
public final class SteadyStream extends FilterInputStream {
    private final Check atEnd;
    private final Function<IOException, StorageException> failures;
    private boolean checked;

    /** Ends the reading when the file is not any more what it was. */
    @FunctionalInterface
    public interface Check {
        /** Throws when it is not. */
        void run() throws IOException;
    }

    /** The stream, which closes the one that it reads from. */
    public SteadyStream(InputStream in, Check atEnd, Function<IOException, StorageException> failures) {
        super(in);
        this.atEnd = atEnd;
        this.failures = failures;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = in.read(buffer, offset, length);
            if (read < 0 && !checked) {
                atEnd.run();
                checked = true;
            }
            return read;
        } catch (IOException e) {
            throw failures.apply(e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
