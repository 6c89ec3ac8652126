package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of a file that others may change meanwhile. */
final class LiveFile {
    private static final int BUFFER = 128 * 1024;

    private LiveFile() {}

    /** What was read: perhaps less than wanted, when the file was cut short. */
    record Read(long size, String sha256) {
        /** The file is not there any more. */
        static final Read GONE = new Read(-1, "");
    }

    /** Opens a file that must not have become a link since it was found. */
    static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads the first so many bytes. */
    static Read read(Path file, long most, CancelSignal cancel) throws SnapshotException {
        try (InputStream in = open(file)) {
            return read(in, null, most, cancel);
        } catch (NoSuchFileException e) {
            return Read.GONE;
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    /** Reads the first so many bytes while writing them somewhere else. */
    static Read copy(Path file, OutputStream out, long most, CancelSignal cancel)
            throws SnapshotException, IOException {
        try (InputStream in = open(file)) {
            return read(in, out, most, cancel);
        } catch (Staging.WriteException e) {
            throw e;
        } catch (NoSuchFileException e) {
            return Read.GONE;
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    private static Read read(InputStream in, @Nullable OutputStream out, long most, CancelSignal cancel)
            throws IOException {
        MessageDigest digest = Hashes.sha256();
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        while (total < most) {
            cancel.throwIfCancelled();
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - total));
            if (read < 0) {
                break;
            }
            digest.update(buffer, 0, read);
            if (out != null) {
                out.write(buffer, 0, read);
            }
            total += read;
        }
        return new Read(total, Hashes.hex(digest));
    }
}
