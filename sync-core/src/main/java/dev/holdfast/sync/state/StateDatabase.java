package dev.holdfast.sync.state;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the home's durable files, usually its state, {@code state.db}: a SQLite database in WAL mode with full
 * synchronisation, so that what {@link #write} has returned from survives a crash of the program and of the machine.
 * Nothing is opened or made before the first {@link #read} or {@link #write}. Any number of processes may use one home; a
 * damaged file is set aside and a fresh one takes its place, or is refused, as its {@link Schema} says. Thread-safe: this
 * object has one connection and lets one thread at it at a time, so work must be short and must not call back.
 */
public final class StateDatabase implements AutoCloseable {
    /** The database's name in the home. */
    public static final String FILE_NAME = "state.db";

    private static final Logger LOG = LoggerFactory.getLogger(StateDatabase.class);
    private static final int MOST_ROUNDS = 4;

    private final Schema schema;
    private final StateFile file;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Connection connection;

    @GuardedBy("lock")
    private @Nullable Object identity;

    @GuardedBy("lock")
    private boolean closed;

    /** The home's state. */
    public StateDatabase(Path home, InstantSource clock) {
        this(home, Migrations.STATE, clock);
    }

    /** A file of another kind. */
    public StateDatabase(Path home, Schema schema, InstantSource clock) {
        this.schema = schema;
        this.file = new StateFile(home, schema, clock);
    }

    /**
     * Something to do with the database. It may be run again, on a fresh file, when the first one turns out damaged or set
     * aside; so it must have no effects besides those in the database.
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Makes the home, for its owner alone, if it is not there. To be called before anything else writes into it.
     *
     * @throws StateException when it can't be made
     */
    public void makeHome() {
        file.makeHome();
    }

    /**
     * Runs statements that only read.
     *
     * @throws StateException when the database can't be used
     */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return perform(work);
    }

    /**
     * Runs statements that only read, all as things stand at one moment.
     *
     * @throws StateException when the database can't be used
     */
    public <T extends @Nullable Object> T readAtOneMoment(Work<T> work) {
        return read(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
                try {
                    return work.run(connection);
                } finally {
                    statement.execute("ROLLBACK");
                }
            }
        });
    }

    /** Whether the file is there; false as long as nothing was ever written. Makes none. */
    public boolean exists() {
        return file.exists();
    }

    /**
     * The same where looking is to make no file.
     *
     * @param without the answer where there is no file yet
     * @throws StateException when the database can't be used
     */
    public <T extends @Nullable Object> T readIfThere(T without, Work<T> work) {
        return exists() ? readAtOneMoment(work) : without;
    }

    /**
     * Runs the work in one transaction that has the write lock from its start. When this has returned, what the work wrote
     * is on the disk.
     *
     * @throws StateException when the database can't be used; nothing was written then
     */
    public <T extends @Nullable Object> T write(Work<T> work) {
        return perform(opened -> transaction(opened, work));
    }

    /** One sentence for each damaged database that was set aside and still lies in the home. Opens nothing. */
    public List<String> notices() {
        return file.notices();
    }

    /** Closes the database; later calls fail. Calling it again does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T perform(Work<T> work) {
        lock.lock();
        try {
            for (int round = 1; ; round++) {
                try {
                    T result = work.run(connected());
                    if (isCurrent()) {
                        return result;
                    }
                    // Another process has set the file aside meanwhile: what was written went there. Do it again here.
                } catch (SQLException e) {
                    recover(e, round);
                }
                if (round == MOST_ROUNDS) {
                    throw new StateException("The " + file.title() + " keeps being replaced; check the disk.", null);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Connection connected() {
        if (closed) {
            throw new StateException("The " + file.title() + " was closed; start again.", null);
        }
        if (connection != null && !isCurrent()) {
            disconnect();
        }
        Connection present = connection;
        if (present == null) {
            present = file.open();
            connection = present;
            identity = file.identity();
        }
        return present;
    }

    @GuardedBy("lock")
    private boolean isCurrent() {
        return Objects.equals(identity, file.identity());
    }

    /** Leaves things so that the work may be tried again, or throws what the caller is to hear. */
    @GuardedBy("lock")
    private void recover(SQLException failure, int round) {
        boolean current = isCurrent();
        Object suspect = identity;
        disconnect();
        if (!current) {
            return;
        }
        if (round > 1 || !Failures.isDamage(failure) || schema.remedy().isPresent()) {
            throw file.failures().of(failure);
        }
        file.setAsideIfDamaged(suspect);
    }

    @GuardedBy("lock")
    private void disconnect() {
        Connection present = connection;
        connection = null;
        if (present != null) {
            try {
                present.close();
            } catch (SQLException e) {
                LOG.warn("Closing the {} failed.", file.title(), e);
            }
        }
    }

    private <T extends @Nullable Object> T transaction(Connection opened, Work<T> work) throws SQLException {
        boolean committed = false;
        try (Statement statement = opened.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            int version = Migrations.version(opened);
            if (version > schema.latest()) {
                // Another process, of a later version, has moved the file on while this one ran.
                throw file.newerSchema(version);
            }
            T result = work.run(opened);
            statement.execute("COMMIT");
            committed = true;
            return result;
        } finally {
            if (!committed) {
                abandon();
            }
        }
    }

    /** Closing the connection undoes what was begun, also where SQLite has ended the transaction by itself already. */
    private void abandon() {
        lock.lock();
        try {
            disconnect();
        } finally {
            lock.unlock();
        }
    }
}
