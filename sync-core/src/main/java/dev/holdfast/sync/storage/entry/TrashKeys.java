package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Where deleted files lie: under their path in a folder for each deletion. The folder's name is the time of the deletion
 * and a random number. A file whose path leaves no room for that lies under a digest of its path, beside a note that holds
 * the path; the note is there before the file is.
 */
final class TrashKeys {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final Pattern DELETION = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{16}");
    private static final int STAMP_LENGTH = 16;
    private static final String NOTE = ".path";
    private static final int LONGEST_PATH = 1024;

    private final StorageClient storage;
    private final TreePaths paths;

    TrashKeys(StorageClient storage, TreePaths paths) {
        this.storage = storage;
        this.paths = paths;
    }

    /** A name for a deletion that no other has. */
    static String deletion(Instant time) {
        return STAMP.format(time.atOffset(ZoneOffset.UTC)) + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    static boolean isDeletion(String name) {
        return DELETION.matcher(name).matches();
    }

    static Instant time(String deletion) {
        return LocalDateTime.parse(deletion.substring(0, STAMP_LENGTH), STAMP).toInstant(ZoneOffset.UTC);
    }

    /** What holds the folders of all deletions. */
    String all() {
        return paths.own("trash/");
    }

    /** What holds those of files with long paths. */
    String allLong() {
        return paths.own("trash-long/");
    }

    /** The key of a deleted file. */
    String key(String deletion, String path) {
        String key = all() + deletion + "/" + path;
        return TreePaths.fits(key) ? key : allLong() + deletion + "/" + digest(path);
    }

    /** To be called before a file is moved to its key. */
    void note(String key, String path) throws StorageException {
        if (isLong(key)) {
            storage.put(key + NOTE, Content.of(path.getBytes(StandardCharsets.UTF_8)), PutOptions.DEFAULT);
        }
    }

    /** To be called when nothing is at the key any more. */
    void forget(String key) throws StorageException {
        if (isLong(key)) {
            storage.delete(key + NOTE);
        }
    }

    boolean isLong(String key) {
        return key.startsWith(allLong());
    }

    /** The deletion that a key in the trash belongs to; empty when somebody else put it there, and for notes. */
    Optional<String> deletionOf(String key) {
        String rest = key.substring((isLong(key) ? allLong() : all()).length());
        int slash = rest.indexOf('/');
        boolean ours = slash > 0 && isDeletion(rest.substring(0, slash)) && !(isLong(key) && key.endsWith(NOTE));
        return ours ? Optional.of(rest.substring(0, slash)) : Optional.empty();
    }

    /** The path that a file in the trash had. */
    String path(String key, String deletion) throws StorageException {
        if (!isLong(key)) {
            return key.substring(all().length() + deletion.length() + 1);
        }
        try (InputStream in = storage.open(key + NOTE)) {
            return new String(in.readNBytes(LONGEST_PATH), StandardCharsets.UTF_8);
        } catch (StorageException.NotFound e) {
            // Somebody removed the note. The file is not lost for that: it goes by the name that it has here.
            return key.substring(key.lastIndexOf('/') + 1);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Reading " + key + NOTE + " failed.", e);
        }
    }

    private static String digest(String path) {
        return Hashes.of(path);
    }
}
