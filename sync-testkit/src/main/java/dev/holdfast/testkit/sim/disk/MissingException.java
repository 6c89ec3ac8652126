package dev.holdfast.testkit.sim.disk;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Nothing is there. Without a stack, which would cost more than everything else: code looks for what is not there often. */
final class MissingException extends NoSuchFileException {
    private static final long serialVersionUID = 1L;

    MissingException(Path path) {
        super(path.toString());
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // It touches nothing.
    public Throwable fillInStackTrace() {
        return this;
    }
}
