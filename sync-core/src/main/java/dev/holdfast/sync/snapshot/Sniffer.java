package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at a file's first bytes.
 *
 * <p>On POSIX systems closing any channel of a file drops every lock that this process holds on it. So while SQLite has
 * a database open here its file must not be opened: sniffing and backups take {@link #SQLITE_GATE} in turns, and
 * databases that this process keeps open are known by path and never sniffed.
 */
final class Sniffer {
    /** Held while a channel of a file that may be a database is open, and while SQLite has one open for a backup. */
    static final ReentrantLock SQLITE_GATE = new ReentrantLock();

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DUCKDB = "DUCK".getBytes(StandardCharsets.US_ASCII);
    private static final int DUCKDB_OFFSET = 8;
    private static final int LONGEST_MAGIC = Long.BYTES;
    private static final long JOURNAL = 0xd9d505f920a163d7L;
    /** The first 31 bits; the next one tells the order of bytes in its checksums. */
    private static final long LOG = 0x377f0682L >>> 1;
    /** No database of either kind is smaller. */
    private static final long SMALLEST = 512;

    private final Set<Path> openHere;

    Sniffer(Set<Path> openHere) {
        this.openHere = Set.copyOf(openHere);
    }

    FileKind kindOf(Path file, long size) throws IOException {
        if (isOpenHere(file)) {
            return FileKind.SQLITE;
        }
        if (size < SMALLEST) {
            return FileKind.FILE;
        }
        ByteBuffer head = ByteBuffer.allocate(SQLITE.length);
        SQLITE_GATE.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            read(channel, head, 0);
        } finally {
            SQLITE_GATE.unlock();
        }
        byte[] bytes = head.array();
        if (Arrays.equals(bytes, SQLITE)) {
            return FileKind.SQLITE;
        }
        boolean duck = Arrays.equals(bytes, DUCKDB_OFFSET, DUCKDB_OFFSET + DUCKDB.length, DUCKDB, 0, DUCKDB.length);
        return duck ? FileKind.DUCKDB : FileKind.FILE;
    }

    /** Whether it is a log or journal of SQLite's, which those of encrypted databases are told by as well. */
    static boolean isSqliteLog(Path file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(LONGEST_MAGIC);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            read(channel, head, 0);
        } catch (NoSuchFileException e) {
            return false;
        }
        long magic = head.getLong(0);
        return magic == JOURNAL || (magic >>> 33) == LOG;
    }

    /** Whether this process keeps the database open. */
    boolean isOpenHere(Path file) throws IOException {
        for (Path open : openHere) {
            // By identity, which asks for no handle: the same database may be reached by another path.
            if (Files.exists(open) && Files.isSameFile(open, file)) {
                return true;
            }
        }
        return false;
    }

    /** Fills the buffer from the position, as far as the file goes. */
    static void read(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, position + buffer.position());
        }
    }
}
