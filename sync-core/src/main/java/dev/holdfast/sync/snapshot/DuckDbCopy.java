package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies a DuckDB database together with its log while its program works.
 *
 * <p>Between two checkpoints DuckDB only adds to the log, and in the database it leaves alone what either header leads to.
 * So the beginning of the log and after it the database, both copied while the headers stayed the same, are a state that a
 * crash could have left, with every transaction that was committed when the copy began.
 */
final class DuckDbCopy {
    /** Where the two headers begin; each checkpoint writes one of them, with another counter and checksum. */
    private static final long[] HEADERS = {4096, 8192};

    /** Where the database's flags begin, of which the first says whether it is encrypted. */
    private static final long FLAGS = 20;

    private static final int HEADER_LENGTH = 64;

    private final Staging staging;
    private final GroupCopy group;
    private final CancelSignal cancel;

    DuckDbCopy(Staging staging, GroupCopy group, CancelSignal cancel) {
        this.staging = staging;
        this.group = group;
        this.cancel = cancel;
    }

    /** Makes one try. Empty when a checkpoint came in between. */
    Optional<Snapshot> tryOnce(SnapshotUnit unit) throws SnapshotException {
        ByteBuffer headers = headers(unit.file());
        Optional<Snapshot> copy = isPassing(unit.file()) ? group.tryOnce(unit, Companion.DUCKDB) : copyInOrder(unit);
        if (copy.isPresent() && !headers.equals(headers(unit.file()))) {
            copy.get().close();
            return Optional.empty();
        }
        return copy;
    }

    private Optional<Snapshot> copyInOrder(SnapshotUnit unit) throws SnapshotException {
        Path logFile = Companion.DUCKDB_LOG.of(unit.file());
        Fingerprint log = Fingerprint.of(logFile);
        Fingerprint main = Fingerprint.of(unit.file());
        Path base = staging.reserve(log.size() + main.size());
        List<SnapshotFile> files = new ArrayList<>();
        List<Path> copies = new ArrayList<>();
        if (log.exists()) {
            Path copy = Companion.DUCKDB_LOG.of(base);
            copies.add(copy);
            files.add(staging.copy(Companion.DUCKDB_LOG.of(unit.path()), FileKind.DUCKDB, logFile, log, copy, cancel));
        }
        copies.add(0, base);
        files.add(0, staging.copy(unit.path(), FileKind.DUCKDB, unit.file(), main, base, cancel));
        Snapshot snapshot = new Snapshot(files, copies);
        boolean whole = files.get(0).size() == main.size()
                && (!log.exists()
                        || (files.get(1).size() == log.size()
                                && Fingerprint.of(logFile).hasGrownFrom(log)))
                && Fingerprint.of(unit.file()).hasGrownFrom(main)
                && !isPassing(unit.file());
        if (whole) {
            return Optional.of(snapshot);
        }
        snapshot.close();
        return Optional.empty();
    }

    private static boolean isPassing(Path file) throws SnapshotException {
        for (Companion companion : Companion.DUCKDB_PASSING) {
            if (Fingerprint.of(companion.of(file)).exists()) {
                return true;
            }
        }
        return false;
    }

    /** Whether nobody without its key can open it. */
    static boolean isEncrypted(Path copy) throws SnapshotException {
        ByteBuffer flags = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
            Sniffer.read(channel, flags, FLAGS);
        } catch (IOException e) {
            throw SourceScan.unreadable(copy, e);
        }
        return (flags.get(0) & 1) != 0;
    }

    private static ByteBuffer headers(Path file) throws SnapshotException {
        ByteBuffer headers = ByteBuffer.allocate(HEADERS.length * HEADER_LENGTH);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            for (long offset : HEADERS) {
                ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
                Sniffer.read(channel, header, offset);
                headers.put(header.flip());
            }
        } catch (NoSuchFileException e) {
            return ByteBuffer.allocate(0);
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
        return headers.flip();
    }
}
