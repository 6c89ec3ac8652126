package dev.holdfast.sync;

import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TrashedFile;
import dev.holdfast.sync.tree.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file in the trash of one side of a mirror. Immutable.
 *
 * @param side whose trash it is in
 * @param file what it was
 */
public record MirrorTrash(Side side, TrashedFile file) {
    private static final Comparator<MirrorTrash> LAST_FIRST = Comparator.comparing(
                    (MirrorTrash each) -> each.file().deleted())
            .reversed()
            .thenComparing(each -> each.file().path())
            .thenComparing(MirrorTrash::side)
            .thenComparing(each -> each.file().id());

    static List<MirrorTrash> of(Tree left, Tree right) throws StorageException {
        List<MirrorTrash> all = new ArrayList<>();
        left.trashed().forEach(each -> all.add(new MirrorTrash(Side.LEFT, each)));
        right.trashed().forEach(each -> all.add(new MirrorTrash(Side.RIGHT, each)));
        all.sort(LAST_FIRST);
        return all;
    }
}
