package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes consistent copies of live files, one {@link SnapshotUnit} at a time, so that the staging directory never holds
 * more than one.
 *
 * <p>What is guaranteed: a SQLite database is copied as of one committed state, whoever writes meanwhile. A file that only
 * looks like one, and every DuckDB database, is copied together with its companions and only if none of them changed
 * meanwhile. Any other file is not copied but read twice, once to hash it and once to send it, and is given only if it
 * did not change during the one and is the same in the other. What keeps changing ends, after a few tries, in a
 * transient {@link SnapshotException}.
 *
 * <p>The sources are only read (SQLite may fold a database's own log into it, as for any reader). One thread at a time.
 */
public final class Snapshotter implements AutoCloseable {
    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final List<String> SQLITE_COMPANIONS = List.of("-wal", "-journal");
    private static final List<String> DUCKDB_COMPANIONS = List.of(".wal");

    private final Staging staging;
    private final SourceScan scan;
    private final CancelSignal cancel;

    /**
     * Prepares; touches nothing yet.
     *
     * @param staging where working copies may lie
     * @param excluded directories that are never part of a source, such as the staging and a remote in a folder
     * @param openHere SQLite databases that this process itself keeps open; their files are never opened directly
     * @param cancel stops the work
     */
    public Snapshotter(Path staging, Set<Path> excluded, Set<Path> openHere, CancelSignal cancel) {
        this(new Staging(staging), excluded, openHere, cancel);
    }

    Snapshotter(Staging staging, Set<Path> excluded, Set<Path> openHere, CancelSignal cancel) {
        this.staging = staging;
        this.scan = new SourceScan(excluded, new Sniffer(openHere), cancel);
        this.cancel = cancel;
    }

    /**
     * Finds what a source consists of, in a stable order. Symbolic links within it are not followed, special files are
     * left out; the source's own path may be a link.
     *
     * @throws SnapshotException when it is not there or any part of it can't be read; names what
     */
    public List<SnapshotUnit> scan(Path source) throws SnapshotException {
        return scan.units(source);
    }

    /** Takes a snapshot. The caller closes it before taking the next one. */
    public Snapshot take(SnapshotUnit unit) throws SnapshotException {
        return switch (unit.kind()) {
            case SQLITE -> takeSqlite(unit);
            case DUCKDB -> takeGroup(unit, DUCKDB_COMPANIONS);
            case FILE -> takePlain(unit);
        };
    }

    private Snapshot takeSqlite(SnapshotUnit unit) throws SnapshotException {
        BasicFileAttributes attributes = attributes(unit.file());
        Path copy = staging.reserve(attributes.size());
        if (SqliteBackup.copy(unit.file(), copy) == SqliteBackup.Outcome.NOT_OURS_TO_OPEN) {
            return takeGroup(unit, SQLITE_COMPANIONS);
        }
        SnapshotFile file = describe(
                unit.path(), unit.kind(), copy, attributes.lastModifiedTime().toInstant());
        return new Snapshot(List.of(file), List.of(copy));
    }

    private SnapshotFile describe(String path, FileKind kind, Path copy, Instant modified) throws SnapshotException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = Files.newInputStream(copy)) {
            long size = Hashes.copy(in, OutputStream.nullOutputStream(), digest, cancel);
            String sha256 = Hashes.hex(digest);
            return new SnapshotFile(path, kind, size, sha256, modified, () -> open(copy, sha256));
        } catch (IOException e) {
            throw staging.failed(e);
        }
    }

    private Snapshot takePlain(SnapshotUnit unit) throws SnapshotException {
        Path file = unit.file();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                Fingerprint before = Fingerprint.of(file, false);
                MessageDigest digest = Hashes.sha256();
                long size;
                try (InputStream in = Files.newInputStream(file)) {
                    size = Hashes.copy(in, OutputStream.nullOutputStream(), digest, cancel);
                }
                String sha256 = Hashes.hex(digest);
                if (before.equals(Fingerprint.of(file, false)) && before.size() == size) {
                    Instant modified = attributes(file).lastModifiedTime().toInstant();
                    return new Snapshot(
                            List.of(new SnapshotFile(
                                    unit.path(), unit.kind(), size, sha256, modified, () -> open(file, sha256))),
                            List.of());
                }
            } catch (IOException e) {
                throw SourceScan.unreadable(file, e);
            }
            pause(attempt);
        }
        throw busy(file);
    }

    private Snapshot takeGroup(SnapshotUnit unit, List<String> companions) throws SnapshotException {
        boolean duckDb = unit.kind() == FileKind.DUCKDB;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            List<Member> members = members(unit, companions);
            List<Path> copies = new ArrayList<>();
            List<Fingerprint> before = fingerprints(members, duckDb);
            List<SnapshotFile> files = copy(members, before, copies, unit.kind());
            if (before.equals(fingerprints(members, duckDb)) && matches(files, before)) {
                return new Snapshot(files, copies);
            }
            new Snapshot(files, copies).close();
            pause(attempt);
        }
        throw busy(unit.file());
    }

    private record Member(String path, Path file) {}

    private static List<Member> members(SnapshotUnit unit, List<String> companions) {
        List<Member> members = new ArrayList<>();
        members.add(new Member(unit.path(), unit.file()));
        for (String suffix : companions) {
            Path name = unit.file().getFileName();
            members.add(new Member(unit.path() + suffix, unit.file().resolveSibling(name + suffix)));
        }
        return members;
    }

    private static List<Fingerprint> fingerprints(List<Member> members, boolean duckDb) throws SnapshotException {
        List<Fingerprint> prints = new ArrayList<>();
        for (Member member : members) {
            try {
                prints.add(Fingerprint.of(member.file(), duckDb && prints.isEmpty()));
            } catch (IOException e) {
                throw SourceScan.unreadable(member.file(), e);
            }
        }
        return prints;
    }

    /** Copies those that are there. */
    private List<SnapshotFile> copy(List<Member> members, List<Fingerprint> prints, List<Path> copies, FileKind kind)
            throws SnapshotException {
        List<SnapshotFile> files = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Fingerprint print = prints.get(i);
            if (print.exists()) {
                Path copy = staging.reserve(print.size());
                copies.add(copy);
                files.add(copyOne(members.get(i), copy, kind));
            }
        }
        return files;
    }

    private SnapshotFile copyOne(Member member, Path copy, FileKind kind) throws SnapshotException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = Files.newInputStream(member.file());
                OutputStream out = Files.newOutputStream(copy)) {
            long size = Hashes.copy(in, out, digest, cancel);
            String sha256 = Hashes.hex(digest);
            Instant modified = attributes(member.file()).lastModifiedTime().toInstant();
            return new SnapshotFile(member.path(), kind, size, sha256, modified, () -> open(copy, sha256));
        } catch (IOException e) {
            throw SourceScan.unreadable(member.file(), e);
        }
    }

    /** The main file must be there, and each copy be as long as its original was said to be. */
    private static boolean matches(List<SnapshotFile> files, List<Fingerprint> prints) {
        List<Long> expected = prints.stream()
                .filter(Fingerprint::exists)
                .map(Fingerprint::size)
                .toList();
        return prints.get(0).exists()
                && files.stream().map(SnapshotFile::size).toList().equals(expected);
    }

    private static InputStream open(Path file, String sha256) throws IOException {
        return new VerifiedStream(Files.newInputStream(file), sha256, file);
    }

    private static BasicFileAttributes attributes(Path file) throws SnapshotException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    private void pause(int attempt) {
        if (attempt < TRIES) {
            Pause.REAL.pause(FIRST_PAUSE.multipliedBy(1L << attempt), cancel);
        }
    }

    private static SnapshotException busy(Path file) {
        return new SnapshotException(
                "The file " + file + " is busy: it changed each time it was copied; it will be tried again.",
                true,
                null);
    }

    /** Removes everything staged. */
    @Override
    public void close() throws SnapshotException {
        staging.close();
    }
}
