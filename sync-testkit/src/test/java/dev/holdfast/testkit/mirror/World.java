package dev.holdfast.testkit.mirror;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.mirror.Mishaps.Kind;
import dev.holdfast.testkit.sim.Simulation;
import dev.holdfast.testkit.tree.MemoryFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two or three machines that keep a folder the same through one remote, which can create files only where none is and has no
 * other guard. People work on all of them, runs fail, die, stand still and meet; then the promises are checked.
 */
final class World {
    private static final int MOST_SWEEPS = 12;
    private static final List<Kind> KINDS = List.of(Kind.values());

    /** How the product behaves; a test plants mistakes here. */
    interface Habits {
        /** As it is. */
        Habits SOUND = new Habits() {};

        /** A side as the run sees it. */
        default Tree side(Tree tree) {
            return tree;
        }

        /** What is remembered, as the run reads it. */
        default Base remembered(Base base) {
            return base;
        }

        /** What the run is told to do. */
        default Policy policy(Policy policy) {
            return policy;
        }
    }

    private final Simulation simulation;
    private final Random random;
    private final MemoryFiles remote;
    private final List<Machine> machines = new ArrayList<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> written = new HashSet<>();
    private final User user;
    private final Map<Kind, Integer> fired;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private World(Simulation simulation, Habits habits, Map<Kind, Integer> fired) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.fired = fired;
        this.user = new User(random, given);
        this.remote = new MemoryFiles(true, () -> now);
        boolean caseSensitive = random.nextInt(4) != 0;
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            // Wrong by up to two hours: what survives must not hang on it.
            Duration skew = Duration.ofMinutes(random.nextInt(240) - 120L);
            machines.add(new Machine("machine " + i, remote, caseSensitive, () -> now.plus(skew), habits));
        }
    }

    /** Plays one life of it. */
    static void play(Simulation simulation, Habits habits, Map<Kind, Integer> fired) {
        World world = new World(simulation, habits, fired);
        world.liveThrough();
        world.settle();
        world.nothingIsLost();
        world.whatIsDoneIsDone();
    }

    static Map<Kind, Integer> noneFired() {
        return new EnumMap<>(Kind.class);
    }

    private void liveThrough() {
        int acts = 50 + random.nextInt(151);
        while (acts > 0) {
            Machine machine = any();
            int some = 1 + random.nextInt(8);
            for (int i = 0; i < some; i++) {
                act(machine);
            }
            acts -= some;
            if (random.nextInt(3) > 0) {
                runBadly(any(), random.nextInt(4) == 0);
            }
            now = now.plusSeconds(random.nextInt(100));
        }
    }

    private Machine any() {
        return machines.get(random.nextInt(machines.size()));
    }

    private void act(Machine machine) {
        now = now.plusMillis(1 + random.nextInt(2000));
        simulation.note("user of " + machine.name + " " + user.act(machine.files));
        written.addAll(machine.files.texts().values());
    }

    private void runBadly(Machine machine, boolean allowDeletes) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Mishaps mishaps =
                new Mishaps(kind, 1 + random.nextInt(random.nextBoolean() ? 12 : 80), path -> meanwhile(kind, path));
        MirrorReport report = machine.run(mishaps, allowDeletes);
        if (mishaps.fired()) {
            fired.merge(kind, 1, Integer::sum);
        }
        tell(machine, kind + (mishaps.fired() ? " happened" : ""), report);
    }

    /** Not again within itself. */
    private void meanwhile(Kind kind, String path) {
        if (kind == Kind.STANDSTILL) {
            now = now.plus(Duration.ofMinutes(5));
        }
        Machine other = any();
        if (random.nextBoolean() && other.files.texts().containsKey(path)) {
            simulation.note("user of " + other.name + " " + user.edit(other.files, path));
            written.addAll(other.files.texts().values());
        } else {
            act(other);
        }
        if (!other.running) {
            Mishaps none = Mishaps.none();
            tell(other, "meanwhile", other.run(none, false));
        }
    }

    private void tell(Machine machine, String what, @Nullable MirrorReport report) {
        String how = report == null
                ? "dies"
                : report.outcome() + " " + report.done() + " " + report.problems() + report.verdicts();
        simulation.note(machine.name + " runs, " + what + ": " + how + " here " + machine.files.texts() + " there "
                + remote.texts());
    }

    /** P1: without new edits all get equal, and then nothing is left to do. */
    private void settle() {
        now = now.plus(Duration.ofHours(1));
        for (int sweep = 1; sweep <= MOST_SWEEPS; sweep++) {
            long operations = 0;
            for (Machine machine : machines) {
                now = now.plusSeconds(1);
                operations += runWell(machine);
            }
            if (operations == 0) {
                return;
            }
        }
        throw new AssertionError("It does not come to rest.");
    }

    private long runWell(Machine machine) {
        Mishaps none = Mishaps.none();
        MirrorReport report = machine.run(none, true);
        tell(machine, "quietly", report);
        if (report == null || !isWell(report)) {
            throw new AssertionError("A run that nobody disturbs does not end well: " + report);
        }
        equal(machine, report);
        try {
            long more =
                    machine.mirror(none, true).plan(new RunControl()).counts().operations();
            require(more == 0, "A second run would do " + more + " operations.");
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
        return report.done().operations();
    }

    /** Two machines can bring names that differ in case alone to a remote that keeps them apart: left to people. */
    private static boolean isWell(MirrorReport report) {
        return report.ok()
                || (report.problems().isEmpty()
                        && report.verdicts().isEmpty()
                        && report.leftOut().stream().allMatch(World::isOfTwins));
    }

    private static boolean isOfTwins(LeftOut each) {
        return each.why() == LeftOut.Why.CASE_TWINS || each.why() == LeftOut.Why.HOLDS_SOMETHING;
    }

    private void equal(Machine machine, MirrorReport report) {
        if (report.leftOut().isEmpty()) {
            require(
                    Set.copyOf(machine.files.paths()).equals(Set.copyOf(remote.paths()))
                            && machine.files.texts().equals(remote.texts()),
                    machine.name + " and the remote differ: " + machine.files.texts() + " " + remote.texts()
                            + machine.files.paths() + remote.paths());
        }
    }

    /** P2: a content that nobody replaced or deleted anywhere is there; one that is gone is in the trash at least. */
    private void nothingIsLost() {
        Set<String> there = new HashSet<>(remote.texts().values());
        machines.forEach(machine -> there.addAll(machine.files.texts().values()));
        for (String content : written) {
            require(there.contains(content) || given.contains(content), "lost: " + content);
        }
    }

    /** P3: from an equal state, what each does to files of its own arrives everywhere, whatever befalls the runs. */
    private void whatIsDoneIsDone() {
        Map<String, String> expected = new TreeMap<>(remote.texts());
        if (machines.stream().anyMatch(machine -> !machine.files.texts().equals(expected))) {
            return;
        }
        for (String path : List.copyOf(expected.keySet())) {
            Machine machine = any();
            switch (random.nextInt(4)) {
                case 0 -> {
                    simulation.note(machine.name + " " + user.delete(machine.files, path));
                    expected.remove(path);
                }
                case 1 -> {
                    simulation.note(machine.name + " " + user.edit(machine.files, path));
                    expected.put(path, machine.files.texts().get(path));
                }
                default -> {}
            }
        }
        for (int i = 0; i < 4; i++) {
            now = now.plusSeconds(90);
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            if (kind != Kind.MEANWHILE && kind != Kind.STANDSTILL) {
                Machine machine = any();
                Mishaps mishaps = new Mishaps(kind, 1 + random.nextInt(40), path -> {});
                tell(machine, kind.name(), machine.run(mishaps, true));
            }
        }
        settle();
        for (Machine machine : machines) {
            require(machine.files.texts().equals(expected), "expected " + expected + " but " + machine.files.texts());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
