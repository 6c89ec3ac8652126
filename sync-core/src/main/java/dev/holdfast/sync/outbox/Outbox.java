package dev.holdfast.sync.outbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.holdfast.sync.state.SortableIds;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The durable queue of jobs. What a method has returned from is on the disk. A job is run under a lease, which {@link
 * #lease} hands out with a new fence number; whoever speaks for a job with an older number is not heard. Failed jobs come
 * due again by themselves, for ever; parked ones wait until somebody asks for them. Thread-safe, and safe between
 * processes. Every method throws {@link dev.holdfast.sync.state.StateException} when the database can't be used.
 */
@CheckReturnValue
public final class Outbox {
    /** How long a lease holds unless renewed. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration HISTORY = Duration.ofDays(90);
    private static final int HISTORY_ROWS = 1000;
    /** Reports name each file: the newest are kept whole, of older jobs the outcome alone. */
    private static final int REPORTS_KEPT = 20;

    private static final int FREE_INTERRUPTIONS = 3;
    private static final String MINE = "(target = ? OR (canonical = 1 AND ?))";
    /** Nothing waits longer than the longest back-off: a later date only means that the clock was wrong. */
    private static final String DUE = "(state = 'pending' AND (next_attempt <= ? OR next_attempt > ?))";

    /** Parked, or waiting after a failure. */
    private static final String STUCK =
            "(state = 'parked' OR state = 'pending' AND last_error IS NOT NULL AND next_attempt > ?)";

    private static final String AGAIN = "UPDATE job SET state = 'pending', ended = NULL, next_attempt = ? ";

    private static final String OWNED = " WHERE id = ? AND fence = ? AND state = 'running'";

    private final StateDatabase state;
    private final InstantSource clock;
    private final Backoff backoff;
    private final String context;
    private final SortableIds ids = new SortableIds();

    /**
     * The outbox in this state database.
     *
     * @param context equal text means that a job which failed in one process would fail in this one too: the same settings,
     *     the same means; holds no secret
     */
    public Outbox(StateDatabase state, InstantSource clock, String context) {
        this(state, clock, context, () -> ThreadLocalRandom.current().nextDouble());
    }

    Outbox(StateDatabase state, InstantSource clock, String context, DoubleSupplier random) {
        this.state = state;
        this.clock = clock;
        this.context = context;
        this.backoff = new Backoff(random);
    }

    /** Something to be written in the same transaction as a job. */
    @FunctionalInterface
    public interface Along {
        /** Nothing. */
        Along NOTHING = (connection, jobId, joined) -> {};

        /**
         * Writes it.
         *
         * @param joined whether an equal job was joined
         */
        void write(Connection connection, String jobId, boolean joined) throws SQLException;
    }

    /**
     * What {@link Outbox#enqueue} answers.
     *
     * @param jobId the job
     * @param length how many jobs are pending or running, this one included
     * @param joined whether an equal job that waited was joined
     */
    public record Receipt(String jobId, long length, boolean joined) {}

    /**
     * Commits a job, due at once. An equal one (same kind and payload, same place) that nobody is at is joined: one that
     * waits after a failure becomes due, a parked one is tried again.
     */
    @CanIgnoreReturnValue
    public Receipt enqueue(NewJob job) {
        return enqueue(job, Along.NOTHING);
    }

    /** The same, with more to be written in one go with the job. */
    @CanIgnoreReturnValue
    public Receipt enqueue(NewJob job, Along along) {
        long now = now();
        return state.write(connection -> {
            List<String> equal = Sql.query(
                    connection,
                    "SELECT id FROM job WHERE state IN ('pending', 'parked') AND kind = ? AND payload = ? AND " + MINE
                            + " ORDER BY id LIMIT 1",
                    row -> row.getString("id"),
                    job.kind(),
                    job.payload(),
                    job.route().target(),
                    job.route().canonical());
            String id = equal.isEmpty() ? ids.next(Instant.ofEpochMilli(now)) : equal.get(0);
            if (equal.isEmpty()) {
                insert(connection, id, job, now);
            } else {
                join(connection, id, job.route(), now);
            }
            along.write(connection, id, !equal.isEmpty());
            long length = Sql.number(
                    connection, "SELECT coalesce(sum(jobs), 0) FROM job_tally WHERE state IN ('pending', 'running')");
            return new Receipt(id, length, !equal.isEmpty());
        });
    }

    /**
     * Leases the oldest job that is due and that the route may run.
     *
     * @param owner who leases, for people who look at the table
     * @param turn the turn in which it is to be run; nothing is leased when another turn has begun since
     */
    Optional<Job> lease(Route mine, String owner, long turn) {
        long now = now();
        return state
                .write(connection -> isOn(connection, turn)
                        ? Sql.query(
                                connection,
                                "UPDATE job SET state = 'running', attempts = attempts + 1, fence = fence + 1,"
                                        + " lease_owner = ?, lease_until = ? WHERE id = (SELECT id FROM job INDEXED BY job_open WHERE "
                                        + DUE + " AND " + MINE + " ORDER BY id LIMIT 1) RETURNING *",
                                JobRow::job,
                                owner,
                                now + LEASE.toMillis(),
                                now,
                                now + Backoff.LONGEST.toMillis(),
                                mine.target(),
                                mine.canonical())
                        : List.<Job>of())
                .stream()
                .findFirst();
    }

    /** A sign of life, too: whoever does many short jobs gives no other. */
    private static boolean isOn(Connection connection, long turn) throws SQLException {
        return Sql.update(connection, "UPDATE drain_turn SET beat = beat + 1 WHERE number = ?", turn) == 1;
    }

    /** Extends the lease; false when it is no longer the caller's, who must stop then. */
    public boolean renew(Job leased) {
        return owned(leased, "UPDATE job SET lease_until = ?", now() + LEASE.toMillis());
    }

    /** Records success; false when the lease is no longer the caller's. */
    public boolean complete(Job leased, String report) {
        return end(leased, JobState.DONE, null, report);
    }

    /** Records a failure that may mend itself, and lets the job wait; false when the lease is no longer the caller's. */
    public boolean fail(Job leased, String error, String report) {
        return owned(
                leased,
                "UPDATE job SET state = 'pending', lease_until = NULL, interruptions = 0, next_attempt = ?,"
                        + " last_error = ?, report = ?, tried_under = ?",
                now() + backoff.after(leased.attempts()).toMillis(),
                error,
                report,
                context);
    }

    /** Records a failure that needs somebody; false when the lease is no longer the caller's. */
    public boolean park(Job leased, String error, String report) {
        return end(leased, JobState.PARKED, error, report);
    }

    /** Records that the one who asked stopped it; false when the lease is no longer the caller's. */
    public boolean cancel(Job leased, String report) {
        return end(leased, JobState.CANCELLED, null, report);
    }

    /**
     * Cancels a job that nobody is at, when only one has asked for it.
     *
     * @return false when there is no such job: it runs, has ended, or others want it too
     */
    public boolean cancelPending(String jobId) {
        return state.write(connection -> Sql.update(
                        connection,
                        "UPDATE job SET state = 'cancelled', ended = ? WHERE id = ? AND state = 'pending' AND requests = 1",
                        now(),
                        jobId))
                == 1;
    }

    /** Ends the lease as if it had not been; false when it is no longer the caller's. */
    public boolean giveBack(Job leased) {
        return owned(
                leased,
                "UPDATE job SET state = 'pending', lease_until = NULL, attempts = attempts - 1, next_attempt = ?",
                now());
    }

    /**
     * Takes back the leases of an earlier turn, in the transaction that begins a new one. A job during which processes keep
     * dying has to wait between tries.
     *
     * @return how many there were
     */
    int reclaim(Connection connection) throws SQLException {
        long now = now();
        List<Job> orphans = Sql.query(connection, "SELECT * FROM job WHERE state = 'running'", JobRow::job);
        for (Job orphan : orphans) {
            long later = now + backoff.after(orphan.attempts()).toMillis();
            int updated = Sql.update(
                    connection,
                    // The fence, too: whoever had the lease may only have slept.
                    "UPDATE job SET state = 'pending', lease_until = NULL, fence = fence + 1, interruptions = interruptions + 1,"
                            + " next_attempt = CASE WHEN interruptions < ? THEN ? ELSE ? END" + OWNED,
                    FREE_INTERRUPTIONS,
                    now,
                    later,
                    orphan.id(),
                    orphan.fence());
            assert updated == 1;
        }
        return orphans.size();
    }

    /** Lets a job that is parked or waits after a failure be tried again, now; false when there is no such job. */
    public boolean retry(String jobId) {
        long now = now();
        return state.write(connection -> Sql.update(connection, AGAIN + "WHERE id = ? AND " + STUCK, now, jobId, now))
                == 1;
    }

    /** Lets all such jobs that the route may run be tried again, now; tells how many there were. */
    @CanIgnoreReturnValue
    public int retryAll(Route mine) {
        long now = now();
        return state.write(connection -> Sql.update(
                connection, AGAIN + "WHERE " + STUCK + " AND " + MINE, now, now, mine.target(), mine.canonical()));
    }

    /**
     * Takes up what failed in a process of another context: what was wrong or missing there may be right here. To be called
     * once by each process, or two of them would keep taking up each other's failures.
     *
     * @return how many jobs there were
     */
    int takeUp(Route mine) {
        long now = now();
        return state.write(connection -> Sql.update(
                connection,
                AGAIN + "WHERE " + STUCK + " AND tried_under IS NOT ? AND " + MINE,
                now,
                now,
                context,
                mine.target(),
                mine.canonical()));
    }

    /** The parked jobs, oldest first; at most so many. */
    public List<Job> parked(int limit) {
        return state.read(connection -> Sql.query(
                connection, "SELECT * FROM job WHERE state = 'parked' ORDER BY id LIMIT ?", JobRow::job, limit));
    }

    /** The job, unless there never was one or history has dropped it. */
    public Optional<Job> get(String jobId) {
        return getAll(List.of(jobId)).stream().findFirst();
    }

    /** Those of the jobs that are still known. */
    public List<Job> getAll(Collection<String> jobIds) {
        return state.read(connection -> Sql.query(
                connection,
                "SELECT * FROM job WHERE id IN (SELECT value FROM json_each(?))",
                JobRow::job,
                array(jobIds)));
    }

    /** Those of the jobs that are being run, or wait for that and not for the time after a failure. */
    public Set<String> underWay(Collection<String> jobIds) {
        return new HashSet<>(state.read(connection -> Sql.query(
                connection,
                "SELECT id FROM job WHERE id IN (SELECT value FROM json_each(?)) AND (+state = 'running'"
                        + " OR +state = 'pending' AND (last_error IS NULL OR next_attempt <= ?))",
                row -> row.getString("id"),
                array(jobIds),
                now())));
    }

    /** Whether a drainer with this route should try for the drain lock: something is due, or a lease may be orphaned. */
    public boolean hasWork(Route mine) {
        long now = now();
        return state.read(connection -> Sql.number(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM job WHERE state = 'running' OR (" + DUE + " AND " + MINE + "))",
                        now,
                        now + Backoff.LONGEST.toMillis(),
                        mine.target(),
                        mine.canonical()))
                == 1;
    }

    /** Whether jobs that the route may run have not ended, be they due or not. */
    public boolean hasOpenJobs(Route mine) {
        return state.read(connection -> Sql.number(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM job WHERE state IN ('pending', 'running') AND " + MINE + ")",
                        mine.target(),
                        mine.canonical()))
                == 1;
    }

    /** How the queue stands, as a process with this route sees it. */
    public QueueCounts counts(Route mine) {
        return state.read(connection -> Sql.query(
                        connection,
                        "SELECT coalesce(sum(jobs) FILTER (WHERE state = 'pending'), 0) AS pending,"
                                + " coalesce(sum(jobs) FILTER (WHERE state = 'running'), 0) AS running,"
                                + " coalesce(sum(jobs) FILTER (WHERE state = 'parked'), 0) AS parked,"
                                + " coalesce(sum(jobs) FILTER (WHERE state = 'pending' AND NOT " + MINE
                                + "), 0) AS elsewhere,"
                                + " (SELECT count(*) FROM job WHERE last_error IS NOT NULL AND +state = 'pending') AS failed,"
                                + " (SELECT next_attempt FROM job INDEXED BY job_due WHERE state = 'pending' AND "
                                + MINE
                                + " ORDER BY next_attempt LIMIT 1) AS next,"
                                // An id sorts by the time it was made at.
                                + " (SELECT min(created) FROM job WHERE id IN ((SELECT min(id) FROM job WHERE state = 'pending'),"
                                + " (SELECT min(id) FROM job WHERE state = 'running'))) AS oldest FROM job_tally",
                        JobRow::counts,
                        mine.target(),
                        mine.canonical(),
                        mine.target(),
                        mine.canonical()))
                .get(0);
    }

    /** Why the newest job that has failed, and has not been done since, failed. */
    public Optional<String> lastError() {
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT last_error FROM job WHERE +state IN ('pending', 'running', 'parked')"
                                + " AND last_error IS NOT NULL ORDER BY id DESC LIMIT 1",
                        row -> row.getString(1)))
                .stream()
                .findFirst();
    }

    /** Ids are letters and digits, so they need no escaping. */
    private static String array(Collection<String> jobIds) {
        return jobIds.isEmpty() ? "[]" : "[\"" + String.join("\",\"", jobIds) + "\"]";
    }

    private static void join(Connection connection, String id, Route route, long now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE job SET state = 'pending', ended = NULL, requests = requests + 1, next_attempt = ?, target = ?,"
                        + " canonical = ? WHERE id = ?",
                now,
                route.target(),
                route.canonical(),
                id);
    }

    private static void insert(Connection connection, String id, NewJob job, long now) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO job (id, kind, payload, target, canonical, triggered_by, state, created, next_attempt)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
                id,
                job.kind(),
                job.payload(),
                job.route().target(),
                job.route().canonical(),
                job.triggeredBy(),
                now,
                now);
    }

    private boolean end(Job leased, JobState end, @Nullable String error, String report) {
        long now = now();
        return state.write(connection -> {
            int updated = Sql.update(
                    connection,
                    "UPDATE job SET state = ?, lease_until = NULL, ended = ?, last_error = ?, report = ?, tried_under = ?"
                            + OWNED,
                    end.column(),
                    now,
                    error,
                    report,
                    context,
                    leased.id(),
                    leased.fence());
            forgetOld(connection, now);
            return updated == 1;
        });
    }

    private static void forgetOld(Connection connection, long now) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM job WHERE state IN ('done', 'cancelled') AND (ended < ? OR id IN (SELECT id FROM job"
                        + " WHERE state IN ('done', 'cancelled') ORDER BY ended DESC, id DESC LIMIT -1 OFFSET ?))",
                now - HISTORY.toMillis(),
                HISTORY_ROWS);
        Sql.update(
                connection,
                "UPDATE job SET report = NULL WHERE report IS NOT NULL AND state IN ('done', 'cancelled') AND id NOT IN"
                        + " (SELECT id FROM job WHERE state IN ('done', 'cancelled') ORDER BY ended DESC, id DESC LIMIT ?)",
                REPORTS_KEPT);
    }

    private boolean owned(Job leased, String update, @Nullable Object... values) {
        @Nullable Object[] all = new @Nullable Object[values.length + 2];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = leased.id();
        all[values.length + 1] = leased.fence();
        return state.write(connection -> Sql.update(connection, update + OWNED, all)) == 1;
    }

    private long now() {
        return clock.millis();
    }
}
