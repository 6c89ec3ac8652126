package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.Folder;
import dev.holdfast.sync.storage.local.HardLinks;
import dev.holdfast.sync.tree.FolderPaths.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trash of a folder: {@code .holdfast-trash/<time>-<random>/<path>} at its root, so that a person finds it. What goes
 * there is on disk under its new name before the old one goes. Thread-safe.
 */
final class FolderTrash {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss");
    private static final Pattern DELETION = Pattern.compile("\\d{8}_\\d{6}-[0-9a-f]{8}");
    private static final int STAMP_LENGTH = 15;

    /** Files that go within this time share a directory. */
    private static final Duration TOGETHER = Duration.ofMinutes(10);

    private final FolderPaths paths;
    private final InstantSource clock;
    private @Nullable String deletion;
    private Instant begun = Instant.MIN;

    FolderTrash(FolderPaths paths, InstantSource clock) {
        this.paths = paths;
        this.clock = clock;
    }

    /**
     * Puts a file in the place of the one that was seen there, which is kept in the trash.
     *
     * @return where it is now
     */
    String replace(Place place, TreeEntry seen, Folder fresh, String freshName) throws IOException {
        return put(place, (target, name) -> {
            TreeEntry kept = keep(place, seen, target, name);
            orForget(place, kept, target, name, () -> fresh.rename(freshName, place.folder(), place.name()));
        });
    }

    /** Tells how what is at the place looks now that it is kept: with a second name, its time of change is another one. */
    private TreeEntry keep(Place place, TreeEntry seen, Folder target, String name) throws IOException {
        if (!HardLinks.link(place.folder(), place.name(), target, name)) {
            copy(place, target, name);
            return seen;
        }
        TreeEntry linked = paths.stat().look(target, name, place.path());
        if (linked == null || !Seen.isSame(linked, seen)) {
            target.deleteFile(name);
            throw changed(place);
        }
        return linked;
    }

    /**
     * Moves what is at a place into the trash.
     *
     * @return where it is now
     */
    String take(Place place, TreeEntry seen) throws IOException {
        return put(place, (target, name) -> {
            try {
                place.folder().rename(place.name(), target, name);
            } catch (AtomicMoveNotSupportedException e) {
                // The trash is on another disk.
                copy(place, target, name);
                orForget(place, seen, target, name, () -> place.folder().deleteFile(place.name()));
                return;
            }
            if (!Seen.isSame(paths.stat().look(target, name, place.path()), seen)) {
                giveBack(place, target, name);
                throw changed(place);
            }
        });
    }

    /** Does what makes the kept one the only one, if it still is what stands at the place. If not, nothing is kept. */
    private void orForget(Place place, TreeEntry kept, Folder target, String name, Effect effect) throws IOException {
        boolean begun = false;
        try {
            target.sync();
            Seen.require(now(place), kept);
            begun = true;
            effect.run();
        } catch (IOException | RuntimeException e) {
            // One that failed may have been done all the same.
            if (!begun || isStill(place, kept, e)) {
                forget(target, name, e);
            }
            throw e;
        }
    }

    private @Nullable TreeEntry now(Place place) throws IOException {
        return paths.stat().look(place.folder(), place.name(), place.path());
    }

