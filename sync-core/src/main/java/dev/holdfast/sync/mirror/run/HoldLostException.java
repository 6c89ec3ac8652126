package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.storage.StorageException;

/** Others are no longer kept out of a side: whatever a run does there now could undo their work. Ends the run. */
final class HoldLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StorageException failure;

    HoldLostException(StorageException failure) {
        super(failure.sentence(), failure);
        this.failure = failure;
    }

    StorageException failure() {
        return failure;
    }
}
