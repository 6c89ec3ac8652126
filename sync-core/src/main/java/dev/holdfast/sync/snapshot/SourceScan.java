package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds the units of a source. */
final class SourceScan {
    private static final List<String> SQLITE_COMPANIONS = List.of("-wal", "-shm", "-journal");
    private static final String DUCKDB_COMPANION = ".wal";

    private final Set<Path> excluded;
    private final Sniffer sniffer;
    private final CancelSignal cancel;

    SourceScan(Set<Path> excluded, Sniffer sniffer, CancelSignal cancel) {
        this.excluded = Set.copyOf(excluded);
        this.sniffer = sniffer;
        this.cancel = cancel;
    }

    List<SnapshotUnit> units(Path source) throws SnapshotException {
        try {
            Path real = source.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return withoutCompanions(walk(real));
            }
            if (attributes.isRegularFile()) {
                return List.of(new SnapshotUnit(
                        String.valueOf(source.getFileName()), real, sniffer.kindOf(real, attributes.size())));
            }
        } catch (NoSuchFileException e) {
            throw new SnapshotException(
                    "There is nothing at " + source + ": correct the source's path, or remove it from the settings.",
                    false,
                    e);
        } catch (Unreadable e) {
            throw unreadable(e.file, e.failure);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
        throw new SnapshotException(
                "The source " + source + " is neither a file nor a directory: name one that is.", false, null);
    }

    static SnapshotException unreadable(Path file, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return new SnapshotException(
                    "The file " + file + " can't be read: give this user the right to read it.", false, failure);
        }
        return new SnapshotException("The file " + file + " could not be read; it will be tried again.", true, failure);
    }

    private List<SnapshotUnit> walk(Path root) throws IOException {
        List<SnapshotUnit> units = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                cancel.throwIfCancelled();
                return excluded.contains(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !excluded.contains(file)) {
                    units.add(unit(root, file, attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !file.equals(root)) {
                    return FileVisitResult.CONTINUE; // deleted since its directory was read
                }
                throw new Unreadable(file, failure);
            }
        });
        units.sort(Comparator.comparing(SnapshotUnit::path));
        return units;
    }

    private SnapshotUnit unit(Path root, Path file, long size) throws Unreadable {
        String path = StreamSupport.stream(root.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
        try {
            return new SnapshotUnit(path, file, sniffer.kindOf(file, size));
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    /** A database's log is part of the database, not a file of its own. */
    private static List<SnapshotUnit> withoutCompanions(List<SnapshotUnit> units) {
        Map<String, FileKind> kinds = new HashMap<>();
        units.forEach(unit -> kinds.put(unit.path(), unit.kind()));
        return units.stream().filter(unit -> !isCompanion(unit.path(), kinds)).toList();
    }

    private static boolean isCompanion(String path, Map<String, FileKind> kinds) {
        return belongsTo(path, DUCKDB_COMPANION, kinds, FileKind.DUCKDB)
                || SQLITE_COMPANIONS.stream().anyMatch(suffix -> belongsTo(path, suffix, kinds, FileKind.SQLITE));
    }

    private static boolean belongsTo(String path, String suffix, Map<String, FileKind> kinds, FileKind kind) {
        return path.endsWith(suffix) && kinds.get(path.substring(0, path.length() - suffix.length())) == kind;
    }

    /** Carries the file's name out of the walk. */
    private static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Path file;
        private final IOException failure;

        Unreadable(Path file, IOException failure) {
            super(failure);
            this.file = file;
            this.failure = failure;
        }
    }
}
