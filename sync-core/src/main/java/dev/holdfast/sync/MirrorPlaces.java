package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.cloud.RemoteOpener;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the sides of a mirror are, and which places can't be sides: a mirror in a mirror would never come to its end. */
final class MirrorPlaces {
    private MirrorPlaces() {}

    /** A place by where it really is; everything at or below it is its own. */
    private sealed interface Place {
        boolean holds(Place other);

        record Folder(Path real) implements Place {
            @Override
            public boolean holds(Place other) {
                return other instanceof Folder folder && folder.real.startsWith(real);
            }
        }

        /** A set of documents in the home, which lies in no folder. */
        record Space(String name) implements Place {
            @Override
            public boolean holds(Place other) {
                return equals(other);
            }
        }

        /** The prefix is empty, or ends with a slash. */
        record Bucket(String name, String prefix) implements Place {
            @Override
            public boolean holds(Place other) {
                return other instanceof Bucket bucket && bucket.name.equals(name) && bucket.prefix.startsWith(prefix);
            }
        }
    }

    /**
     * Refuses a mirror whose sides overlap, or one of which has to do with the home or the remote.
     *
     * @throws StorageException.Permanent in one sentence, when it does
     */
    static void check(MirrorSetting mirror, Settings settings) throws StorageException {
        Place source = place(mirror, mirror.source());
        Place destination = place(mirror, mirror.destination());
        Place home = new Place.Folder(real(settings.home()));
        refuse(overlap(source, home), mirror, mirror.source(), "Holdfast's own home " + settings.home());
        refuse(overlap(destination, home), mirror, mirror.destination(), "Holdfast's own home " + settings.home());
        if (overlap(source, destination)) {
            throw new StorageException.Permanent(
                    "The two sides of the mirror " + mirror.name() + ", " + mirror.source() + " and "
                            + mirror.destination() + ", are one place or lie in one another: choose two apart.",
                    null);
        }
        Optional<Place> remote = remote(settings);
        if (remote.isPresent()) {
            refuse(overlap(source, remote.get()), mirror, mirror.source(), "the remote");
            refuse(overlap(destination, remote.get()), mirror, mirror.destination(), "the remote");
        }
    }

    /**
     * Names a side among those of this home: equal text means the same place. A bucket's name alone says little. What of a
     * space is to be seen is no part of it: what was seen before must be known to be told from what never was.
     */
    static String address(MirrorSetting mirror, String side, Settings settings) {
        MirrorRules rules = mirror.rules();
        if (isBucket(side)) {
            String endpoint =
                    settings.get(Keys.CLOUD_ENDPOINT).map(Destination::plain).orElse("none");
            return side + " endpoint=" + endpoint + " profile=" + settings.get(Keys.CLOUD_PROFILE)
                    + (rules.storageId() == 0 ? "" : " tree=" + rules.storageId());
        }
        return side;
    }

    static boolean isFolder(String side) {
        return !isBucket(side) && MirrorSetting.space(side).isEmpty();
    }

    static boolean isBucket(String side) {
        return side.startsWith("s3:");
    }

    /** The folder that a side names, by its spelling. */
    static Path folder(MirrorSetting mirror, String side) throws StorageException {
        return spelled(side)
                .orElseThrow(() -> new StorageException.Permanent(
                        "The mirror " + mirror.name() + " names " + side + ", which is no folder of this machine.",
                        null))
                .toAbsolutePath()
                .normalize();
    }

    private static Place place(MirrorSetting mirror, String side) throws StorageException {
        Optional<String> space = MirrorSetting.space(side);
        if (space.isPresent()) {
            return new Place.Space(space.get());
        }
        return isBucket(side) ? bucket(URI.create(side)) : new Place.Folder(real(folder(mirror, side)));
    }

    private static Optional<Place> remote(Settings settings) {
        return settings.remoteIsBucket()
                ? settings.remote().map(MirrorPlaces::bucket)
                : RemoteOpener.localFolder(settings).map(folder -> new Place.Folder(real(folder)));
    }

    private static Place bucket(URI address) {
        String path = Optional.ofNullable(address.getPath()).orElse("").replaceAll("^/+|/+$", "");
        String authority = Optional.ofNullable(address.getAuthority()).orElse("");
        String name = authority.substring(authority.lastIndexOf('@') + 1);
        return new Place.Bucket(name, path.isEmpty() ? "" : path + "/");
    }

    private static boolean overlap(Place one, Place other) {
        return one.holds(other) || other.holds(one);
    }

    private static void refuse(boolean overlaps, MirrorSetting mirror, String side, String what)
            throws StorageException {
        if (overlaps) {
            throw new StorageException.Permanent(
                    "The mirror " + mirror.name() + " names " + side + ", which " + what
                            + " has to do with: choose a place apart from it.",
                    null);
        }
    }

    /** Where a folder really is; of one that is not there, where its nearest parent is that can be asked. */
    private static Path real(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole)).normalize();
            } catch (IOException e) {
                // What is missing or can't be asked is where its parent is.
            }
        }
        return whole;
    }

    /** Empty for what is no folder. */
    private static Optional<Path> spelled(String side) {
        try {
            if (!side.contains("://")) {
                return Optional.of(Path.of(side));
            }
            URI address = URI.create(side);
            return "file".equals(address.getScheme()) ? Optional.of(Path.of(address)) : Optional.empty();
        } catch (InvalidPathException | FileSystemNotFoundException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
