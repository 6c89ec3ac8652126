package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a disk can take what is to be restored; asked before anything is fetched. */
final class DiskRoom {
    /** Kept free, so that other programs don't fail because of us. */
    private static final long MARGIN = 16L << 20;

    private DiskRoom() {}

    /** Ends the call when the disk that the place is on, or will be on, has no room for these files. */
    static void require(List<RestorePlan.Placed> files, Path place) throws StorageException {
        long needed = sum(files);
        Path there = place;
        while (!Files.exists(there)) {
            there = there.resolveSibling("");
        }
        long room;
        try {
            room = Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            throw new StorageException.Permanent("How much room there is at " + place + " can't be told.", e);
        }
        if (needed > 0 && needed > room - MARGIN) {
            throw new StorageException.Permanent(
                    "There is no room for " + mebibytes(needed) + " MiB at " + place + ", where " + mebibytes(room)
                            + " MiB are free: make room, or take another disk.",
                    null);
        }
    }

    /** As much as there can be when a manifest claims more. */
    private static long sum(List<RestorePlan.Placed> files) {
        long sum = 0;
        for (RestorePlan.Placed placed : files) {
            long size = placed.file().size();
            sum = size > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + size;
        }
        return sum;
    }

    private static long mebibytes(long bytes) {
        return bytes / (1 << 20) + 1;
    }
}
