package dev.holdfast.sync.mirror;

import dev.holdfast.sync.mirror.ModelSide.Thing;
import dev.holdfast.sync.tree.EntryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes pairs whose sides have much in common: a tree that both had, and what each did with it since. Names are few, so
 * that things meet: some differ in case alone, some look like the copies that conflicts leave.
 */
final class Triples {
    private static final List<String> NAMES = List.of(
            "a", "b", "A", "c.md", "C.md", "d", "ign", "a (conflict 00000007)", "c (conflict 00000003).md", "é", "É");

    private final SplittableRandom random;
    private int fresh = 16;

    Triples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Model next() {
        int cases = random.nextInt(8);
        ModelSide left = new ModelSide(cases != 1 && cases != 2, 1000);
        ModelSide right = new ModelSide(cases != 1 && cases != 3, 2000);
        // What both had must be something that both can hold.
        ModelSide first = new ModelSide(left.caseSensitive && right.caseSensitive, 1000);
        for (int i = random.nextInt(8); i > 0; i--) {
            create(first);
        }
        Model model = new Model(left, right);
        for (Thing thing : first.things.values()) {
            left.things.put(left.key(thing.path()), thing);
            Thing there =
                    new Thing(thing.path(), thing.kind(), thing.content(), thing.modified(), thing.identity() + 1000);
            right.things.put(right.key(thing.path()), there);
        }
        left.skipIdentities(100);
        right.skipIdentities(100);
        model.established = random.nextInt(8) != 0;
        if (model.established) {
            model.agree();
        }
        change(left, right);
        change(right, left);
        return model;
    }

    int look() {
        return random.nextInt(16);
    }

    SplittableRandom random() {
        return random;
    }

    private void change(ModelSide side, ModelSide other) {
        for (int i = random.nextInt(4); i > 0; i--) {
            step(side, other);
        }
    }

    private void step(ModelSide side, ModelSide other) {
        Thing thing = any(side);
        if (thing == null) {
            create(side);
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> edit(side, thing);
            case 2, 3 -> delete(side, thing);
            case 4, 5 -> create(side);
            case 6, 7 -> move(side, thing);
            case 8 -> changeKind(side, thing);
            case 9 -> changeCase(side, thing);
            case 10 -> imitate(side, other);
            default -> odd(side, thing);
        }
    }

    private void edit(ModelSide side, Thing thing) {
        if (thing.isFile()) {
            side.write(thing.path(), content(), time());
        }
    }

    private static void delete(ModelSide side, Thing thing) {
        side.below(thing.path()).forEach(each -> side.things.remove(side.key(each.path())));
        side.things.remove(side.key(thing.path()));
    }

    private void create(ModelSide side) {
        String path = Names.join(directory(side), name());
        if (side.get(path) == null) {
            if (random.nextInt(3) == 0) {
                side.put(path, EntryKind.DIRECTORY);
            } else {
                side.write(path, content(), time());
            }
        }
    }

    /** Also a directory into one that the other side may be moving into it. */
    private void move(ModelSide side, Thing thing) {
        String to = Names.join(directory(side), random.nextBoolean() ? Names.name(thing.path()) : name());
        if (side.get(to) == null && !side.key(to).startsWith(side.key(thing.path()) + "/")) {
            side.move(thing.path(), to);
        }
    }

    private void changeKind(ModelSide side, Thing thing) {
        delete(side, thing);
        if (thing.isFile()) {
            side.put(thing.path(), EntryKind.DIRECTORY);
            side.write(thing.path() + "/" + name(), random.nextBoolean() ? thing.content() : content(), time());
        } else {
            side.write(thing.path(), content(), time());
        }
    }

    private static void changeCase(ModelSide side, Thing thing) {
        String name = Names.name(thing.path());
        String upper = name.toUpperCase(Locale.ROOT);
        String to = Names.join(Names.parent(thing.path()), name.equals(upper) ? name.toLowerCase(Locale.ROOT) : upper);
        if (side.get(to) == null || side.key(to).equals(side.key(thing.path()))) {
            side.move(thing.path(), to);
        }
    }

    /** Does what the other side did too. */
    private void imitate(ModelSide side, ModelSide other) {
        Thing thing = any(other);
        if (thing != null && thing.isFile() && side.isDirectory(Names.parent(thing.path()))) {
            Thing here = side.get(thing.path());
            if (here == null || here.isFile()) {
                side.write(thing.path(), thing.content(), time());
            }
        }
    }

    private void odd(ModelSide side, Thing thing) {
        String path = Names.join(directory(side), name());
        if (side.get(path) != null) {
            return;
        }
        if (random.nextInt(4) == 0) {
            side.put(path, EntryKind.OTHER);
        } else if (thing.isFile()) {
            side.write(path, thing.content(), time());
        }
    }

    private String directory(ModelSide side) {
        Thing thing = random.nextInt(3) == 0 ? null : any(side);
        return thing == null || !thing.isDirectory() ? "" : thing.path();
    }

    private @Nullable Thing any(ModelSide side) {
        if (side.things.isEmpty()) {
            return null;
        }
        List<Thing> all = new ArrayList<>(side.things.values());
        return all.get(random.nextInt(all.size()));
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** Mostly one that is nowhere else, as only that shows where it went. */
    private int content() {
        return random.nextInt(3) == 0 ? random.nextInt(10) : fresh++;
    }

    private long time() {
        return random.nextInt(20);
    }

    /** A directory that can't be read. */
    Set<String> unreadable(ModelSide side) {
        Thing thing = any(side);
        return thing != null && thing.isDirectory() ? Set.of(thing.path()) : Set.of();
    }
}
