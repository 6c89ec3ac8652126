package dev.holdfast.testkit;

import dev.holdfast.sync.storage.StorageException;
import java.util.Map;

/** What came of an operation that met a fault. */
enum FaultOutcome {
    UNHARMED("done"),
    RECOVERED("done by the retry"),
    UNNOTICED("not noticed"),
    TRANSIENT("Transient"),
    DENIED("Denied"),
    PERMANENT("Permanent"),
    CORRUPT("Corrupt"),
    NOT_FOUND("NotFound"),
    PRECONDITION_FAILED("PreconditionFailed");

    private static final Map<Class<? extends StorageException>, FaultOutcome> FAILURES = Map.of(
            StorageException.Transient.class, TRANSIENT,
            StorageException.Denied.class, DENIED,
            StorageException.Permanent.class, PERMANENT,
            StorageException.Corrupt.class, CORRUPT,
            StorageException.NotFound.class, NOT_FOUND,
            StorageException.PreconditionFailed.class, PRECONDITION_FAILED);

    final String words;

    FaultOutcome(String words) {
        this.words = words;
    }

    static FaultOutcome of(StorageException failure) {
        FaultOutcome outcome = FAILURES.get(failure.getClass());
        if (outcome == null) {
            throw new AssertionError("no failure of a storage's own", failure);
        }
        return outcome;
    }

    boolean isDone() {
        return this == UNHARMED || this == RECOVERED;
    }
}
