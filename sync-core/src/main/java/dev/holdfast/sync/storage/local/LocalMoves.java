package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves many files, each in one step, and syncs each directory once for all of them. */
final class LocalMoves {
    private record Way(String from, String to) {}

    private final LocalLayout layout;
    private final LocalPublisher publisher;

    LocalMoves(LocalLayout layout, LocalPublisher publisher) {
        this.layout = layout;
        this.publisher = publisher;
    }

    int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        Map<Way, Map<String, String>> ways = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : targets.entrySet()) {
            String from = each.getKey();
            String to = each.getValue();
            layout.file(from);
            layout.file(to);
            if (from.equals(to)) {
                throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
            }
            ways.computeIfAbsent(
                            new Way(LocalLayout.parentOf(from), LocalLayout.parentOf(to)), way -> new LinkedHashMap<>())
                    .put(LocalLayout.nameOf(from), LocalLayout.nameOf(to));
        }
        int moved = 0;
        for (Map.Entry<Way, Map<String, String>> way : ways.entrySet()) {
            moved += moveAll(way.getKey(), way.getValue(), precondition);
        }
        return moved;
    }

    private int moveAll(Way way, Map<String, String> names, Precondition precondition) throws StorageException {
        Path path = layout.directory(way.from());
        try (Folder source = layout.find(way.from())) {
            if (source == null) {
                layout.root().exists();
                return 0;
            }
            try (Folder target = layout.make(way.to())) {
                return moveAll(source, target, names, precondition);
            }
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    private int moveAll(Folder source, Folder target, Map<String, String> names, Precondition precondition)
            throws IOException {
        List<String> doubled = new ArrayList<>();
        int moved = 0;
        try {
            for (Map.Entry<String, String> each : names.entrySet()) {
                String name = each.getKey();
                if (Entry.of(source, name).kind() == Entry.Kind.FILE) {
                    moved++;
                    if (publisher.publish(source, name, target, each.getValue(), precondition)) {
                        doubled.add(name);
                    }
                }
            }
        } finally {
            finish(source, target, doubled);
        }
        return moved;
    }

    /**
     * The new names are on disk before the old ones go, so that no crash leaves neither. Also when nothing was there to
     * move: maybe it was this call, failing at the sync, that moved it.
     */
    private static void finish(Folder source, Folder target, List<String> doubled) throws IOException {
        target.sync();
        for (String name : doubled) {
            source.deleteFile(name);
        }
        if (!source.path().equals(target.path())) {
            source.sync();
        } else if (!doubled.isEmpty()) {
            target.sync();
        }
    }
}
