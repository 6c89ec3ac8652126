package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about one server's records, in a transaction. */
abstract class RecordSql {
    /** The number of the memory of an id. */
    static final String NUMBER = "(SELECT number FROM memory WHERE id = ?)";

    final Connection connection;
    final long server;

    RecordSql(Connection connection, long server) {
        this.connection = connection;
        this.server = server;
    }

    /** Carries what SQLite says through work that knows nothing of it. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;

        Failed(SQLException failure) {
            super(failure);
            this.failure = failure;
        }

        @Override
        public synchronized SQLException getCause() {
            return failure;
        }
    }

    interface Query<T> {
        T run() throws SQLException;
    }

    static <T> T sql(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    int update(String sql, @Nullable Object... values) {
        return sql(() -> Sql.update(connection, sql, values));
    }

    <T> List<T> query(String sql, Sql.Row<T> row, @Nullable Object... values) {
        return sql(() -> Sql.query(connection, sql, row, values));
    }

    boolean exists(String sql, @Nullable Object... values) {
        return sql(() -> Sql.number(connection, "SELECT EXISTS (" + sql + ")", values)) != 0;
    }
}
