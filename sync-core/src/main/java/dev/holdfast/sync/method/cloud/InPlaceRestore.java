package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restores over the sources themselves. Nothing is touched before everything has arrived and been verified. Files that are
 * not in the upload stay.
 */
final class InPlaceRestore {
    private final RestoreWriter writer;
    private final CancelSignal cancel;
    private final KeptAside keptAside;

    /** A file that has arrived, beside its place. */
    private record Arrived(RestorePlan.Placed placed, TargetFile file) {}

    InPlaceRestore(RestoreWriter writer, CancelSignal cancel, KeptAside keptAside) {
        this.writer = writer;
        this.cancel = cancel;
        this.keptAside = keptAside;
    }

    /**
     * Restores all or, when anything is damaged, gone, in the way or in use, nothing.
     *
     * @throws SyncException when a file is in use that would be replaced
     */
    void run(RestorePlan plan, RestoreResult result) throws StorageException, SyncException {
        List<RestorePlan.Placed> changed = changed(plan, result);
        requireFree(changed);
        DiskRoom.require(
                changed,
                changed.stream()
                        .map(placed -> placed.target().resolveSibling(""))
                        .collect(Collectors.toSet()));
        List<Arrived> arrived = new ArrayList<>();
        try {
            for (RestorePlan.Placed placed : changed) {
                cancel.throwIfCancelled();
                Folders.create(placed.target().resolveSibling(""));
                TargetFile file = new TargetFile(placed.target(), true);
                arrived.add(new Arrived(placed, file));
                writer.fill(placed.file(), file);
                takeRights(placed.target(), file.temporary());
            }
            // Again, since fetching takes its time.
            requireFree(changed);
            replaceAll(arrived, result);
        } finally {
            arrived.forEach(each -> each.file().discard());
        }
    }

    /** What is not there already. A database and its logs belong together, so with one its logs are replaced too. */
    private List<RestorePlan.Placed> changed(RestorePlan plan, RestoreResult result)
            throws StorageException, SyncException {
        Set<Path> planned = new HashSet<>();
        plan.files().forEach(placed -> planned.add(placed.target()));
        Set<Path> changed = new HashSet<>();
        Set<Path> folders = new HashSet<>();
        for (RestorePlan.Placed placed : plan.files()) {
            requireUsable(placed);
            if (folders.add(placed.target().resolveSibling(""))) {
                Folders.removeLeftovers(placed.target().resolveSibling(""));
            }
            List<Path> logs = keptAside.logs(placed);
            // A log that is not in the upload may hold changes that the database itself does not show yet.
            if (!planned.containsAll(logs) || !writer.isThere(placed.file(), placed.target())) {
                changed.add(placed.target());
                changed.addAll(logs);
            }
        }
        List<RestorePlan.Placed> files = new ArrayList<>();
        for (RestorePlan.Placed placed : plan.files()) {
            if (changed.contains(placed.target())) {
                files.add(placed);
            } else {
                writer.end(placed.file());
                result.unchanged(placed);
            }
        }
        return files;
    }

    private void requireUsable(RestorePlan.Placed placed) throws StorageException {
        Path target = placed.target();
        Folders.requirePlain(placed.base(), target.resolveSibling(""));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StorageException.Permanent(
                    "There is something at " + target + " that is no file: move it away, or restore to a directory.",
                    null);
        }
        if (!keptAside.hasRoom(target)) {
            throw new StorageException.Permanent(
                    "The name of " + target + " is too long for the old file to be kept beside it: restore to a"
                            + " directory.",
                    null);
        }
    }

    private void requireFree(List<RestorePlan.Placed> files) throws StorageException, SyncException {
        Set<Path> involved = new LinkedHashSet<>();
        for (RestorePlan.Placed placed : files) {
            involved.add(placed.target());
            involved.addAll(keptAside.logs(placed));
        }
        OpenElsewhere elsewhere = OpenElsewhere.lookAt(involved);
        for (Path file : involved) {
            Optional<String> holder = elsewhere.holder(file);
            if (holder.isPresent()) {
                throw new SyncException(
                        CloudSync.NAME,
                        "Nothing was restored: the file " + file + " is " + holder.get()
                                + "; end that first, or restore to a directory.",
                        false,
                        null);
            }
        }
    }

    private void replaceAll(List<Arrived> arrived, RestoreResult result) throws StorageException, SyncException {
        int replaced = 0;
        for (Arrived each : arrived) {
            try {
                replace(each, result);
                replaced++;
            } catch (StorageException e) {
                if (replaced == 0) {
                    throw e;
                }
                throw new SyncException(
                        CloudSync.NAME,
                        e.sentence() + " By then " + replaced + " of " + arrived.size()
                                + " files were restored, with their old ones kept beside them.",
                        false,
                        e);
            }
        }
    }

    private void replace(Arrived arrived, RestoreResult result) throws StorageException {
        RestorePlan.Placed placed = arrived.placed();
        if (Files.exists(placed.target(), LinkOption.NOFOLLOW_LINKS)) {
            KeptAside.Kept kept = keptAside.keep(placed);
            try {
                arrived.file().publish();
            } catch (StorageException e) {
                KeptAside.putBack(kept);
                throw e;
            }
            result.keptAside(kept.kept());
        } else {
            arrived.file().publish();
        }
        writer.end(placed.file());
        result.restored(placed);
    }

    /** Whoever could read the old file can read the new one, and nobody else. */
    private static void takeRights(Path old, Path fresh) throws StorageException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (view == null || !Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            view.setPermissions(Files.getPosixFilePermissions(old, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new StorageException.Permanent("The rights of the file " + old + " can't be kept.", e);
        }
    }
}
