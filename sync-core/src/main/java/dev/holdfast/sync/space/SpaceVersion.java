package dev.holdfast.sync.space;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;

/**
 * How a document was before a change. Immutable.
 *
 * @param revision which one it was
 * @param replaced when that ended
 * @param path where it was then
 * @param size of its content, in bytes
 * @param sha256 of its content, in lower-case hex
 * @param modified when its content had been changed
 * @param metadata a JSON object on one line
 * @param content names its content in this store
 */
public record SpaceVersion(
        long revision,
        Instant replaced,
        String path,
        long size,
        String sha256,
        Instant modified,
        String metadata,
        long content) {
    static SpaceVersion read(ResultSet row) throws SQLException {
        return new SpaceVersion(
                row.getLong("revision"),
                Instant.ofEpochMilli(row.getLong("replaced")),
                row.getString("path"),
                row.getLong("size"),
                row.getString("sha256"),
                Instant.parse(row.getString("modified")),
                Objects.requireNonNullElse(row.getString("metadata"), SpaceJson.NONE),
                row.getLong("content"));
    }
}
