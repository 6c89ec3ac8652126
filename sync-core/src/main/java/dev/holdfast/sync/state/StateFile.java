package dev.holdfast.sync.state;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The database's file: made, opened, brought to the present schema, and set aside when damaged, each under a lock that
 * all processes on the home share. The file is never opened through Java's own channels, since closing one would drop
 * SQLite's locks.
 */
final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(30);
    private static final int BUSY_MILLIS = 15_000;

    private final Path home;
    private final Schema schema;
    private final Path file;
    private final Failures failures;
    private final InstantSource clock;

    StateFile(Path home, Schema schema, InstantSource clock) {
        this.home = home;
        this.schema = schema;
        this.file = home.resolve(schema.fileName());
        this.failures = new Failures(schema, file);
        this.clock = clock;
    }

    /** Says in the user's words what is wrong with the file. */
    Failures failures() {
        return failures;
    }

    /** What messages call the file: its kind and its place. */
    String title() {
        return failures.title();
    }

    boolean exists() {
        return Files.exists(file);
    }

    void makeHome() {
        try {
            Files.createDirectories(home, OwnerOnly.directory(home));
        } catch (IOException e) {
            throw Failures.unusable(file, e);
        }
    }

    /** What tells this file from another that later stands under the same name; null where nothing does. */
    @Nullable
    Object identity() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return "missing";
        } catch (IOException e) {
            throw Failures.unusable(file, e);
        }
    }

    /** Opens the file, fresh or migrated where need be; sets a damaged one aside first. */
    Connection open() {
        if (file.toString().contains("?")) {
            throw new StateException(
                    "The home " + home + " has a '?' in its path, which SQLite reads as something else; name another.",
                    null);
        }
        HomeLock lock = lock();
        try {
            create();
            try {
                return openExisting();
            } catch (SQLException e) {
                if (!Failures.isDamage(e) || schema.remedy().isPresent()) {
                    throw failures.of(e);
                }
                return afresh();
            }
        } finally {
            lock.close();
        }
    }

    /**
     * Sets the file aside if it is still the one that looked damaged, and really is.
     *
     * @param suspect the {@link #identity()} of the file that a connection, closed by now, found damaged
     */
    void setAsideIfDamaged(@Nullable Object suspect) {
        HomeLock lock = lock();
        try {
            Object present = identity();
            if ((present == null || present.equals(suspect)) && isDamaged()) {
                setAside();
            }
        } finally {
            lock.close();
        }
    }

    /** Sentences about files that were set aside and still lie in the home. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        try (DirectoryStream<Path> aside =
                Files.newDirectoryStream(home, file.getFileName() + HomeFiles.ASIDE + "*Z*")) {
            for (Path each : aside) {
                if (HomeFiles.COMPANIONS.stream().noneMatch(each.toString()::endsWith)) {
                    notices.add("The state database was damaged and has been set aside as " + each
                            + "; jobs and history in it are not counted here, so sync once more; this note goes when"
                            + " you move that file away.");
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException | IOException e) {
            throw Failures.unusable(home, e);
        }
        notices.sort(null);
        return notices;
    }

    StateException newerSchema(int version) {
        return new StateException(
                "The " + title() + " was written by a later version of Holdfast (schema " + version
                        + ", this one knows " + schema.latest()
                        + "); update this installation, or name another home.",
                null);
    }

    private HomeLock lock() {
        return HomeLock.acquire(schema.lock(home), OPENING_LIMIT);
    }

    private void create() {
        try {
            Files.createFile(file, OwnerOnly.file(file));
        } catch (FileAlreadyExistsException e) {
            LOG.trace("{} exists", file);
        } catch (IOException e) {
            throw Failures.unusable(file, e);
        }
    }

    private Connection afresh() {
        setAside();
        create();
        try {
            return openExisting();
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    private Connection openExisting() throws SQLException {
        checkOurs();
        Connection connection = connect(false);
        boolean usable = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            // What was removed, or turned into a secret, must not go on lying in pages that a copy of the file takes
            // along.
            statement.execute("PRAGMA secure_delete = ON");
            if (Migrations.version(connection) < schema.latest()) {
                Migrations.run(connection, schema);
            }
            usable = true;
            return connection;
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    /** Looks without writing: closing a connection that may write would put the log into a file that is not ours. */
    private void checkOurs() throws SQLException {
        try (Connection connection = connect(true)) {
            if (Migrations.isForeign(connection, schema)) {
                throw new StateException(
                        file + " is a database of something else than Holdfast; move it away, or name another home.",
                        null);
            }
            int version = Migrations.version(connection);
            if (version > schema.latest()) {
                throw newerSchema(version);
            }
        }
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setReadOnly(readOnly);
        try {
            return config.createConnection("jdbc:sqlite:" + file);
        } catch (LinkageError e) {
            throw new StateException(
                    "SQLite's native library could not be loaded; let programs in "
                            + System.getProperty("java.io.tmpdir")
                            + " be run, or name another directory with -Djava.io.tmpdir.",
                    e);
        }
    }

    private boolean isDamaged() {
        try (Connection connection = connect(true);
                Statement statement = connection.createStatement();
                ResultSet verdict = statement.executeQuery("PRAGMA quick_check(1)")) {
            return !verdict.next() || !"ok".equals(verdict.getString(1));
        } catch (SQLException e) {
            if (Failures.isDamage(e)) {
                return true;
            }
            throw failures.of(e);
        }
    }

    /** Companions first: SQLite would delete a log that it finds beside a missing or empty database. */
    private void setAside() {
        Path aside = freeName();
        try {
            for (String suffix : HomeFiles.COMPANIONS) {
                if (Files.exists(sibling(file, suffix))) {
                    Files.move(sibling(file, suffix), sibling(aside, suffix));
                }
            }
            if (Files.exists(file)) {
                Files.move(file, aside);
            }
        } catch (IOException e) {
            throw new StateException(
                    "The " + title() + " is damaged and can't be set aside ("
                            + e.getClass().getSimpleName() + "); end other programs that use it, then try again.",
                    e);
        }
        LOG.error("The {} was damaged; it has been set aside as {}, and a new one is made.", title(), aside);
    }

    private Path freeName() {
        String stamp = HomeFiles.ASIDE + STAMP.format(clock.instant());
        int count = 1;
        Path name = sibling(file, stamp);
        while (Files.exists(name) || Files.exists(sibling(name, "-wal"))) {
            count++;
            name = sibling(file, stamp + "-" + count);
        }
        return name;
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
