package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.state.OwnerOnly;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last contact with a memory API showed of it, so that a status can be told without asking: a small file in the
 * home, which may go at any time, as the next contact makes it anew.
 *
 * @param address the API's
 * @param user who the API took us for, as part of a line; empty when it has never said
 * @param refusedSince since when it does not accept the key
 */
record KnownServer(URI address, String user, Optional<Instant> refusedSince) {
    /** The file's name in the home. */
    static final String FILE_NAME = "memory-api.txt";

    /** What it is called while it is written. */
    static final String PART_FILE_NAME = FILE_NAME + ".part";

    private static final Logger LOG = LoggerFactory.getLogger(KnownServer.class);
    private static final String NEVER = "-";
    private static final int LINES = 3;

    /** What is known of this server; of another one that was there before, nothing counts. */
    static KnownServer read(Path home, URI address) {
        KnownServer stranger = new KnownServer(address, "", Optional.empty());
        try {
            List<String> lines = Files.readAllLines(home.resolve(FILE_NAME));
            return lines.size() == LINES && spelled(URI.create(lines.get(0))).equals(spelled(address))
                    ? new KnownServer(address, lines.get(1), time(lines.get(2)))
                    : stranger;
        } catch (NoSuchFileException e) {
            return stranger;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.debug("What was known of the memory API can't be read.", e);
            return stranger;
        }
    }

    private static Optional<Instant> time(String line) {
        return line.equals(NEVER) ? Optional.empty() : Optional.of(Instant.parse(line));
    }

    /** The same server when it takes us for this user, and so accepts the key. */
    KnownServer accepting(String name) {
        return new KnownServer(address, URLEncoder.encode(name, StandardCharsets.UTF_8), Optional.empty());
    }

    /** The same server when it does not accept the key. */
    KnownServer refusing(Instant now) {
        return refusedSince.isPresent() ? this : new KnownServer(address, user, Optional.of(now));
    }

    /**
     * Tells it from all others, as {@link dev.holdfast.sync.memory.MemoryStore#records} wants it. Another spelling of the address
     * is no other server: what was deleted there would come back.
     */
    String identity() {
        return spelled(address) + " " + user;
    }

    /** The one spelling of an address: its scheme and host in lower case, and no slash at its end. */
    private static String spelled(URI address) {
        String text = address.toString().replaceFirst("/+$", "");
        String authority = address.getRawAuthority();
        if (authority == null) {
            return text;
        }
        int host = text.indexOf("//") + 2 + authority.lastIndexOf('@') + 1;
        int end = text.indexOf("//") + 2 + authority.length();
        int scheme = text.indexOf(':');
        return text.substring(0, scheme).toLowerCase(Locale.ROOT)
                + text.substring(scheme, host)
                + text.substring(host, end).toLowerCase(Locale.ROOT)
                + text.substring(end);
    }

    /**
     * Keeps this for later.
     *
     * @throws StateException when it can't be written
     */
    void write(Path home) {
        Path file = home.resolve(FILE_NAME);
        Path part = file.resolveSibling(PART_FILE_NAME);
        List<String> lines = List.of(
                address.toString(), user, refusedSince.map(Instant::toString).orElse(NEVER));
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, OwnerOnly.file(part));
            Files.write(part, lines);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StateException(
                    "The file " + file + " can't be written; check its folder's permissions and space.", e);
        }
    }
}
