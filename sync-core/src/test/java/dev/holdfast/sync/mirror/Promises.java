package dev.holdfast.sync.mirror;

import dev.holdfast.sync.mirror.ModelSide.Thing;
import dev.holdfast.sync.tree.EntryKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a pair once a plan is carried out, said without any knowledge of how plans are made. */
final class Promises {
    private final Model before;
    private final IgnoreRule ignore;
    private final Set<String> held = new TreeSet<>();
    private final Map<String, Integer> base = new HashMap<>();
    private final Map<String, Integer> left;
    private final Map<String, Integer> right;

    Promises(Model before, IgnoreRule ignore) {
        this.before = before;
        this.ignore = ignore;
        this.left = files(before.left);
        this.right = files(before.right);
        before.base.forEach((key, entry) -> {
            String hash = entry.hash();
            if (hash != null) {
                base.put(key, Integer.parseUnsignedInt(hash.substring(0, 8), 16));
            }
            if (isIgnored(entry.path(), entry.kind() == EntryKind.DIRECTORY)) {
                held.add(key);
            }
        });
        hold(before.left);
        hold(before.right);
        before.unreadableLeft.forEach(path -> held.add(before.key(path)));
    }

    private Map<String, Integer> files(ModelSide side) {
        Map<String, Integer> files = new HashMap<>();
        for (Thing thing : side.things.values()) {
            if (thing.isFile()) {
                files.put(before.key(thing.path()), thing.content());
            }
        }
        return files;
    }

    private void hold(ModelSide side) {
        Set<String> met = new HashSet<>();
        for (Thing thing : side.things.values()) {
            String key = before.key(thing.path());
            if (!met.add(key) || thing.kind() == EntryKind.OTHER || isIgnored(thing.path(), thing.isDirectory())) {
                held.add(key);
            }
        }
    }

    private boolean isIgnored(String path, boolean directory) {
        return ignore != IgnoreRule.NONE && ignore.ignores(path, directory);
    }

