package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.hash.Hashes;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A database whose every transaction leaves marks in all of its tables that must fit together: all items carry the
 * transaction's number, the accounts sum up to nothing, and each of the last transactions has its entries under a hash.
 * So a state in which parts of two transactions meet, or one of which a part is missing, is told from every committed one.
 */
final class Ledger {
    private static final int ITEMS = 1000;
    private static final int ACCOUNTS = 100;
    private static final int KEPT = 40;
    private static final int MOST_PARTS = 8;
    private static final String PADDING = "p".repeat(900);

    private Ledger() {}

    /** What is wrong with a state that no transaction left. */
    static final class TornException extends Exception {
        private static final long serialVersionUID = 1L;

        TornException(String message) {
            super(message);
        }
    }

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (id INTEGER, generation BIGINT, padding VARCHAR)");
            statement.execute("CREATE TABLE account (id INTEGER, amount BIGINT)");
            statement.execute("CREATE TABLE entry (tx BIGINT, part INTEGER, body VARCHAR)");
            statement.execute("CREATE TABLE done (tx BIGINT, parts INTEGER, sha256 VARCHAR)");
        }
        connection.setAutoCommit(false);
        fill(connection, ITEMS, "INSERT INTO item VALUES (?, 0, '" + PADDING + "')");
        fill(connection, ACCOUNTS, "INSERT INTO account VALUES (?, 0)");
        connection.commit();
    }

    private static void fill(Connection connection, int rows, String sql) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int row = 0; row < rows; row++) {
                insert.setInt(1, row);
                insert.executeUpdate();
            }
        }
    }

    /** Does all of a transaction but its commit. */
    static void write(Connection connection, long tx, RandomGenerator random) throws SQLException {
        update(connection, "UPDATE item SET generation = ?", tx);
        int amount = random.nextInt(1, 1000);
        move(connection, -amount, random.nextInt(ACCOUNTS));
        List<String> bodies = new ArrayList<>();
        int parts = random.nextInt(1, MOST_PARTS + 1);
        for (int part = 0; part < parts; part++) {
            String body = Long.toHexString(random.nextLong()).repeat(random.nextInt(1, 40));
            bodies.add(body);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?)")) {
                insert.setLong(1, tx);
                insert.setInt(2, part);
                insert.setString(3, body);
                insert.executeUpdate();
            }
        }
        move(connection, amount, random.nextInt(ACCOUNTS));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO done VALUES (?, ?, ?)")) {
            insert.setLong(1, tx);
            insert.setInt(2, parts);
            insert.setString(3, hash(bodies));
            insert.executeUpdate();
        }
        update(connection, "DELETE FROM entry WHERE tx <= ?", tx - KEPT);
        update(connection, "DELETE FROM done WHERE tx <= ?", tx - KEPT);
    }

    private static void move(Connection connection, long amount, int account) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET amount = amount + ? WHERE id = ?")) {
            update.setLong(1, amount);
            update.setInt(2, account);
            update.executeUpdate();
        }
    }

    private static void update(Connection connection, String sql, long number) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, number);
            update.executeUpdate();
        }
    }

    private static String hash(List<String> bodies) {
        return Hashes.of(String.join("\n", bodies).getBytes(StandardCharsets.UTF_8));
    }

    /** The last transaction of a state that holds whole transactions only. */
    static long lastTransaction(Connection connection) throws SQLException, TornException {
        long last = number(connection, "SELECT max(tx) FROM done");
        require(number(connection, "SELECT count(*) FROM item") == ITEMS, "items are missing");
        require(
                number(connection, "SELECT min(generation) FROM item") == last
                        && number(connection, "SELECT max(generation) FROM item") == last,
                "items are not all of transaction " + last);
        require(number(connection, "SELECT count(*) FROM account") == ACCOUNTS, "accounts are missing");
        require(
                number(connection, "SELECT CAST(sum(amount) AS BIGINT) FROM account") == 0,
                "the accounts don't add up");
        checkEntries(connection, last);
        return last;
    }

    private static void checkEntries(Connection connection, long last) throws SQLException, TornException {
        TreeMap<Long, List<String>> bodies = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT tx, body FROM entry ORDER BY tx, part")) {
            while (rows.next()) {
                bodies.computeIfAbsent(rows.getLong(1), any -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        long first = Math.max(1, last - KEPT + 1);
        require(bodies.size() == last - first + 1, "there are entries of " + bodies.size() + " transactions");
        require(number(connection, "SELECT count(*) FROM done") == bodies.size(), "transactions without entries");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT tx, sha256 FROM done")) {
            while (rows.next()) {
                List<String> entries = bodies.getOrDefault(rows.getLong(1), List.of());
                require(hash(entries).equals(rows.getString(2)), "transaction " + rows.getLong(1) + " is not whole");
            }
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void require(boolean holds, String problem) throws TornException {
        if (!holds) {
            throw new TornException(problem);
        }
    }
}
