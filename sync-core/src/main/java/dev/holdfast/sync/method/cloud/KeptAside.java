package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a restore replaces, beside it: {@code NAME.before-restore-TIME}. A database's logs go with it under the same
 * name and their own ending, so that the kept database opens with them.
 */
final class KeptAside {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAside.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String LONGEST_ENDING = "-journal";
    private static final String DUCKDB_LOG = ".wal";
    private static final String DUCKDB = "duckdb";
    private static final String FILE = "file";
    private static final String INDEX = "-shm";
    private static final String WAL_BEGINS = "377f068";
    private static final String JOURNAL_BEGINS = "d9d505f920a163d7";
    private static final List<String> SQLITE_LOGS = List.of("-wal", INDEX, "-journal");

    private final String mark;

    KeptAside(Instant now) {
        this.mark = ".before-restore-" + TIME.format(now);
    }

    /** The logs of the database that is there now. Of what only might be a database, those that are logs for certain. */
    List<Path> logs(RestorePlan.Placed placed) throws StorageException {
        ManifestFile file = placed.file();
        List<Path> logs = new ArrayList<>();
        for (String ending : file.kind().equals(DUCKDB) ? List.of(DUCKDB_LOG) : SQLITE_LOGS) {
            Path log = beside(placed.target(), ending);
            if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)
                    && (!file.kind().equals(FILE) || isSqliteLog(log, logs))) {
                logs.add(log);
            }
        }
        return logs;
    }

    /** An encrypted database looks like any file, but its logs don't; the index of a log has no mark of its own. */
    private static boolean isSqliteLog(Path log, List<Path> before) throws StorageException {
        if (log.toString().endsWith(INDEX)) {
            return !before.isEmpty();
        }
        try (InputStream in = Files.newInputStream(log)) {
            String head = HexFormat.of().formatHex(in.readNBytes(8));
            return head.startsWith(WAL_BEGINS) || head.equals(JOURNAL_BEGINS);
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The file " + log + " can't be read: give this user the right to read it.", e);
        }
    }

    /** Whether the name that the file would be kept under is not too long. */
    boolean hasRoom(Path file) {
        return beside(file, mark + LONGEST_ENDING).getFileName().toString().getBytes(StandardCharsets.UTF_8).length
                <= StorageKeys.MAX_SEGMENT;
    }

    /**
     * A file that is kept.
     *
     * @param file where it was
     * @param kept where it is kept
     * @param logs where each of its logs was, and where it is now
     */
    record Kept(Path file, Path kept, Map<Path, Path> logs) {}

    /**
     * Keeps the file, which stays where it is until it is replaced, and moves its logs away: beside another database they
     * would be taken for that one's. When it fails, all is as it was before.
     */
    Kept keep(RestorePlan.Placed placed) throws StorageException {
        Path file = placed.target();
        Kept kept = new Kept(file, beside(file, mark), new LinkedHashMap<>());
        List<Path> logs = logs(placed);
        try {
            link(file, kept.kept());
        } catch (IOException e) {
            throw notKept(kept, e);
        }
        try {
            for (Path log : logs) {
                String ending = String.valueOf(log.getFileName())
                        .substring(String.valueOf(file.getFileName()).length());
                Path aside = beside(kept.kept(), ending);
                Files.move(log, aside, StandardCopyOption.ATOMIC_MOVE);
                kept.logs().put(log, aside);
            }
            TargetFile.syncFolder(file.getParent());
            return kept;
        } catch (IOException e) {
            putBack(kept);
            throw notKept(kept, e);
        }
    }

    private static StorageException notKept(Kept kept, IOException cause) {
        return new StorageException.Permanent(
                "The file " + kept.file() + " could not be kept as " + kept.kept()
                        + ", so it was not replaced: check the" + " rights and the room there.",
                cause);
    }

    /** Without its logs the file would have lost what only they hold, so where it is not replaced they come back. */
    static void putBack(Kept kept) throws StorageException {
        try {
            for (Map.Entry<Path, Path> log : kept.logs().entrySet()) {
                Files.move(log.getValue(), log.getKey(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.delete(kept.kept());
            TargetFile.syncFolder(kept.file().getParent());
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The file " + kept.file() + " was not replaced, but its logs are still beside " + kept.kept()
                            + ": before anybody opens it, move them back.",
                    e);
        }
    }

    private static void link(Path file, Path kept) throws IOException {
        try {
            Files.createLink(kept, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("No hard link at {}.", kept, e);
            Files.copy(file, kept, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
