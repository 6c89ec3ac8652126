package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.snapshot.SnapshotFile;
import dev.holdfast.sync.storage.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** Tells how far a file has come while its content is read, and stops the reading when cancelled. */
final class FileProgress {
    private static final int STEP = 256 * 1024;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ProgressListener listener;
    private final CancelSignal cancel;
    private final String source;
    private final SnapshotFile file;
    private long told = -1;
    private long toldAt;

    FileProgress(SyncContext context, String source, SnapshotFile file) {
        this.listener = context.progress();
        this.cancel = context.cancel();
        this.source = source;
        this.file = file;
    }

    void start() {
        tell(0);
    }

    void end() {
        tell(file.size());
    }

    /** The file's content, told about in steps; a second reading of it is told only from where the first had come. */
    Content content() {
        return () -> new Told(file.content().open());
    }

    private synchronized void reached(long bytes) {
        if (bytes - told >= STEP && bytes < file.size() && System.nanoTime() - toldAt >= QUIET_NANOS) {
            tell(bytes);
        }
    }

    private synchronized void tell(long bytes) {
        if (bytes > told) {
            told = bytes;
            toldAt = System.nanoTime();
            listener.onProgress(new Progress(source, file.path(), bytes, file.size()));
        }
    }

    private final class Told extends FilterInputStream {
        private long done;

        Told(InputStream in) {
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
            int read = super.read(buffer, offset, length);
            done += Math.max(read, 0);
            reached(done);
            return read;
        }
    }
}
