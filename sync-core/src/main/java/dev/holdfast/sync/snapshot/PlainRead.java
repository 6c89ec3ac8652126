package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Hashes a file where it is, so that it can be sent without a copy. */
final class PlainRead {
    private final CancelSignal cancel;

    PlainRead(CancelSignal cancel) {
        this.cancel = cancel;
    }

    /** Makes one try. Empty when the file changed in another way than by getting longer. */
    Optional<Snapshot> tryOnce(SnapshotUnit unit) throws SnapshotException {
        Fingerprint before = Fingerprint.of(unit.file());
        LiveFile.Read read = LiveFile.read(unit.file(), before.size(), cancel);
        Fingerprint after = Fingerprint.of(unit.file());
        if (read.size() != before.size() || !(before.equals(after) || hasOnlyGrown(unit, before, after, read))) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(List.of(SnapshotFile.live(unit, read, before.modifiedAt())), List.of()));
    }

    /** A journal that is always written to would never be quiet; what it was at first is a state that it had. */
    private boolean hasOnlyGrown(SnapshotUnit unit, Fingerprint before, Fingerprint after, LiveFile.Read read)
            throws SnapshotException {
        return after.hasGrownFrom(before)
                && after.size() > before.size()
                && Objects.equals(read, LiveFile.read(unit.file(), before.size(), cancel));
    }
}
