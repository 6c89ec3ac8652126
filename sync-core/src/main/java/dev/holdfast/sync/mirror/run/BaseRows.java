package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Form;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.tree.EntryKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads what is remembered of a pair, row by row: there may be very many. Used by one thread, for one query. */
final class BaseRows {
    /** Asked for by their places: to look each up by its name takes longer than to read it. */
    static final String COLUMNS = "path, directory, size, sha256,"
            + " left_modified, left_identity, left_version, left_own_size, left_own_sha256,"
            + " right_modified, right_identity, right_version, right_own_size, right_own_sha256";

    private static final int LEFT = 5;
    private static final int RIGHT = 10;

    private String text = Instant.EPOCH.toString();
    private Instant instant = Instant.EPOCH;

    BaseEntry entry(ResultSet row) throws SQLException {
        return new BaseEntry(
                row.getString(1),
                row.getBoolean(2) ? EntryKind.DIRECTORY : EntryKind.FILE,
                row.getLong(3),
                row.getString(4),
                mark(row, LEFT),
                mark(row, RIGHT));
    }

    private Mark mark(ResultSet row, int first) throws SQLException {
        Instant modified = instant(row.getString(first));
        long ownSize = row.getLong(first + 3);
        Form own = row.wasNull() ? null : new Form(ownSize, row.getString(first + 4));
        return new Mark(modified, row.getString(first + 1), row.getString(first + 2), own);
    }

    /** Most rows have the same time twice. */
    private Instant instant(String modified) {
        if (!modified.equals(text)) {
            instant = Instant.parse(modified);
            text = modified;
        }
        return instant;
    }
}
