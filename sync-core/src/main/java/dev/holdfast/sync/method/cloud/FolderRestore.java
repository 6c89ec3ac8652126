package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restores into a directory, where each source gets a folder that holds nothing else. What is there already is left as it
 * is when it is the same, which lets a restore that was cut short go on; anything else is in the way.
 */
final class FolderRestore {
    private static final int NAMED = 5;

    private final RestoreWriter writer;
    private final CancelSignal cancel;

    FolderRestore(RestoreWriter writer, CancelSignal cancel) {
        this.writer = writer;
        this.cancel = cancel;
    }

    /**
     * Restores what is sound; what is damaged or gone stands in the result.
     *
     * @throws SyncException when something is in the way; nothing was touched then
     */
    void run(RestorePlan plan, RestoreResult result) throws StorageException, SyncException {
        Set<Path> same = same(plan);
        List<RestorePlan.Placed> missing = plan.files().stream()
                .filter(placed -> !same.contains(placed.target()))
                .toList();
        DiskRoom.require(
                missing, plan.sources().stream().map(RestoreReport.Source::path).collect(Collectors.toSet()));
        for (RestoreReport.Source source : plan.sources()) {
            Folders.create(source.path());
        }
        for (RestorePlan.Placed placed : plan.files()) {
            cancel.throwIfCancelled();
            if (same.contains(placed.target())) {
                writer.end(placed.file());
                result.unchanged(placed);
            } else {
                write(placed, result);
            }
        }
    }

    private void write(RestorePlan.Placed placed, RestoreResult result) throws StorageException {
        TargetFile target = new TargetFile(placed.target(), false);
        try {
            Folders.create(placed.target().resolveSibling(""));
            writer.fill(placed.file(), target);
            target.publish();
            writer.end(placed.file());
            result.restored(placed);
        } catch (StorageException.Corrupt | StorageException.NotFound e) {
            result.failed(placed, e);
        } finally {
            target.discard();
        }
    }

    /** The files that are there already as they should be. */
    private Set<Path> same(RestorePlan plan) throws StorageException, SyncException {
        Map<Path, ManifestFile> planned = new HashMap<>();
        plan.files().forEach(placed -> planned.put(placed.target(), placed.file()));
        Set<Path> same = new HashSet<>();
        List<Path> inTheWay = new ArrayList<>();
        for (RestoreReport.Source source : plan.sources()) {
            for (Path there : filesBelow(source.path())) {
                ManifestFile file = planned.get(there);
                if (file != null && writer.isThere(file, there)) {
                    same.add(there);
                } else {
                    inTheWay.add(there);
                }
            }
        }
        requireNothingInTheWay(inTheWay, planned.keySet());
        return same;
    }

    private static void requireNothingInTheWay(List<Path> found, Set<Path> planned) throws SyncException {
        List<Path> inTheWay = new ArrayList<>(found);
        planned.stream()
                .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .forEach(inTheWay::add);
        if (inTheWay.isEmpty()) {
            return;
        }
        StringBuilder names = new StringBuilder();
        inTheWay.stream()
                .limit(NAMED)
                .forEach(path -> names.append(names.isEmpty() ? "" : ", ").append(path));
        int more = inTheWay.size() - NAMED;
        throw new SyncException(
                CloudSync.NAME,
                "Nothing was restored, because this is in the way and is not what would be restored: " + names
                        + (more > 0 ? " and " + more + " more" : "") + "; restore to a new directory.",
                false,
                null);
    }

    /** All that is below, but for folders and for what a restore that was cut short has left, which goes. */
    private static List<Path> filesBelow(Path base) throws StorageException {
        List<Path> files = new ArrayList<>();
        if (!Files.exists(base, LinkOption.NOFOLLOW_LINKS)) {
            return files;
        }
        try {
            Files.walkFileTree(base, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && TargetFile.isLeftover(String.valueOf(file.getFileName()))) {
                        Files.delete(file);
                    } else {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The folder " + base + " can't be read: give this user the right to read and write it.", e);
        }
        return files;
    }
}
