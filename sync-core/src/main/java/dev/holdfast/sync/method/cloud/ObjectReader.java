package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.ResumingStream;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what the remote keeps of a file, unpacks it in bounded memory, and holds it against what the manifest says: size
 * and hash of what is stored, and of what comes out of it. One thread at a time.
 */
final class ObjectReader {
    private static final int BUFFER = 128 * 1024;

    /** Takes the file's bytes. */
    @FunctionalInterface
    interface Sink {
        /** Called for each piece in order; what it throws ends the reading. */
        void write(byte[] buffer, int length) throws StorageException;
    }

    private final StorageClient storage;
    private final RetryPolicy policy;
    private final Pause pause;
    private final CancelSignal cancel;
    private final DamageNotes notes;

    ObjectReader(StorageClient storage, RetryPolicy policy, Pause pause, CancelSignal cancel, DamageNotes notes) {
        this.storage = storage;
        this.policy = policy;
        this.pause = pause;
        this.cancel = cancel;
        this.notes = notes;
    }

    /**
     * Reads a file. What the sink has taken counts only when this returns.
     *
     * @throws StorageException.Corrupt when it is not what was uploaded
     * @throws StorageException.NotFound when the remote no longer has it
     */
    void read(ManifestFile file, Sink sink) throws StorageException {
        try (Stored stored = open(file);
                InputStream plain = decoded(stored, file)) {
            MessageDigest digest = Hashes.sha256();
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                cancel.throwIfCancelled();
                size += read;
                if (size > file.size()) {
                    throw damaged(file, null);
                }
                digest.update(buffer, 0, read);
                sink.write(buffer, read);
            }
            stored.requireWhole();
            if (size != file.size() || !Hashes.hex(digest).equals(file.sha256())) {
                throw damaged(file, null);
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw damaged(file, e); // the storage's own failures are StorageExceptions: this one is the unpacker's
        }
    }

    private Stored open(ManifestFile file) throws StorageException {
        try {
            return new Stored(new ResumingStream(storage, file.key(), policy, pause, cancel), file);
        } catch (StorageException.NotFound e) {
            throw new StorageException.NotFound(
                    "The object " + file.key() + " is no longer at the " + storage.describe()
                            + ": take another time, or sync again where the file still is.",
                    e);
        }
    }

    private InputStream decoded(Stored stored, ManifestFile file) throws IOException {
        Encoding encoding = Encoding.named(file.encoding())
                .orElseThrow(() -> new StorageException.Permanent(
                        "The object " + file.key()
                                + " is packed in a way that this version can't unpack: upgrade Holdfast.",
                        null));
        return encoding.unpack(stored);
    }

    private StorageException damaged(ManifestFile file, @Nullable Exception cause) {
        notes.add(file.key());
        return new StorageException.Corrupt(
                "The object " + file.key() + " at the " + storage.describe()
                        + " is damaged: take another time, or sync again where the file still is.",
                cause);
    }

    /** What is stored, measured on its way. */
    private final class Stored extends FilterInputStream {
        private final ManifestFile file;
        private final MessageDigest digest = Hashes.sha256();
        private long size;

        Stored(InputStream in, ManifestFile file) {
            super(in);
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                size += read;
                if (size > file.storedSize()) {
                    throw damaged(file, null);
                }
            }
            return read;
        }

        /** An unpacker may stop before the end; what follows must be right all the same. */
        void requireWhole() throws IOException {
            byte[] rest = new byte[1024];
            while (read(rest, 0, rest.length) >= 0) {
                cancel.throwIfCancelled();
            }
            if (size != file.storedSize() || !Hashes.hex(digest).equals(file.storedSha256())) {
                throw damaged(file, null);
            }
        }
    }
}
