package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB's own driver, where there is one: on the class path, or as a jar that the user has laid into a directory. It is
 * looked for when the first copy is to be opened, and stays loaded.
 */
final class DuckDbDriver {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbDriver.class);
    /** What a copy is called in a connection to it. */
    static final String COPIED = "copied";

    private static final String CLASS = "org.duckdb.DuckDBDriver";
    /** A library can be loaded by one class loader of a process only. */
    private static final Map<Path, Optional<DuckDbDriver>> FOUND = new ConcurrentHashMap<>();

    private final Driver driver;

    private DuckDbDriver(Driver driver) {
        this.driver = driver;
    }

    /**
     * Looks for it until it is there, then never again: it may be added while this process runs.
     *
     * @param directory where a jar {@code duckdb_jdbc….jar} may lie; need not exist
     */
    static synchronized Optional<DuckDbDriver> in(Path directory) {
        Path place = directory.toAbsolutePath();
        Optional<DuckDbDriver> known = FOUND.get(place);
        if (known != null) {
            return known;
        }
        // Asked first: one that is laid there meanwhile is found the next time.
        boolean isThere = isThere(place);
        Optional<DuckDbDriver> found = find(place);
        if (isThere || found.isPresent()) {
            FOUND.put(place, found);
        }
        return found;
    }

    private static Optional<DuckDbDriver> find(Path directory) {
        try {
            Optional<DuckDbDriver> known = load(DuckDbDriver.class.getClassLoader());
            return known.isPresent() ? known : load(loader(directory));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The directory {} can't be searched for a driver for DuckDB.", directory, e);
            return Optional.empty();
        }
    }

    private static ClassLoader loader(Path directory) throws IOException {
        List<Path> jars = jars(directory);
        if (jars.isEmpty()) {
            return ClassLoader.getPlatformClassLoader();
        }
        URL[] urls = {jars.get(0).toUri().toURL()};
        return new URLClassLoader("duckdb", urls, ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> jars(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "duckdb_jdbc*.jar")) {
                jars.forEach(found::add);
            }
        }
        return found;
    }

    private static Optional<DuckDbDriver> load(ClassLoader loader) {
        try {
            Object driver = Class.forName(CLASS, true, loader).getConstructor().newInstance();
            return Optional.of(new DuckDbDriver((Driver) driver));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn("The driver for DuckDB is there but can't be used on this machine; copies are not opened.", e);
            return Optional.empty();
        }
    }

    /** Whether there is one in the directory or on the class path. Loads nothing, so it may prove unusable. */
    static boolean isThere(Path directory) {
        if (DuckDbDriver.class.getClassLoader().getResource(CLASS.replace('.', '/') + ".class") != null) {
            return true;
        }
        try {
            return !jars(directory).isEmpty();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The directory {} can't be searched for a driver for DuckDB.", directory, e);
            return false;
        }
    }

    /** A connection that has the copy, its log beside it, as {@link #COPIED}. Nothing is written. */
    Connection open(Path copy) throws SQLException {
        Properties options = new Properties();
        options.setProperty("threads", "1");
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        Connection connection = driver.connect("jdbc:duckdb:", options);
        // Attached and not connected to, since in an address some characters of a path have a meaning.
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "ATTACH '" + copy.toString().replace("'", "''") + "' AS " + COPIED + " (TYPE duckdb, READ_ONLY)");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Whether a copy, its log beside it, opens as a database. Writes nothing. */
    boolean opens(Path copy) {
        try (Connection connection = open(copy);
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = '" + COPIED + "'");
        } catch (SQLException e) {
            LOG.info("A copy of a DuckDB database could not be opened.", e);
            return false;
        }
    }
}
