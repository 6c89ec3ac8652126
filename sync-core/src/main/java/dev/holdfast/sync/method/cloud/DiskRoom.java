package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Whether a disk can take what is to be restored; asked before anything is fetched. */
final class DiskRoom {
    /** Kept free, so that other programs don't fail because of us. */
    private static final long MARGIN = 16L << 20;

    /** More than any disk has. */
    private static final long MOST = Long.MAX_VALUE >> 1;

    private DiskRoom() {}

    /**
     * Ends the call when a disk that one of the places is on, or will be on, has no room for these files. On several disks
     * each must have room for all, as nobody counts which takes what.
     */
    static void require(List<RestorePlan.Placed> files, Set<Path> places) throws StorageException {
        long needed = sum(files);
        for (Path place : places) {
            long room = room(place);
            if (needed > 0 && needed > room - MARGIN) {
                throw new StorageException.Permanent(
                        "There is no room for " + mebibytes(needed + (1 << 20) - 1) + " MiB at " + place + ", where "
                                + mebibytes(room) + " MiB are free: make room, or take another disk.",
                        null);
            }
        }
    }

    private static long room(Path place) throws StorageException {
        Path there = place;
        while (!Files.exists(there)) {
            there = there.resolveSibling("");
        }
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            throw new StorageException.Permanent("How much room there is at " + place + " can't be told.", e);
        }
    }

    /** As much as there can be when a manifest claims more. */
    private static long sum(List<RestorePlan.Placed> files) {
        long sum = 0;
        for (RestorePlan.Placed placed : files) {
            long size = placed.file().size();
            sum = size > MOST - sum ? MOST : sum + size;
        }
        return sum;
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
