package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files of uploads to this machine's disk, and tells how far each has come. One thread at a time. */
final class RestoreWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWriter.class);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BUFFER = 128 * 1024;

    private final ObjectReader reader;
    private final SyncContext context;

    RestoreWriter(ObjectReader reader, SyncContext context) {
        this.reader = reader;
        this.context = context;
    }

    /** Fills the temporary file: verified, on disk, and with the time that the original had. */
    void fill(ManifestFile file, TargetFile target) throws StorageException {
        Told told = new Told(file);
        try (TargetFile.Writer out = target.write()) {
            reader.read(file, (buffer, length) -> {
                out.write(buffer, length);
                told.more(length);
            });
            out.sync();
        }
        setTime(target.temporary(), file.modified());
    }

    /** Tells that the file is done. */
    void end(ManifestFile file) {
        tell(file, file.size());
    }

    /** The time is a courtesy: a disk that can't keep it keeps the content all the same. */
    private static void setTime(Path file, Instant modified) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(modified));
        } catch (IOException | ArithmeticException e) {
            LOG.debug("{} can't have the time of its original.", file, e);
        }
    }

    private void tell(ManifestFile file, long bytes) {
        context.progress().onProgress(new Progress(file.source(), file.path(), bytes, file.size()));
    }

    /** Whether these bytes are there already. */
    boolean isThere(ManifestFile file, Path path) throws StorageException {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.size()) {
                return false;
            }
            MessageDigest digest = Hashes.sha256();
            try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    context.cancel().throwIfCancelled();
                    digest.update(buffer, 0, read);
                }
            }
            return Hashes.hex(digest).equals(file.sha256());
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The file " + path + " is there already and can't be read: give this user the right to read it.",
                    e);
        }
    }

    /** How far one file has come. */
    private final class Told {
        private final ManifestFile file;
        private long done;
        private long toldAt = System.nanoTime();

        Told(ManifestFile file) {
            this.file = file;
            if (file.size() > 0) {
                tell(file, 0);
            }
        }

        void more(long bytes) {
            done += bytes;
            if (done < file.size() && System.nanoTime() - toldAt >= QUIET_NANOS) {
                toldAt = System.nanoTime();
                tell(file, done);
            }
        }
    }
}
