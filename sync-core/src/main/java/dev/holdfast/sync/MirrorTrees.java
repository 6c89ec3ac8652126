package dev.holdfast.sync;

import static dev.holdfast.sync.mirror.Side.LEFT;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.method.cloud.RemoteOpener;
import dev.holdfast.sync.space.MemoriesTree;
import dev.holdfast.sync.space.SpaceNames;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.SpaceTree;
import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.HoldMemory;
import dev.holdfast.sync.tree.KeptHashes;
import dev.holdfast.sync.tree.StorageTree;
import dev.holdfast.sync.tree.Tree;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The two sides of a mirror, opened for one piece of work. */
final class MirrorTrees implements AutoCloseable {
    private static final Duration KEPT_IN_TRASH = Duration.ofDays(30);
    private static final int HASHES = 100_000;
    private static final int ID_CHARACTERS = 16;

    private final List<Side> sides = new ArrayList<>();

    /**
     * A tree, and what it stands on, which it does not close.
     *
     * @param make makes what is there only once somebody wants it
     * @param below closes what it stands on
     */
    private record Side(Tree tree, Runnable make, Runnable below) {}

    private MirrorTrees() {}

    /**
     * Opens both sides; looks at neither.
     *
     * @throws StorageException when a side is no place that a mirror may have
     */
    static MirrorTrees open(MirrorSetting mirror, Settings settings, CancelSignal cancel) throws StorageException {
        MirrorPlaces.check(mirror, settings);
        MirrorTrees trees = new MirrorTrees();
        boolean whole = false;
        try {
            trees.sides.add(side(mirror, mirror.source(), settings, cancel));
            trees.sides.add(side(mirror, mirror.destination(), settings, cancel));
            whole = true;
            return trees;
        } finally {
            if (!whole) {
                trees.close();
            }
        }
    }

    Tree left() {
        return sides.get(0).tree();
    }

    Tree right() {
        return sides.get(1).tree();
    }

    /** Makes the spaces that are not there yet: as for a folder, one that is missing is never one that was emptied. */
    void makeSpaces() {
        sides.forEach(side -> side.make().run());
    }

    private static Side side(MirrorSetting mirror, String place, Settings settings, CancelSignal cancel)
            throws StorageException {
        Optional<String> space = MirrorSetting.space(place);
        if (space.isPresent()) {
            return space(mirror, space.get(), settings.home());
        }
        if (MirrorPlaces.isBucket(place)) {
            StorageClient storage = RemoteOpener.at(URI.create(place), settings, cancel);
            WorkspaceOptions options = WorkspaceOptions.usual();
            String holder = settings.get(Keys.SYSTEM_ID);
            Tree tree = new StorageTree(
                    storage,
                    mirror.rules().storageId(),
                    options,
                    KEPT_IN_TRASH,
                    holder,
                    System::nanoTime,
                    holds(mirror, place, settings));
            return new Side(tree, () -> {}, storage::close);
        }
        Path root = MirrorPlaces.folder(mirror, place);
        if (!mayBelieve(mirror, root)) {
            return new Side(folder(mirror, place, root, HashCache.inMemory(HASHES)), () -> {}, () -> {});
        }
        KeptHashes hashes = new KeptHashes(settings.home(), root, InstantSource.system());
        return new Side(folder(mirror, place, root, hashes), () -> {}, hashes::close);
    }

    /**
     * Whether what an earlier run has read counts: not where each file is to be read each time, and not where nothing shows that
     * a file was written to but a time that everybody can set.
     */
    private static boolean mayBelieve(MirrorSetting mirror, Path root) {
        return mirror.rules().comparison() != MirrorRules.Comparison.HASH_ONLY
                && root.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static Tree folder(MirrorSetting mirror, String place, Path root, HashCache hashes) {
        boolean keepsAll = mirror.rules().sourceTrash() || !place.equals(mirror.source());
        return keepsAll
                ? new FolderTree(root, hashes, KEPT_IN_TRASH)
                : FolderTree.withoutTrash(root, hashes, KEPT_IN_TRASH);
    }

    /** Of one side of one mirror, named by what the lock is named by under which one process of the home runs it at a time. */
    static HoldMemory holds(MirrorSetting mirror, String place, Settings settings) {
        String id = Hashes.of(MirrorPlaces.address(mirror, mirror.source(), settings) + "\0"
                        + MirrorPlaces.address(mirror, mirror.destination(), settings) + "\0" + place)
                .substring(0, ID_CHARACTERS);
        return new HoldFile(HomeFiles.inLocks(settings.home(), "mirror-" + id + ".hold"));
    }

    private static Side space(MirrorSetting mirror, String name, Path home) {
        InstantSource clock = InstantSource.system();
        if (name.equals(SpaceNames.MEMORIES)) {
            Tree memories = MemoriesTree.open(home, clock, mirror.rules().sensitive());
            return new Side(memories, () -> {}, () -> {});
        }
        SpaceStore store = new SpaceStore(home, clock);
        return new Side(
                new SpaceTree(store, name, mirror.rules().syncMetadata()),
                () -> store.createUnlessDeleted(name),
                store::close);
    }

    /** Brings a file back from the trash of its side, with others kept out where the side needs that. */
    @SuppressWarnings("try") // The hold is there to be held.
    void restore(MirrorTrash file) throws StorageException {
        Tree tree = file.side() == LEFT ? left() : right();
        if (tree.guarding() == Tree.Guarding.NONE) {
            tree.restore(file.file());
            return;
        }
        try (Tree.Hold alone = tree.hold()) {
            tree.restore(file.file());
        }
    }

    @Override
    public void close() {
        for (Side side : sides) {
            side.tree().close();
            side.below().run();
        }
    }
}
