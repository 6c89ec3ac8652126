package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.space.MemorySpaceRows.Place;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look at all memories, and the places that they have or get. A memory that can't be opened, its key being lost, counts as
 * unreadable, since it is not gone.
 */
final class MemoriesLook {
    private static final int AT_ONCE = 200;
    private static final int BEGINNING = 400;

    private final MemoryStore store;
    private final boolean sensitive;
    private final Map<String, Sight> shown = new LinkedHashMap<>();
    private final Map<String, Boolean> there = new HashMap<>();

    /** A memory as it is listed, without what it says; the entry's path is still to come. Null when it can't be opened. */
    private record Sight(@Nullable TreeEntry entry, String category, String words, boolean sensitive) {}

    private MemoriesLook(MemoryStore store, boolean sensitive) {
        this.store = store;
        this.sensitive = sensitive;
    }

    static MemoriesLook at(MemoryStore store, boolean sensitive, CancelSignal cancel) {
        MemoriesLook look = new MemoriesLook(store, sensitive);
        Optional<String> cursor = Optional.empty();
        do {
            cancel.throwIfCancelled();
            MemoryPage page = store.list(MemoryFilter.ALL, cursor, AT_ONCE);
            page.memories().forEach(look::add);
            cursor = page.next();
        } while (cursor.isPresent());
        return look;
    }

    private void add(Memory memory) {
        there.put(memory.id(), memory.sensitive());
        if (!memory.sensitive()) {
            shown.put(memory.id(), sight(memory));
        } else if (sensitive) {
            try {
                store.find(memory.id()).ifPresent(opened -> shown.put(opened.id(), sight(opened)));
            } catch (StateException e) {
                shown.put(memory.id(), new Sight(null, memory.category(), "", true));
            }
        }
    }

    private static Sight sight(Memory memory) {
        String content = memory.text().content();
        String words = memory.sensitive() ? "" : content.substring(0, Math.min(content.length(), BEGINNING));
        return new Sight(MemoriesView.entry(memory, memory.id()), memory.category(), words, memory.sensitive());
    }

    /** Whether these are the places of all that is shown, and of nothing else as far as can be seen. */
    boolean isSettled(List<Place> places) {
        Set<String> placed = new HashSet<>();
        for (Place place : places) {
            if (!there.containsKey(place.id()) || isTelling(place)) {
                return false;
            }
            placed.add(place.id());
        }
        return placed.containsAll(shown.keySet());
    }

    /** Whether its name may tell what has become sensitive since. */
    private boolean isTelling(Place place) {
        return place.namedOpen() && there.getOrDefault(place.id(), false);
    }

    /**
     * Lets go of the places of what was deleted or may not be told, and finds some for memories that have none. What the store
     * does not know at all keeps its place: an older store may stand in for the present one.
     *
     * @return the memories that have got one
     */
    Set<String> settle(MemorySpaceRows rows) throws SQLException {
        Map<String, Place> taken = new HashMap<>();
        for (Place place : rows.all()) {
            if (isTelling(place) || isDeleted(place)) {
                rows.forget(place);
            } else {
                taken.put(place.folded(), place);
            }
        }
        Map<String, String> spelled = new HashMap<>();
        rows.directories().forEach(directory -> spelled.put(MemoryNames.fold(directory), directory));
        Set<String> placed = new HashSet<>();
        for (Place place : taken.values()) {
            placed.add(place.id());
            String above = MemoryNames.parent(place.path());
            for (; !above.isEmpty(); above = MemoryNames.parent(above)) {
                spelled.putIfAbsent(MemoryNames.fold(above), above);
            }
        }
        Set<String> fresh = new HashSet<>();
        for (Map.Entry<String, Sight> each : shown.entrySet()) {
            if (!placed.contains(each.getKey())) {
                Place place = place(each.getKey(), each.getValue(), taken, spelled);
                rows.put(place);
                taken.put(place.folded(), place);
                fresh.add(each.getKey());
            }
        }
        return fresh;
    }

    private boolean isDeleted(Place place) {
        return !there.containsKey(place.id())
                && store.edit(edits -> edits.find(place.id()))
                        .flatMap(Memory::deleted)
                        .isPresent();
    }

    private static Place place(String id, Sight sight, Map<String, Place> taken, Map<String, String> spelled) {
        String wanted = MemoryNames.directory(sight.category());
        String directory = spelled.getOrDefault(MemoryNames.fold(wanted), wanted);
        spelled.put(MemoryNames.fold(directory), directory);
        String name = MemoryNames.file(id, sight.words(), other -> {
            String folded = MemoryNames.fold(directory + "/" + other);
            return taken.containsKey(folded) || spelled.containsKey(folded);
        });
        return new Place(id, directory + "/" + name, !sight.sensitive());
    }

    TreeListing listing(List<Place> places, List<String> directories) {
        List<TreeEntry> entries = new ArrayList<>();
        Set<String> unreadable = new HashSet<>();
        directories.forEach(directory -> entries.add(TreeEntry.directory(directory)));
        for (Place place : places) {
            Sight sight = shown.get(place.id());
            TreeEntry entry = sight == null ? null : sight.entry();
            if (entry != null) {
                entries.add(at(place.path(), entry));
            } else if (sight != null) {
                unreadable.add(place.path());
            }
        }
        return TreeListing.of(entries).unreadable(unreadable);
    }

    private static TreeEntry at(String path, TreeEntry entry) {
        return new TreeEntry(
                path, EntryKind.FILE, entry.size(), entry.modified(), entry.hash(), entry.identity(), entry.version());
    }
}
