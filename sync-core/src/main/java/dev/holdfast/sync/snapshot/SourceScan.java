package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.entry.TargetFile;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds the units of a source. Hidden files are files like any other. */
final class SourceScan {
    private final Set<Path> excluded;
    private final Sniffer sniffer;
    private final CancelSignal cancel;

    SourceScan(Set<Path> excluded, Sniffer sniffer, CancelSignal cancel) {
        this.excluded = Set.copyOf(excluded);
        this.sniffer = sniffer;
        this.cancel = cancel;
    }

    SourceContents contents(Path source) throws SnapshotException {
        try {
            Path real = source.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                Walk walk = new Walk(real);
                Files.walkFileTree(real, walk);
                return walk.found();
            }
            if (attributes.isRegularFile()) {
                FileKind kind = sniffer.kindOf(real, attributes.size());
                return new SourceContents(
                        List.of(new SnapshotUnit(String.valueOf(source.getFileName()), real, kind)), List.of());
            }
        } catch (NoSuchFileException e) {
            throw new SnapshotException(
                    "There is nothing at " + source + ": correct the source's path, or remove it from the settings.",
                    false,
                    e);
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

    /** Whether SQLite's log or journal lies beside a file, which makes it a database that we can't look into. */
    static boolean hasSqliteLog(Path file) throws SnapshotException {
        for (Companion companion : Companion.SQLITE) {
            Path log = companion.of(file);
            try {
                if (Fingerprint.of(log).exists() && Sniffer.isSqliteLog(log)) {
                    return true;
                }
            } catch (IOException e) {
                throw unreadable(log, e);
            }
        }
        return false;
    }

    /** One walk over a directory. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Map<String, SnapshotUnit> units = new HashMap<>();
        private final List<UnreadPart> unread = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            cancel.throwIfCancelled();
            return excluded.contains(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            // What a restore or a download is writing, or has left half written, is nobody's memory.
            boolean temporary = TargetFile.isTemporary(String.valueOf(file.getFileName()));
            if (attributes.isRegularFile() && !temporary && !excluded.contains(file)) {
                try {
                    String path = pathOf(file);
                    units.put(path, new SnapshotUnit(path, file, sniffer.kindOf(file, attributes.size())));
                } catch (IOException e) {
                    return visitFileFailed(file, e);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            // What is gone was deleted since its directory was read.
            if (!(failure instanceof NoSuchFileException) && !excluded.contains(file)) {
                unread.add(new UnreadPart(pathOf(file), unreadable(file, failure)));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
        }

        private String pathOf(Path file) {
            return StreamSupport.stream(root.relativize(file).spliterator(), false)
                    .map(Path::toString)
                    .collect(Collectors.joining("/"));
        }

        SourceContents found() throws SnapshotException {
            Set<String> companions = companions();
            List<SnapshotUnit> found = units.values().stream()
                    .filter(unit -> !companions.contains(unit.path()))
                    .filter(unit -> unread.stream().noneMatch(part -> part.covers(unit.path())))
                    .sorted(Comparator.comparing(SnapshotUnit::path))
                    .toList();
            return new SourceContents(found, unread);
        }

        /** A database's log is part of the database, not a file of its own. */
        private Set<String> companions() throws SnapshotException {
            Set<String> companions = new HashSet<>();
            for (SnapshotUnit unit : units.values()) {
                if (unit.kind() == FileKind.DUCKDB) {
                    add(Companion.DUCKDB, unit, companions);
                } else if (unit.kind() == FileKind.SQLITE || hasSqliteLog(unit)) {
                    add(Companion.SQLITE, unit, companions);
                    add(List.of(Companion.SQLITE_INDEX), unit, companions);
                }
            }
            return companions;
        }

        private boolean hasSqliteLog(SnapshotUnit unit) throws SnapshotException {
            boolean mayHave = Companion.SQLITE.stream().anyMatch(log -> units.containsKey(log.of(unit.path())));
            return mayHave && SourceScan.hasSqliteLog(unit.file());
        }

        private static void add(List<Companion> some, SnapshotUnit unit, Set<String> companions) {
            some.forEach(companion -> companions.add(companion.of(unit.path())));
        }
    }
}
