package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What uploads add to content and progress. */
final class Transfer {
    private Transfer() {}

    /** The same content, whose reading ends when cancelled. */
    static Content cancellable(Content content, CancelSignal cancel) {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                return new CancellableStream(content.open(), cancel);
            }

            @Override
            public OptionalLong expectedSize() {
                return content.expectedSize();
            }
        };
    }

    /** Passes on numbers that grow. A try that begins again is not heard until it is further than the one before. */
    static LongConsumer onlyForward(LongConsumer listener) {
        AtomicLong heard = new AtomicLong(-1);
        return bytes -> {
            if (heard.getAndAccumulate(bytes, Math::max) < bytes) {
                listener.accept(bytes);
            }
        };
    }

    private static final class CancellableStream extends FilterInputStream {
        private final CancelSignal cancel;

        CancellableStream(InputStream in, CancelSignal cancel) {
            super(in);
            this.cancel = cancel;
        }

        @Override
        public int read() throws IOException {
            cancel.throwIfCancelled();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            cancel.throwIfCancelled();
            return super.read(buffer, offset, length);
        }
    }
}