    private boolean isStill(Place place, TreeEntry kept, Exception failure) {
        try {
            return Seen.isSame(now(place), kept);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private static void forget(Folder target, String name, Exception failure) {
        try {
            target.deleteFile(name);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Somebody was quicker, and what was taken is not what was seen. Where its place is taken by now, it stays in the trash. */
    private static void giveBack(Place place, Folder target, String name) throws IOException {
        try {
            if (HardLinks.link(target, name, place.folder(), place.name())) {
                target.deleteFile(name);
            }
        } catch (FileAlreadyExistsException e) {
            // Both are kept so.
        }
    }

    @FunctionalInterface
    private interface Step {
        void run(Folder target, String name) throws IOException;
    }

    @FunctionalInterface
    private interface Effect {
        void run() throws IOException;
    }

    private String put(Place place, Step step) throws IOException {
        String inTrash = deletion() + "/" + place.path();
        if (isTaken(inTrash)) {
            inTrash = newDeletion() + "/" + place.path();
        }
        String where = FolderPaths.TRASH + "/" + inTrash;
        try (Folder target = paths.makeOwn(FolderPaths.parent(where))) {
            step.run(target, FolderPaths.name(where));
            target.sync();
        }
        return where;
    }

    private boolean isTaken(String inTrash) throws IOException {
        String where = FolderPaths.TRASH + "/" + inTrash;
        try (Folder there = paths.findOwn(FolderPaths.parent(where))) {
            if (there == null) {
                return isBelowAFile(where);
            }
            return paths.stat().look(there, FolderPaths.name(where), where) != null;
        }
    }

    /** A file that had the name of a directory around this one may have been trashed before. */
    private boolean isBelowAFile(String where) throws IOException {
        for (int slash = where.indexOf('/'); slash >= 0; slash = where.indexOf('/', slash + 1)) {
            try (Place above = paths.find(where.substring(0, slash))) {
                TreeEntry now = above == null ? null : above.now();
                if (now == null) {
                    return false;
                }
                if (now.kind() != EntryKind.DIRECTORY) {
                    return true;
                }
            }
        }
        return false;
    }

    private synchronized String deletion() {
        Instant now = clock.instant();
        String current = deletion;
        if (current == null || now.isBefore(begun) || now.isAfter(begun.plus(TOGETHER))) {
            current = newDeletion();
        }
        return current;
    }

    private synchronized String newDeletion() {
        begun = clock.instant();
        String name = STAMP.format(begun.atOffset(ZoneOffset.UTC)) + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        deletion = name;
        return name;
    }

    private static void copy(Place place, Folder target, String name) throws IOException {
        try (FileChannel in =
                place.folder().channel(place.name(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            FileChannel made = target.createPrivate(name);
            try (FileChannel out = made) {
                pour(in, out, place);
                FolderStat.copyPermissions(place.folder(), place.name(), target, name);
            } catch (IOException | RuntimeException e) {
                forget(target, name, e);
                throw e;
            }
        }
    }

    private static void pour(FileChannel in, FileChannel out, Place place) throws IOException {
        long size = in.size();
        for (long done = 0; done < size; ) {
            long moved = in.transferTo(done, size - done, out);
            if (moved <= 0) {
                throw changed(place);
            }
            done += moved;
        }
        out.force(true);
    }

    private static StorageException changed(Place place) {
        return Seen.changed(place.path());
    }

    /** Removes for good one file that is in the trash, and says where it is then: nowhere. */
    Optional<String> forget(String where) throws IOException {
        try (Folder there = paths.findOwn(FolderPaths.parent(where))) {
            if (there != null) {
                there.deleteFile(FolderPaths.name(where));
            }
        }
        return Optional.empty();
    }

    /** Whether it is the name of a directory in the trash that is ours. */
    static boolean isDeletion(String name) {
        return DELETION.matcher(name).matches() && isTime(name);
    }

    /** Anybody may put a directory there whose name only looks like one of ours. */
    private static boolean isTime(String deletion) {
        try {
            time(deletion);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Removes for good what was trashed so long ago, or longer; says how many files it were. */
    int empty(Duration age) throws IOException {
        Instant limit = clock.instant().minus(age);
        int removed = 0;
        try (Folder trash = paths.findOwn(FolderPaths.TRASH)) {
            if (trash == null) {
                return 0;
            }
            List<String> old = new ArrayList<>();
            trash.names(name -> {
                if (isDeletion(name) && !time(name).isAfter(limit)) {
                    old.add(name);
                }
            });
            for (String name : old) {
                removed += remove(trash, name);
            }
        }
        return removed;
    }

    /** When a directory in the trash was begun. */
    static Instant time(String deletion) {
        return LocalDateTime.parse(deletion.substring(0, STAMP_LENGTH), STAMP).toInstant(ZoneOffset.UTC);
    }

    private static int remove(Folder folder, String name) throws IOException {
        if (!folder.attributes(name).isDirectory()) {
            folder.deleteFile(name);
            return 1;
        }
        int removed = 0;
        try (Folder inner = folder.open(name)) {
            List<String> names = new ArrayList<>();
            inner.names(names::add);
            for (String each : names) {
                removed += remove(inner, each);
            }
        }
        folder.deleteDirectory(name);
        return removed;
    }
}
