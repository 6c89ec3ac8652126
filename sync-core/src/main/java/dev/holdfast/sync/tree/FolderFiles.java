package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.ContentHashes;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.entry.StorageTimes;
import dev.holdfast.sync.storage.local.LocalErrors;
import dev.holdfast.sync.tree.FolderPaths.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** The contents of a folder's files, as they were seen, and their hashes. Thread-safe. */
final class FolderFiles {
    private static final int BUFFER = 128 * 1024;

    private final FolderPaths paths;
    private final HashCache hashes;
    private final StorageTimes times = new StorageTimes(Clock.systemUTC(), System::nanoTime);

    FolderFiles(FolderPaths paths, HashCache hashes) {
        this.paths = paths;
        this.hashes = hashes;
    }

    TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws IOException {
        TreeEntry now;
        try (Place place = paths.find(seen.path())) {
            now = Seen.require(place == null ? null : place.now(), seen);
        }
        times.saw(now.modified());
        Instant began = times.atLeast();
        HashCache.Content content = new HashCache.Content(
                now.path(),
                now.size(),
                now.modified(),
                String.valueOf(now.version()),
                Optional.ofNullable(now.identity()));
        Optional<String> known = hashes.find(content);
        if (known.isPresent()) {
            return now.withHash(known.get());
        }
        String hash = digest(now, cancel);
        // Within the grain of its clock a file can change again and look the same.
        if (!now.modified().isAfter(began.minus(ContentHashes.GRAIN))) {
            hashes.keep(content, hash);
        }
        return now.withHash(hash);
    }

    private String digest(TreeEntry seen, CancelSignal cancel) throws IOException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = open(seen)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                cancel.throwIfCancelled();
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Opens the file that was seen; at its end it must still be that one. */
    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    InputStream open(TreeEntry seen) throws IOException {
        try (Place place = paths.find(seen.path())) {
            Seen.require(place == null ? null : place.now(), seen);
            if (place == null) {
                throw Seen.changed(seen.path());
            }
            FileChannel channel =
                    place.folder().channel(place.name(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            Path file = paths.root().resolve(seen.path());
            return new SteadyStream(
                    Channels.newInputStream(channel),
                    () -> requireUnchanged(seen),
                    failure -> LocalErrors.translate(failure, file, paths.root()));
        } catch (AccessDeniedException e) {
            throw new StorageException.Unreadable(
                    "The file " + paths.root().resolve(seen.path())
                            + " can't be read: give this user the right to read it.",
                    e);
        }
    }

    private void requireUnchanged(TreeEntry seen) throws IOException {
        try (Place place = paths.find(seen.path())) {
            Seen.require(place == null ? null : place.now(), seen);
        }
    }
}
