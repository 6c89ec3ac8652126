package dev.holdfast.sync.spool;

import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code spool} in the home, where a hook that has no time to start Java leaves what it was told: one file a
 * session's end, written under another name, synced, and renamed to {@code NAME.json}. Each file is taken once, by
 * whichever process looks next. One that can't be read counts as a session's end too; it is set aside in {@code
 * spool/bad} and reported for as long as it lies there. Thread-safe, and safe between processes.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_BYTES = 1 << 20;
    private static final String READY = ".json";
    private static final String UNFINISHED = ".tmp";
    /** A hook lives for a second or two; what is older has lost its writer. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final Path folder;
    private final Path lockFile;
    private final StateDatabase state;
    private final InstantSource clock;
    /** Names of files that a warning was given about. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public Spool(Path home, StateDatabase state, InstantSource clock) {
        this.folder = home.resolve("spool");
        this.lockFile = HomeFiles.inLocks(home, "spool.lock");
        this.state = state;
        this.clock = clock;
    }

    /** Makes a durable job of one session's end. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes it, or does nothing where the settings want nothing done.
         *
         * @param attributes what the hook was told
         * @param note to be run in the transaction that stores the job
         * @return false when it can't be made use of now; it is offered again
         */
        boolean take(Map<String, String> attributes, Note note);
    }

    /** Notes in a transaction that a file has been taken. */
    @FunctionalInterface
    public interface Note {
        void write(Connection connection) throws SQLException;
    }

    /**
     * Takes every file that is there, unless another process is at it.
     *
     * @param age how old a file has to be
     * @throws dev.holdfast.sync.state.StateException when the state can't be used; the files stay then
     */
    public void takeAll(Duration age, Taker taker) {
        if (list(folder).isEmpty()) {
            return;
        }
        Optional<HomeLock> lock = HomeLock.tryAcquire(lockFile);
        if (lock.isEmpty()) {
            return;
        }
        try {
            for (Path file : list(folder)) {
                take(file, age, taker);
            }
        } finally {
            lock.get().close();
        }
    }

    /** One sentence for each file that could not be read and still lies there, and one for those that wait. Opens no state. */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        list(folder.resolve("bad"))
                .forEach(file -> notices.add("What a session's end hook was told could not be read; it lies in " + file
                        + ", its upload was queued all the same, and this note goes when you delete it."));
        long waiting = list(folder).stream()
                .filter(file -> file.toString().endsWith(READY))
                .count();
        if (waiting > 0) {
            notices.add(waiting
                    + " session end(s) that a hook has recorded wait until a source is there to be uploaded: name"
                    + " one under sources in the home's holdfast.yaml.");
        }
        return List.copyOf(notices);
    }

    private void take(Path file, Duration age, Taker taker) {
        String name = String.valueOf(file.getFileName());
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !isOlderThan(age, file)
                    || !(name.endsWith(READY) || isAbandoned(file, name))) {
                return;
            }
            if (isTaken(name) || taker.take(read(file), connection -> write(connection, name))) {
                Files.deleteIfExists(file);
                forget(name);
            }
        } catch (IOException e) {
            if (told.add(name)) {
                LOG.warn("The spooled session's end {} can't be taken away: {}", file, e.getMessage());
            }
        }
    }

    private boolean isOlderThan(Duration age, Path file) throws IOException {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        return age.isZero() || Duration.between(written, clock.instant()).abs().compareTo(age) > 0;
    }

    /** What it says; nothing where that can't be told, as the session has ended all the same. */
    private Map<String, String> read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return HookInput.read(new ByteArrayInputStream(in.readNBytes(MOST_BYTES)));
        } catch (IOException e) {
            LOG.warn("The spooled session's end {} can't be read and is set aside.", file);
            setAside(file);
            return Map.of();
        }
    }

    /** A copy, so that the file itself goes only when its job is on disk. */
    private void setAside(Path file) {
        try {
            Path bad = Files.createDirectories(folder.resolve("bad"));
            Path part = Files.createTempFile(bad, ".copy", UNFINISHED);
            try {
                Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, bad.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.warn("The spooled session's end {} could not be set aside: {}", file, e.getMessage());
        }
    }

    private boolean isAbandoned(Path file, String name) throws IOException {
        if (!name.endsWith(UNFINISHED)) {
            return false;
        }
        return isOlderThan(ABANDONED, file);
    }

    private boolean isTaken(String name) {
        return state.read(connection -> Sql.number(connection, "SELECT count(*) FROM spooled WHERE name = ?", name))
                > 0;
    }

    private void write(Connection connection, String name) throws SQLException {
        Sql.update(connection, "INSERT INTO spooled (name, taken) VALUES (?, ?)", name, clock.millis());
    }

    private void forget(String name) {
        long before = clock.millis() - REMEMBERED.toMillis();
        state.write(
                connection -> Sql.update(connection, "DELETE FROM spooled WHERE name = ? OR taken < ?", name, before));
    }

    private static List<Path> list(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            all.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException | IOException e) {
            LOG.warn("The spool {} can't be read: {}", folder, e.getMessage());
            return List.of();
        }
        files.sort(null);
        return files;
    }
}
