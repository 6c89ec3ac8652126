package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStore;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.memory.record.ServerRecord;
import dev.holdfast.testkit.sim.Device;
import dev.holdfast.testkit.sim.NetworkFaults;
import dev.holdfast.testkit.sim.Scenario;
import dev.holdfast.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Two to four machines share a memory server. Their users store, change, delete and put back, while machines crash, go offline
 * and have their clocks set, the key is renewed, and the server is slow, fails, loses replies and does things late. Then all
 * goes well for a while, and everything must be as {@link Wishes} and {@link Settled} say.
 */
final class RecordScenario implements Scenario {
    private static final int MOST_ROUNDS = 15;
    private static final NetworkFaults SLOW =
            new NetworkFaults(Duration.ofMillis(5), Duration.ofSeconds(3), Duration.ofSeconds(15), 0, 0, 0, 0);

    private final Homes homes;
    private final Plant plant;

    /** Where machines keep their memories. */
    interface Homes {
        RecordHome open(Simulation simulation, Device device) throws Exception;
    }

    /** What is wrong with the machines, on purpose. */
    interface Plant {
        /** Nothing. */
        Plant NONE = new Plant() {};

        /** The store as the sync sees it. */
        default RecordStore store(RecordHome home, RecordStore store) {
            return store;
        }

        /** The server as the sync sees it. */
        default MemoryApi api(RecordHome home, RecordStore store, MemoryApi api) {
            return api;
        }
    }

    RecordScenario(Homes homes, Plant plant) {
        this.homes = homes;
        this.plant = plant;
    }

    @Override
    public void play(Simulation simulation) throws Exception {
        new Play(simulation).run();
    }

    private final class Play {
        private final Simulation simulation;
        private final Random random;
        private final Wishes wishes;
        private final Map<Long, Set<String>> deleters = new HashMap<>();
        private final Map<Long, String> merged = new HashMap<>();
        private final SimMemoryServer server;
        private final List<Machine> machines = new ArrayList<>();
        private final RecordRules rules;
        private ServerMood mood = ServerMood.GOOD;

        Play(Simulation simulation) throws Exception {
            this.simulation = simulation;
            this.random = simulation.random();
            this.server = new SimMemoryServer(simulation.clock());
            this.rules =
                    new RecordRules(random.nextBoolean() ? Map.of("odd", "notes") : Map.of(), random.nextInt(3) > 0);
            this.wishes = new Wishes(rules.sensitive());
            server.setAnswerClock(Duration.ofMillis(random.nextInt(4001) - 2000L));
            server.setRefuses(content ->
                    content.category().equals("odd") || content.text().content().startsWith("refused"));
            int count = 2 + random.nextInt(3);
            int operations = 50 + random.nextInt(151);
            for (int number = 0; number < count; number++) {
                machines.add(machine("m" + number, operations / count + 1));
            }
        }

        private Machine machine(String name, int operations) throws Exception {
            Device device = simulation.device(name);
            RecordHome home = homes.open(simulation, device);
            RecordStore store = plant.store(home, home.records("server"));
            Machine[] self = new Machine[1];
            SimMemoryApi network = new SimMemoryApi(
                    simulation.network(),
                    device,
                    server,
                    () -> self[0].key,
                    () -> mood,
                    device.random(),
                    (id, content) -> aim(name, store, id, content));
            MemoryApi api = plant.api(home, store, network);
            self[0] = new Machine(simulation, device, home, store, heard(name, api), rules, wishes);
            self[0].left = operations;
            return self[0];
        }

        /** A request that hits something else than what its sender knew is what the API can't prevent. */
        private Consumer<RecordContent> aim(String name, RecordStore store, long id, Optional<RecordContent> content) {
            if (content.isEmpty()) {
                deleters.computeIfAbsent(id, each -> new TreeSet<>()).add(name);
            }
            String means = store.change(book -> book.link(id)
                    .map(RecordLink::theirs)
                    .or(() -> book.former(id).map(FormerRecord::theirs))
                    .orElse(RecordLink.UNSEEN));
            return hit -> {
                if (content.isEmpty()) {
                    server.committed().stream()
                            .filter(other -> other.id() != id && !other.deleted() && saysLike(other, hit))
                            .forEach(other -> merged.put(other.id(), hit.text().content()));
                }
                NewMemory said = new NewMemory(hit.category(), hit.text(), hit.importance(), hit.sensitive());
                if (hit.sensitive()
                        || !store.change(book -> book.fingerprint(said)).equals(means)) {
                    wishes.hitBlindly(hit.text().content(), content.isEmpty() && !hit.sensitive());
                    content.ifPresent(by -> wishes.hitBlindly(by.text().content(), true));
                }
            };
        }

        private static boolean saysLike(ServerRecord record, RecordContent content) {
            return record.content().text().content().equals(content.text().content());
        }

