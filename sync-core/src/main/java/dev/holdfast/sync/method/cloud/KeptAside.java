package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
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
import java.util.List;
import java.util.Locale;
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
    private static final List<String> SQLITE_LOGS = List.of("-wal", "-shm", "-journal");
    private static final String LONGEST_ENDING = "-journal";
    private static final String DUCKDB_LOG = ".wal";
    private static final String DUCKDB = "duckdb";

    private final String mark;

    KeptAside(Instant now) {
        this.mark = ".before-restore-" + TIME.format(now);
    }

    /** The logs of the database that is there now. */
    List<Path> logs(RestorePlan.Placed placed) {
        List<Path> logs = new ArrayList<>();
        for (String ending : endings(placed.file())) {
            Path log = beside(placed.target(), ending);
            if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
                logs.add(log);
            }
        }
        return logs;
    }

    /** Whether the name that the file would be kept under is not too long. */
    boolean hasRoom(Path file) {
        return beside(file, mark + LONGEST_ENDING).getFileName().toString().getBytes(StandardCharsets.UTF_8).length
                <= StorageKeys.MAX_SEGMENT;
    }

    /** An encrypted database looks like any file, and has logs as well. */
    private static List<String> endings(ManifestFile file) {
        return file.kind().equals(DUCKDB) ? List.of(DUCKDB_LOG) : SQLITE_LOGS;
    }

    /**
     * Keeps the file, which stays where it is until it is replaced, and moves its logs away: beside another database they
     * would be taken for that one's. Returns where the file is kept.
     */
    Path keep(RestorePlan.Placed placed) throws StorageException {
        Path file = placed.target();
        Path kept = beside(file, mark);
        try {
            link(file, kept);
            for (Path log : logs(placed)) {
                String ending = String.valueOf(log.getFileName())
                        .substring(String.valueOf(file.getFileName()).length());
                Files.move(log, beside(kept, ending), StandardCopyOption.ATOMIC_MOVE);
            }
            Folders.sync(file.getParent());
            return kept;
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The file " + file + " could not be kept as " + kept + ", so it was not replaced: check the rights"
                            + " and the room there.",
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
