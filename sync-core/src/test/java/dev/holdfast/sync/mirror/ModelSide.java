package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tree of files whose contents are numbers. It refuses whatever a file system would refuse. */
final class ModelSide {
    private static final HexFormat HEX = HexFormat.of();

    final boolean caseSensitive;
    final TreeMap<String, Thing> things = new TreeMap<>();
    final List<Integer> trash = new ArrayList<>();
    private int identities;

    /** Something at a path. */
    record Thing(String path, EntryKind kind, int content, long modified, int identity) {
        Thing at(String other) {
            return new Thing(other, kind, content, modified, identity);
        }

        boolean isFile() {
            return kind == EntryKind.FILE;
        }

        boolean isDirectory() {
            return kind == EntryKind.DIRECTORY;
        }
    }

    ModelSide(boolean caseSensitive, int firstIdentity) {
        this.caseSensitive = caseSensitive;
        this.identities = firstIdentity;
    }

    boolean looksLike(ModelSide other) {
        return things.size() == other.things.size()
                && things.values().stream().allMatch(thing -> {
                    Thing there = other.get(thing.path());
                    return there != null
                            && there.path().equals(thing.path())
                            && there.kind() == thing.kind()
                            && there.content() == thing.content();
                });
    }

    void skipIdentities(int count) {
        identities += count;
    }

    ModelSide copy() {
        ModelSide copy = new ModelSide(caseSensitive, identities);
        copy.things.putAll(things);
        copy.trash.addAll(trash);
        return copy;
    }

    String key(String path) {
        return caseSensitive ? path : Names.fold(path);
    }

    @Nullable
    Thing get(String path) {
        return things.get(key(path));
    }

    /** Directories keep the case that they have. */
    private String spelled(String path) {
        Thing above = get(Names.parent(path));
        return above == null ? path : Names.join(above.path(), Names.name(path));
    }

    boolean isDirectory(String path) {
        if (path.isEmpty()) {
            return true;
        }
        Thing thing = get(path);
        return thing != null && thing.isDirectory();
    }

    /** Puts a file where its directory is, over a file or where nothing is. */
    void write(String path, int content, long modified) {
        Thing there = get(path);
        require(isDirectory(Names.parent(path)), "no directory for ", path);
        require(there == null || there.isFile(), "no file at ", path);
        String spelled = there == null ? spelled(path) : there.path();
        things.put(key(path), new Thing(spelled, EntryKind.FILE, content, modified, identities++));
    }

    void put(String path, EntryKind kind) {
        require(isDirectory(Names.parent(path)) && get(path) == null, "no room for ", path);
        things.put(key(path), new Thing(spelled(path), kind, 0, 0, identities++));
    }

    void remove(String path) {
        require(below(path).isEmpty(), "not empty: ", path);
        require(things.remove(key(path)) != null, "nothing at ", path);
    }

    void move(String from, String to) {
        Thing thing = get(from);
        if (thing == null) {
            throw new AssertionError("nothing to move at " + from);
        }
        require(get(to) == null || key(from).equals(key(to)), "taken: ", to);
        require(isDirectory(Names.parent(to)), "no directory for ", to);
        require(!to.startsWith(from + "/"), "into itself: ", from);
        List<Thing> moved = new ArrayList<>(below(from));
        moved.add(thing);
        moved.forEach(each -> things.remove(key(each.path())));
        String target = spelled(to);
        for (Thing each : moved) {
            String path = target + each.path().substring(from.length());
            things.put(key(path), each.at(path));
        }
    }

    List<Thing> below(String path) {
        String prefix = key(path) + "/";
        return List.copyOf(things.subMap(prefix, prefix.substring(0, prefix.length() - 1) + "0")
                .values());
    }

    /** The words are put together only when it does not hold: this is asked millions of times. */
    static void require(boolean holds, String what, @Nullable Object... which) {
        if (!holds) {
            throw new AssertionError(what + Arrays.toString(which));
        }
    }

    TreeEntry entry(Thing thing, boolean withHash) {
        return new TreeEntry(
                thing.path(),
                thing.kind(),
                thing.isFile() ? size(thing.content()) : 0,
                Instant.ofEpochSecond(thing.modified()),
                withHash && thing.isFile() ? hash(thing.content()) : null,
                "i" + thing.identity(),
                null);
    }

    TreeListing list(Set<String> unreadable, Predicate<Thing> shown, Predicate<Thing> hashed) {
        List<TreeEntry> entries = new ArrayList<>(things.size());
        for (Thing thing : things.values()) {
            if (shown.test(thing)) {
                entries.add(entry(thing, hashed.test(thing)));
            }
        }
        return new TreeListing(entries, true, true, unreadable, true);
    }

    static long size(int content) {
        return content == 0 ? 0 : 1 + content % 3;
    }

    /** Small contents differ in the part of the hash that conflict copies are named by. */
    static String hash(int content) {
        return HEX.toHexDigits(content) + "5eed";
    }
}
