package dev.holdfast.sync.space;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of documents, in parts. What is longer than one part is stored part by part before any document has it, so that
 * the file is never locked while somebody's slow stream is read; what dies on the way is cleared away a day later. Thread-safe.
 */
final class SpaceContents {
    /** The longest content that a document can have. */
    static final long LONGEST = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SpaceContents.class);
    private static final int PART = 512 * 1024;
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final StateDatabase database;
    private final InstantSource clock;

    SpaceContents(StateDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Content that has come in.
     *
     * @param whole all of it; null when it is stored already
     * @param number where it is stored then
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Incoming(byte @Nullable [] whole, long number, long size, String sha256) {
        static Incoming of(byte[] whole) {
            return new Incoming(whole, 0, whole.length, Hashes.of(whole));
        }
    }

    /** Content is longer than a document's can be. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Takes a stream to its end.
     *
     * @param progress told how many bytes have come so far
     * @throws TooLongException when it is longer than {@link #LONGEST}; nothing of it is left
     * @throws IOException what the stream throws; nothing of it is left
     */
    Incoming take(InputStream in, LongConsumer progress) throws IOException {
        byte[] first = in.readNBytes(PART);
        progress.accept(first.length);
        return first.length < PART ? Incoming.of(first) : takeLong(first, in, progress);
    }

    private Incoming takeLong(byte[] first, InputStream in, LongConsumer progress) throws IOException {
        long number = begin();
        boolean whole = false;
        try {
            MessageDigest digest = Hashes.sha256();
            long size = 0;
            int position = 0;
            byte[] part = first;
            while (part.length > 0) {
                size += part.length;
                if (size > LONGEST) {
                    throw new TooLongException();
                }
                digest.update(part);
                store(number, position++, part);
                progress.accept(size);
                part = in.readNBytes(PART);
            }
            whole = true;
            return new Incoming(null, number, size, Hashes.hex(digest));
        } finally {
            if (!whole) {
                drop(number);
            }
        }
    }

    private long begin() {
        long now = clock.millis();
        return database.write(connection -> insert(connection, now, 0, "", 0));
    }

    private void store(long number, int position, byte[] part) {
        database.write(connection -> Sql.update(
                connection,
                "INSERT INTO content_part (content, position, bytes) VALUES (?, ?, ?)",
                number,
                position,
                part));
    }

    private static long insert(Connection connection, long now, long size, String sha256, int linked)
            throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO content (sha256, size, begun, linked) VALUES (?, ?, ?, ?)",
                sha256,
                size,
                now,
                linked);
        return Sql.number(connection, "SELECT last_insert_rowid()");
    }

    /** Lets go of content that no document will have. */
    void drop(Incoming content) {
        if (content.whole() == null) {
            drop(content.number());
        }
    }

    private void drop(long number) {
        try {
            database.write(connection ->
                    Sql.update(connection, "DELETE FROM content WHERE number = ? AND linked = 0", number));
        } catch (StateException e) {
            // Something else has failed already, which is what the caller is to hear.
            LOG.warn("What was stored in vain is cleared away later: {}", e.getMessage());
        }
    }

    /** Makes it content that a document may have; tells its number. For use in the transaction that gives it to one. */
    long link(Connection connection, Incoming content) throws SQLException {
        byte[] whole = content.whole();
        if (whole != null) {
            long number = insert(connection, clock.millis(), whole.length, content.sha256(), 1);
            if (whole.length > 0) {
                Sql.update(
                        connection,
                        "INSERT INTO content_part (content, position, bytes) VALUES (?, 0, ?)",
                        number,
                        whole);
            }
            return number;
        }
        int linked = Sql.update(
                connection,
                "UPDATE content SET linked = 1, sha256 = ?, size = ? WHERE number = ? AND linked = 0",
                content.sha256(),
                content.size(),
                content.number());
        if (linked == 0) {
            throw new SpaceException("What was being stored took over a day and was cleared away: try it again.");
        }
        return content.number();
    }

    /** The bytes of a content; fails on its way when it is removed meanwhile. The caller closes it. */
    InputStream open(long number) {
        return new Parts(number);
    }

    /** All bytes of a content that is no longer than one part; null for a longer one. */
    static byte @Nullable [] small(Connection connection, long number, long size) throws SQLException {
        if (size > PART) {
            return null;
        }
        List<byte[]> parts = Sql.query(
                connection,
                "SELECT bytes FROM content_part WHERE content = ? ORDER BY position",
                row -> row.getBytes(1),
                number);
        return parts.size() == 1 ? parts.get(0) : new byte[0];
    }

    /** Removes contents that nobody has any more. */
    static void removeUnused(Connection connection, List<Long> numbers) throws SQLException {
        for (long number : numbers) {
            Sql.update(
                    connection,
                    "DELETE FROM content WHERE number = ? AND linked = 1"
                            + " AND NOT EXISTS (SELECT 1 FROM document WHERE content = ?)"
                            + " AND NOT EXISTS (SELECT 1 FROM document_version WHERE content = ?)",
                    number,
                    number,
                    number);
        }
    }

    /** Removes what died on its way in; tells how many. */
    static int removeAbandoned(Connection connection, Instant now) throws SQLException {
        return Sql.update(
                connection,
                "DELETE FROM content WHERE linked = 0 AND begun < ?",
                now.minus(ABANDONED).toEpochMilli());
    }

    private final class Parts extends InputStream {
        private final long number;
        private int next;
        private InputStream part = InputStream.nullInputStream();
        private boolean ended;

        Parts(long number) {
            this.number = number;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (length == 0) {
                return 0;
            }
            int read = part.read(buffer, offset, length);
            while (read < 0 && !ended) {
                fetch();
                read = part.read(buffer, offset, length);
            }
            return read;
        }

        private void fetch() throws IOException {
            byte[] bytes = read(next++);
            ended = bytes.length == 0;
            part = new ByteArrayInputStream(bytes);
        }

        /** Empty behind the last part. */
        private byte[] read(int position) throws IOException {
            try {
                List<byte[]> found = database.readIfThere(List.of(), connection -> find(connection, position));
                if (found.isEmpty()) {
                    throw new IOException("the content was removed");
                }
                return found.get(0);
            } catch (StateException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        private List<byte[]> find(Connection connection, int position) throws SQLException {
            List<byte[]> part = Sql.query(
                    connection,
                    "SELECT bytes FROM content_part WHERE content = ? AND position = ?",
                    row -> row.getBytes(1),
                    number,
                    position);
            boolean there = !part.isEmpty()
                    || Sql.number(connection, "SELECT count(*) FROM content WHERE number = ?", number) > 0;
            return part.isEmpty() && there ? List.of(new byte[0]) : part;
        }
    }
}