    private boolean isHeld(String key) {
        if (held.isEmpty() && ignore == IgnoreRule.NONE) {
            return false;
        }
        for (String at = key; !at.isEmpty(); at = Names.parent(at)) {
            if (held.contains(at) || isIgnored(at, true)) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsSomething(String key) {
        return held.stream().anyMatch(each -> each.startsWith(key + "/"));
    }

    /** All of them, under the default policy. */
    void check(Model after) {
        bothSidesAreEqual(after, Set.of());
        whatIsHeldStays(after);
        nothingIsLost(after, false);
        whatOneSideDidIsDone(after);
    }

    /** P1, but for the paths of open conflicts. */
    void bothSidesAreEqual(Model after, Set<String> open) {
        containedIn(after.left, after.right, after, open);
        containedIn(after.right, after.left, after, open);
    }

    private void containedIn(ModelSide one, ModelSide other, Model after, Set<String> open) {
        for (Thing thing : one.things.values()) {
            String key = after.key(thing.path());
            if (isHeld(key) || open.contains(key)) {
                continue;
            }
            Thing there = other.get(thing.path());
            if (there == null && thing.isDirectory() && holdsSomething(key)) {
                continue;
            }
            boolean equal = there != null
                    && there.kind() == thing.kind()
                    && there.content() == thing.content()
                    && there.path().equals(thing.path());
            ModelSide.require(equal, "sides differ at ", thing, there);
        }
    }

    /** P3: what is left out is neither changed nor deleted. */
    void whatIsHeldStays(Model after) {
        for (Side side : Side.values()) {
            for (Thing thing : before.side(side).things.values()) {
                String key = before.key(thing.path());
                if (isHeld(key) && !isHeld(Names.parent(key))) {
                    Thing now = after.side(side).get(pathNow(thing.path(), after.side(side)));
                    ModelSide.require(
                            now != null && now.identity() == thing.identity(), "left out but touched: ", thing);
                }
            }
        }
    }

    /** Directories around it may have got another case. */
    private static String pathNow(String path, ModelSide side) {
        String found = "";
        for (String name : path.split("/", -1)) {
            String wanted = Names.join(found, name);
            if (side.get(wanted) == null) {
                String folded = Names.fold(wanted);
                wanted = side.things.values().stream()
                        .map(Thing::path)
                        .filter(each -> Names.fold(each).equals(folded))
                        .findFirst()
                        .orElse(wanted);
            }
            found = wanted;
        }
        return found;
    }

    /** P2: content goes only where one side changed, deleted or moved it, and the other had left it as it was. */
    void nothingIsLost(Model after, boolean trashCounts) {
        Set<Integer> there = new HashSet<>();
        for (ModelSide side : List.of(after.left, after.right)) {
            side.things.values().stream().filter(Thing::isFile).forEach(thing -> there.add(thing.content()));
            if (trashCounts) {
                there.addAll(side.trash);
            }
        }
        for (Side side : Side.values()) {
            Map<String, Integer> here = side == Side.LEFT ? left : right;
            Map<String, Integer> other = side == Side.LEFT ? right : left;
            here.forEach((key, content) -> ModelSide.require(
                    there.contains(content) || isHeld(key) || mayGo(key, content, here, other),
                    "lost: content, key, side ",
                    content,
                    key,
                    side));
        }
    }

    private boolean mayGo(String key, Integer content, Map<String, Integer> here, Map<String, Integer> other) {
        if (content.equals(base.get(key))) {
            return !content.equals(other.get(key));
        }
        // Also onto a path where both had another file: a plan that was cut short may have made room there.
        return followsAnEdit(content, here, other);
    }

    /** A file was moved here from where the other side changed it. */
    private boolean followsAnEdit(Integer content, Map<String, Integer> here, Map<String, Integer> other) {
        return base.entrySet().stream()
                .anyMatch(each -> each.getValue().equals(content)
                        && here.get(each.getKey()) == null
                        && other.get(each.getKey()) != null
                        && !content.equals(other.get(each.getKey())));
    }

    /** P3 and the point of it all: untouched stays, deleted is gone, changed is changed, on both sides. */
    void whatOneSideDidIsDone(Model after) {
        Map<String, Integer> now = files(after.left);
        base.forEach((key, content) -> {
            Integer l = left.get(key);
            Integer r = right.get(key);
            if (isHeld(key)) {
                return;
            }
            if (content.equals(l) && content.equals(r)) {
                ModelSide.require(content.equals(now.get(key)), "untouched, but not there: ", key);
            } else if ((l == null && content.equals(r)) || (r == null && content.equals(l))) {
                ModelSide.require(now.get(key) == null, "deleted, but back: ", key);
            }
        });
        arrived(left, right, now, after);
        arrived(right, left, now, after);
    }

    private void arrived(Map<String, Integer> here, Map<String, Integer> other, Map<String, Integer> now, Model after) {
        here.forEach((key, content) -> {
            Integer known = base.get(key);
            if (isHeld(key) || content.equals(known) || followsAnEdit(content, here, other)) {
                return;
            }
            boolean alone = Objects.equals(known, other.get(key));
            if (alone && !isDirectoryNow(after, key)) {
                ModelSide.require(content.equals(now.get(key)), "changed on one side, but not there: ", key);
            }
        });
    }

    private static boolean isDirectoryNow(Model after, String key) {
        for (Thing thing : after.left.things.values()) {
            if (after.key(thing.path()).equals(key)) {
                return thing.isDirectory();
            }
        }
        return false;
    }

    /** A one-way pair: the giver is as it was, and the receiver has all that it gives. */
    void receiverHasAll(Model after, Side giver, List<LeftOut> leftOut) {
        ModelSide given = after.side(giver);
        ModelSide received = after.side(giver.other());
        ModelSide.require(given.things.equals(before.side(giver).things), "the giver was changed");
        for (Thing thing : given.things.values()) {
            if (!isHeld(after.key(thing.path())) && !isLeftOut(after.key(thing.path()), leftOut)) {
                Thing there = received.get(thing.path());
                ModelSide.require(
                        there != null && there.kind() == thing.kind() && there.content() == thing.content(),
                        "not received: ",
                        thing,
                        there);
            }
        }
    }

    private boolean isLeftOut(String key, List<LeftOut> leftOut) {
        return leftOut.stream()
                .map(each -> before.key(each.path()))
                .anyMatch(path -> key.equals(path) || key.startsWith(path + "/"));
    }

    /** What only the receiver has goes only if the giver deleted it and nobody changed it since. */
    void receiverKeeps(Model after, Side receiver, boolean deletes) {
        Set<Integer> there = new HashSet<>(after.side(receiver).trash);
        after.side(receiver).things.values().forEach(thing -> there.add(thing.content()));
        Map<String, Integer> had = receiver == Side.LEFT ? left : right;
        Map<String, Integer> given = receiver == Side.LEFT ? right : left;
        Map<String, Integer> now = files(after.side(receiver));
        had.forEach((key, content) -> {
            boolean known = content.equals(base.get(key));
            ModelSide.require(known || there.contains(content) || isHeld(key), "lost on the receiver: ", key);
            if (given.get(key) == null && !(known && deletes) && !isHeld(key)) {
                ModelSide.require(
                        content.equals(now.get(key)) || now.containsValue(content), "taken from the receiver: ", key);
            }
        });
    }
}
