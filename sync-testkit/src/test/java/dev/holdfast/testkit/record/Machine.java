package dev.holdfast.testkit.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.testkit.sim.Device;
import dev.holdfast.testkit.sim.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** A simulated machine with memories, a user and a sync that runs beside them. */
final class Machine {
    /** How many operations the user does between two looks at the clock. */
    private static final int BURST = 4;

    final Device device;
    final RecordHome home;
    final RecordStore records;
    int key;
    int left;
    private final Simulation simulation;
    private final MemoryApi api;
    private final RecordRules rules;
    private final Wishes wishes;
    private final Random random;
    private final TreeSet<String> touched = new TreeSet<>();
    private int written;
    private int cycles;

    Machine(
            Simulation simulation,
            Device device,
            RecordHome home,
            RecordStore records,
            MemoryApi api,
            RecordRules rules,
            Wishes wishes) {
        this.simulation = simulation;
        this.device = device;
        this.home = home;
        this.records = records;
        this.api = api;
        this.rules = rules;
        this.wishes = wishes;
        this.random = device.random();
    }

    /** The user and the sync, until the user has done what there is to do. */
    void start() {
        device.start("user", this::use);
        device.background("sync", () -> {
            RecordSync sync = sync();
            while (true) {
                cycle(sync, cycles++ % 10 == 0 ? RecordSync.Depth.FULL : RecordSync.Depth.CHANGES);
                device.sleep(Duration.ofSeconds(5 + random.nextInt(60)));
            }
        });
    }

    RecordSync sync() {
        return new RecordSync(records, api, rules, device.clock());
    }

    RecordSyncResult cycle(RecordSync sync, RecordSync.Depth depth) {
        RecordSyncResult result = sync.run(depth, new CancelSignal());
        simulation.note(device.name() + " " + result);
        return result;
    }

    private void use() {
        while (left > 0) {
            for (int i = 0; i < BURST && left > 0; i++) {
                left--;
                operate();
            }
            device.sleep(Duration.ofMillis(random.nextInt(40_000)));
        }
    }

    private void operate() {
        int what = random.nextInt(100);
        if (what < 45) {
            store();
        } else if (what < 70) {
            any().ifPresent(this::edit);
        } else if (what < 76) {
            any().ifPresent(this::file);
        } else if (what < 80) {
            any().ifPresent(this::seal);
        } else if (what < 91) {
            any().ifPresent(this::delete);
        } else {
            undo();
        }
    }

    private Optional<Memory> any() {
        List<Memory> all = home.all();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Memory drawn = all.get(random.nextInt(all.size()));
        if (text(drawn).equals(SimMemoryServer.REDACTED)) {
            wishes.touchedUnread();
        }
        return Optional.of(drawn);
    }

    private void store() {
        int kind = random.nextInt(100);
        String text = kind < 12 ? secret() : kind < 17 ? "shared " + random.nextInt(5) : fresh();
        String category = "facts";
        if (kind > 95) {
            category = "odd";
        } else if (kind > 92) {
            text = "refused " + text;
        }
        boolean sensitive = text.startsWith("secret");
        if (sensitive) {
            wishes.sealed(text);
        }
        String tags = sensitive && random.nextInt(3) > 0 ? text.replace(' ', '-') : tag();
        say("stores " + text);
        boolean shared = text.startsWith("shared");
        NewMemory wanted = new NewMemory(
                category, new MemoryText(text, shared ? "" : tags, ""), shared ? 1 : importance(), sensitive);
        boolean isBesideSealed = !sensitive && home.all().stream().anyMatch(each -> isSealed(each, wanted.text()));
        Memory stored = home.add(wanted);
        if (isBesideSealed) {
            wishes.storedBesideSealed(text);
        }
        touched.add(stored.id());
        wishes.wanted(device.name(), text);
    }

    private static boolean isSealed(Memory memory, MemoryText text) {
        return memory.sensitive() && memory.text().content().equals(text.content());
    }

    private String fresh() {
        return device.name() + " " + ++written;
    }

    private String secret() {
        return "secret " + fresh();
    }

    private String tag() {
        return random.nextInt(4) == 0 ? "t" + random.nextInt(5) : "";
    }

    private double importance() {
        return random.nextInt(5) / 4.0;
    }

    private void edit(Memory memory) {
        String text = memory.sensitive() ? secret() : fresh();
        say("makes " + text(memory) + " " + text);
        touched.add(memory.id());
        home.update(
                memory.id(),
                new NewMemory(
                        memory.category(),
                        new MemoryText(text, memory.text().tags(), memory.text().keywords()),
                        memory.importance(),
                        memory.sensitive()));
        gaveUp(memory);
        wishes.follows(text, text(memory));
        wishes.wanted(device.name(), text);
        if (memory.sensitive()) {
            wishes.sealed(text);
        }
    }

    /** Changes everything but the text. */
    private void file(Memory memory) {
        say("files " + text(memory));
        touched.add(memory.id());
        String tags = memory.sensitive() ? memory.text().tags() : "f" + ++written;
        home.update(
                memory.id(),
                new NewMemory(
                        memory.category(),
                        new MemoryText(text(memory), tags, "k" + ++written),
                        importance(),
                        memory.sensitive()));
        wishes.filed(text(memory));
        wishes.wanted(device.name(), text(memory));
    }

    private void seal(Memory memory) {
        say("seals " + text(memory));
        touched.add(memory.id());
        home.update(memory.id(), new NewMemory(memory.category(), memory.text(), memory.importance(), true));
        wishes.wanted(device.name(), text(memory));
        wishes.sealed(text(memory));
    }

    private void delete(Memory memory) {
        say("deletes " + text(memory));
        touched.add(memory.id());
        home.delete(memory.id());
        gaveUp(memory);
    }

    private void undo() {
        if (touched.isEmpty()) {
            return;
        }
        String id = List.copyOf(touched).get(random.nextInt(touched.size()));
        Optional<Memory> before = home.find(id);
        Optional<Memory> undone = home.undo(id);
        if (undone.isEmpty()) {
            return;
        }
        Optional<Memory> after = undone.filter(memory -> memory.deleted().isEmpty());
        say("puts back " + before.map(Machine::text) + " to " + after.map(Machine::text));
        if (!before.map(Machine::text).equals(after.map(Machine::text))) {
            before.ifPresent(this::gaveUp);
        }
        if (after.filter(memory -> text(memory).startsWith("refused")).isPresent()) {
            before.ifPresent(memory -> wishes.keptThere(text(memory)));
        }
        after.ifPresent(memory -> {
            before.ifPresent(old -> wishes.follows(text(memory), text(old)));
            wishes.wantedAgain(device.name(), text(memory));
            if (memory.sensitive()) {
                wishes.sealed(text(memory));
            }
        });
    }

    private static String text(Memory memory) {
        return memory.text().content();
    }

    private void gaveUp(Memory memory) {
        boolean isSaidStill = home.all().stream()
                .anyMatch(
                        other -> !other.id().equals(memory.id()) && text(other).equals(text(memory)));
        if (isSaidStill) {
            wishes.halved(text(memory));
        }
        wishes.unwanted(device.name(), text(memory));
        if (text(memory).equals(SimMemoryServer.REDACTED)) {
            wishes.gaveUpUnread(memory.text().tags());
        }
    }

    private void say(String what) {
        simulation.note(device.name() + " " + what);
    }
}
