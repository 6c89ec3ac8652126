package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.cloud.RemoteOpener;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.StorageTree;
import dev.holdfast.sync.tree.Tree;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The two sides of a mirror, opened for one piece of work. */
final class MirrorTrees implements AutoCloseable {
    private static final Duration KEPT_IN_TRASH = Duration.ofDays(30);
    private static final int HASHES = 100_000;
    private static final int STORAGE_ID = 0;

    private final List<Side> sides = new ArrayList<>();

    /** A tree, and what it stands on, which it does not close. */
    private record Side(Tree tree, Optional<StorageClient> storage) {}

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

    private static Side side(MirrorSetting mirror, String place, Settings settings, CancelSignal cancel)
            throws StorageException {
        if (MirrorPlaces.isBucket(place)) {
            StorageClient storage = RemoteOpener.at(URI.create(place), settings, cancel);
            WorkspaceOptions options = WorkspaceOptions.usual();
            String holder = settings.get(Keys.SYSTEM_ID);
            return new Side(new StorageTree(storage, STORAGE_ID, options, KEPT_IN_TRASH, holder), Optional.of(storage));
        }
        Path root = MirrorPlaces.folder(mirror, place);
        return new Side(new FolderTree(root, HashCache.inMemory(HASHES), KEPT_IN_TRASH), Optional.empty());
    }

    @Override
    public void close() {
        for (Side side : sides) {
            side.tree().close();
            side.storage().ifPresent(StorageClient::close);
        }
    }
}
