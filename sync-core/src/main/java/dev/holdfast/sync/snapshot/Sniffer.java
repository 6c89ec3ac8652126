package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    /** No database of either kind is smaller. */
    private static final long SMALLEST = 512;

    private final Set<Path> openHere;

    Sniffer(Set<Path> openHere) {
        this.openHere = Set.copyOf(openHere);
    }

    FileKind kindOf(Path file, long size) throws IOException {
        for (Path open : openHere) {
            // By identity, which asks for no handle: the same database may be reached by another path.
            if (Files.exists(open) && Files.isSameFile(open, file)) {
                return FileKind.SQLITE;
            }
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

    /** Fills the buffer from the position, as far as the file goes. */
    static void read(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, position + buffer.position());
        }
    }
}