        private MemoryApi heard(String name, MemoryApi api) {
            return new ForwardingApi(api) {
                @Override
                public long create(RecordContent content) throws MemoryApiException {
                    if (content.sensitive()) {
                        wishes.madeAnew(name, content.text().content());
                    }
                    wishes.asked(content.text().content());
                    long id = super.create(content);
                    wishes.heard(content.text().content());
                    return id;
                }

                @Override
                public void update(long id, RecordContent content) throws MemoryApiException {
                    wishes.asked(content.text().content());
                    super.update(id, content);
                    wishes.heard(content.text().content());
                }
            };
        }

        void run() {
            simulation.network().setFaults(SLOW);
            machines.forEach(Machine::start);
            Device world = simulation.device("world");
            world.start("trouble", () -> trouble(world));
            simulation.run();
            calm();
            world.start("calm", () -> settle(world));
            simulation.run();
        }

        private void trouble(Device world) {
            while (machines.stream().anyMatch(machine -> machine.left > 0)) {
                world.sleep(Duration.ofSeconds(random.nextInt(60)));
                Machine machine = machines.get(random.nextInt(machines.size()));
                switch (random.nextInt(7)) {
                    case 0 -> crash(world, machine);
                    case 1 -> machine.device.clock().jump(Duration.ofSeconds(random.nextInt(1_000_000) - 500_000L));
                    case 2 -> offline(world, machine);
                    case 3 -> renewKey(world);
                    case 4 -> simulation.network().setFaults(faults());
                    default -> mood = mood();
                }
            }
        }

        private void crash(Device world, Machine machine) {
            machine.device.crash();
            world.sleep(Duration.ofSeconds(random.nextInt(30)));
            machine.device.restart();
            machine.start();
        }

        private void offline(Device world, Machine machine) {
            simulation.network().cut(machine.device.name(), SimMemoryApi.NAME);
            world.sleep(Duration.ofSeconds(random.nextInt(300)));
            simulation.network().heal(machine.device.name(), SimMemoryApi.NAME);
        }

        private void renewKey(Device world) {
            server.rotateKey();
            for (Machine machine : machines) {
                world.sleep(Duration.ofSeconds(random.nextInt(60)));
                machine.key = server.key();
            }
        }

        private NetworkFaults faults() {
            NetworkFaults drawn = NetworkFaults.upTo(0.3, random);
            return new NetworkFaults(
                    SLOW.shortest(),
                    SLOW.longest(),
                    SLOW.timeout(),
                    drawn.loseRequest(),
                    drawn.loseReply(),
                    0,
                    drawn.late());
        }

        private ServerMood mood() {
            return random.nextInt(3) == 0
                    ? ServerMood.GOOD
                    : new ServerMood(
                            0.3 * random.nextDouble(),
                            0.3 * random.nextDouble(),
                            0.3 * random.nextDouble(),
                            Duration.ofSeconds(45),
                            0.2 * random.nextDouble(),
                            0.2 * random.nextDouble(),
                            0.05 * random.nextDouble());
        }

        private void calm() {
            mood = ServerMood.GOOD;
            simulation.network().setFaults(NetworkFaults.NONE);
            for (Machine machine : machines) {
                simulation.network().heal(machine.device.name(), SimMemoryApi.NAME);
                machine.key = server.key();
                if (!machine.device.isUp()) {
                    machine.device.restart();
                }
            }
        }

        private void settle(Device world) {
            world.sleep(Duration.ofMinutes(2));
            machines.forEach(machine -> machine.records.retry(Optional.empty()));
            int quiet = 0;
            for (int round = 0; quiet < 2 && round < MOST_ROUNDS; round++) {
                quiet = isQuietRound() ? quiet + 1 : 0;
                world.sleep(Duration.ofSeconds(61));
            }
            assertThat(quiet).as("two rounds in which nothing is left to do").isEqualTo(2);
            server.records().stream()
                    .filter(record ->
                            deleters.getOrDefault(record.id(), Set.of()).size() > 1)
                    .forEach(record -> wishes.hitBlindly(record.content().text().content(), true));
            server.records().stream()
                    .filter(record -> machines.stream().anyMatch(machine -> isLeft(machine, record.id())))
                    .forEach(record -> wishes.keptThere(record.content().text().content()));
            // Of two that said the same one was given up, and the other was changed before anybody could see that.
            merged.forEach((record, text) -> {
                if (server.records().stream()
                        .noneMatch(each -> each.id() == record
                                && each.content().text().content().equals(text))) {
                    wishes.hitBlindly(text, false);
                }
            });
            new Settled(machines, server, wishes, rules).check();
        }

        /** What was made sensitive, and waits for the user, keeps there what it was before. */
        private static boolean isLeft(Machine machine, long record) {
            return machine.records
                    .<Optional<FormerRecord>>change(book -> book.former(record))
                    .filter(former -> !former.gone())
                    .isPresent();
        }

        private boolean isQuietRound() {
            boolean quiet = true;
            for (Machine machine : machines) {
                machine.records.allowDeletes();
                RecordSyncResult result = machine.cycle(machine.sync(), RecordSync.Depth.FULL);
                quiet &= result.isNone() && result.complete() && result.errors().isEmpty();
            }
            return quiet;
        }
    }
}
