package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists, page by page, along an index. A page begins behind the last memory of the one before it, so what is stored, changed
 * or deleted meanwhile makes no other memory come twice or not at all.
 */
final class MemoryListing {
    private static final String NEWEST_FIRST = "n";
    private static final String DELETED = "d";

    private MemoryListing() {}

    /** Those that are there, the newest first. */
    static MemoryPage newest(Connection connection, MemoryFilter filter, Optional<String> cursor, int limit)
            throws SQLException {
        Optional<PageMark> mark = PageMark.read(cursor, NEWEST_FIRST, 2);
        StringBuilder sql = new StringBuilder("SELECT m.* FROM ");
        List<@Nullable Object> values = new ArrayList<>();
        MemoryFilter rest = filter;
        String by = "m";
        if (filter.tags().isEmpty()) {
            sql.append("memory m WHERE m.deleted IS NULL");
        } else {
            // The tag's own index holds its memories in their order; only sealed and deleted ones are not in it.
            by = "t";
            sql.append("memory_tag t CROSS JOIN memory m ON m.number = t.number WHERE t.tag = ?");
            values.add(MemoryFilter.folded(filter.tags().get(0)));
            rest = filter.withoutFirstTag();
        }
        rest.narrow(sql, values);
        if (mark.isPresent()) {
            sql.append(" AND (").append(by).append(".created, ").append(by).append(".number) < (?, ?)");
            values.add(mark.get().number(0));
            values.add(mark.get().number(1));
        }
        sql.append(" ORDER BY ").append(by).append(".created DESC, ").append(by).append(".number DESC LIMIT ?");
        values.add(limit + 1);
        List<MemoryRow> rows = Sql.query(connection, sql.toString(), MemoryRow::read, values.toArray());
        return page(
                rows,
                limit,
                last -> new PageMark(NEWEST_FIRST, Micros.of(last.memory().created()), last.number()));
    }

    /** Those that were deleted since, the last deleted first. */
    static MemoryPage deleted(Connection connection, Instant since, Optional<String> cursor, int limit)
            throws SQLException {
        PageMark mark = PageMark.read(cursor, DELETED, 2).orElse(new PageMark(DELETED, Long.MAX_VALUE, Long.MAX_VALUE));
        List<MemoryRow> rows = Sql.query(
                connection,
                "SELECT * FROM memory WHERE deleted IS NOT NULL AND deleted >= ? AND (deleted, number) < (?, ?)"
                        + " ORDER BY deleted DESC, number DESC LIMIT ?",
                MemoryRow::read,
                Micros.of(since),
                mark.number(0),
                mark.number(1),
                limit + 1);
        return page(
                rows,
                limit,
                last -> new PageMark(DELETED, Micros.of(last.memory().deleted().orElseThrow()), last.number()));
    }

    private interface Marker {
        PageMark behind(MemoryRow last);
    }

    private static MemoryPage page(List<MemoryRow> rows, int limit, Marker marker) {
        List<MemoryRow> shown = rows.subList(0, Math.min(limit, rows.size()));
        Optional<String> next = rows.size() > limit
                ? Optional.of(marker.behind(shown.get(limit - 1)).text())
                : Optional.empty();
        return new MemoryPage(shown.stream().map(MemoryRow::memory).toList(), next);
    }
}
