package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way to a side: it is hashed and counted as it passes, and checked against what was said of it right at its
 * end, before the side can take it for whole.
 */
public final class Arriving implements Content {
    private final TreeEntry from;
    private final Tree.Source source;
    private final CancelSignal cancel;
    private volatile @Nullable String hash;

    /**
     * Content of which nothing has arrived yet.
     *
     * @param from what was said of it
     * @param cancel looked at as it passes
     */
    public Arriving(TreeEntry from, Tree.Source source, CancelSignal cancel) {
        this.from = from;
        this.source = source;
        this.cancel = cancel;
    }

    @Override
    public InputStream open() throws IOException {
        cancel.throwIfCancelled();
        return new Passing(source.open());
    }

    @Override
    public OptionalLong expectedSize() {
        return OptionalLong.of(from.size());
    }

    /** The hash of all that passed, once it has. */
    public String hash() {
        return Objects.requireNonNull(hash, "nobody has read it to its end");
    }

    /** What failed: the storage wraps what the content itself threw. */
    static StorageException failure(StorageException thrown) {
        boolean passedOn =
                thrown instanceof StorageException.Unreadable && thrown.getCause() instanceof StorageException;
        return passedOn ? (StorageException) Objects.requireNonNull(thrown.getCause()) : thrown;
    }

    private final class Passing extends FilterInputStream {
        private final MessageDigest digest = Hashes.sha256();
        private long size;
        private boolean ended;

        Passing(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            cancel.throwIfCancelled();
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                size += read;
            } else if (read < 0 && !ended) {
                ended = true;
                finish();
            }
            return read;
        }

        private void finish() throws StorageException {
            String arrived = HexFormat.of().formatHex(digest.digest());
            if (size != from.size() || (from.hash() != null && !from.hash().equals(arrived))) {
                throw new StorageException.Corrupt(
                        "What arrived of " + from.path() + " is not what was sent: try again.", null);
            }
            hash = arrived;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
