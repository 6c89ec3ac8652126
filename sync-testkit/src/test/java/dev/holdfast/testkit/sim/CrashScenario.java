package dev.holdfast.testkit.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One to three processes work on one folder of a machine, each on keys of its own and on some that they share, while
 * processes are killed and the power fails. Then every object is whole, and one that may be there: what was acknowledged,
 * or what was under way. A delete or a move that was acknowledged may be undone by a crash, as the contract lets only puts
 * survive; but a moved object is under one of its two keys.
 */
final class CrashScenario implements Scenario {
    /** Opens the storage under test. */
    interface Opener {
        StorageClient open(int process, Path folder);
    }

    private static final String FOLDER = "/disk/remote";
    private static final int ROUNDS = 3;

    private final Opener opener;
    private final boolean allSurvives;

    /** For a storage that promises what the contract does. */
    CrashScenario(Opener opener) {
        this(opener, false);
    }

    /** For one that promises also that acknowledged deletes and moves survive crashes. */
    CrashScenario(Opener opener, boolean allSurvives) {
        this.opener = opener;
        this.allSurvives = allSurvives;
    }

    @Override
    public void play(Simulation simulation) throws Exception {
        new Play(simulation).run();
    }

    private final class Play {
        private final Simulation simulation;
        private final Random random;
        private final Device machine;
        private final Ledger ledger = new Ledger();
        private final Values values = new Values();
        /** Acknowledged values under keys that one process has to itself; a crash may move them, not lose them. */
        private final Set<String> kept = new TreeSet<>();

        private final Set<String> folders = new TreeSet<>();

        Play(Simulation simulation) {
            this.simulation = simulation;
            this.random = simulation.random();
            this.machine = simulation.device("machine");
        }

        void run() throws Exception {
            Path mount = Files.createDirectory(machine.disk().path("/disk"));
            try (FileChannel root = FileChannel.open(mount.resolve("/"), StandardOpenOption.READ)) {
                root.force(true);
            }
            for (int round = 0; round < 1 + random.nextInt(ROUNDS); round++) {
                startProcesses();
                simulation.run();
                if (machine.isUp()) {
                    verify(false);
                    machine.crash();
                }
                machine.restart();
                verify(true);
            }
        }

        private void startProcesses() {
            int count = 1 + random.nextInt(3);
            for (int number = 0; number < count; number++) {
                String name = "p" + number;
                int process = number;
                SimProcess started = machine.start(name, () -> work(process, name));
                if (random.nextInt(4) == 0) {
                    machine.background("killer" + number, () -> atSomeStep(started::kill));
                }
            }
            if (random.nextInt(4) != 0) {
                machine.background("fuse", () -> atSomeStep(machine::crash));
            }
        }

        private void atSomeStep(Runnable trouble) {
            long step = simulation.steps() + random.nextInt(400);
            simulation.await("step " + step, () -> simulation.steps() >= step);
            trouble.run();
        }

        private void work(int process, String name) throws IOException {
            StorageClient storage = opener.open(process, machine.disk().pathForNewProcess(FOLDER));
            for (int left = 2 + machine.random().nextInt(8); left > 0; left--) {
                try {
                    workOnce(storage, name);
                } catch (StorageException.Transient e) {
                    // The contract leaves open whether it was applied.
                    simulation.note("failed: " + name);
                }
            }
        }

        private void workOnce(StorageClient storage, String name) throws IOException {
            Random chance = machine.random();
            String own = name + "/" + (chance.nextBoolean() ? "sub/" : "") + chance.nextInt(3);
            String shared = "shared/" + chance.nextInt(2);
            switch (chance.nextInt(10)) {
                case 0, 1, 2 -> put(storage, own, PutOptions.DEFAULT, true);
                case 3 -> put(storage, shared, PutOptions.DEFAULT, false);
                case 4, 5 -> put(storage, shared, PutOptions.DEFAULT.with(Precondition.ABSENT), false);
                case 6 -> delete(storage, own);
                case 7 -> move(storage, own, name + "/moved/" + chance.nextInt(2));
                case 8 -> putFolder(storage, "folders/" + name + chance.nextInt(2) + "/");
                default -> look(storage, chance.nextBoolean() ? own : shared);
            }
        }

        private void put(StorageClient storage, String key, PutOptions options, boolean own) throws IOException {
            boolean create = options.precondition() instanceof Precondition.Absent;
            if (own) {
                kept.removeAll(ledger.possible(key, ledger.now(), ledger.now()));
            }
            String value = values.next(machine.random());
            simulation.note((create ? "create " : "put ") + key + " " + Values.brief(value));
            Ledger.Write write = ledger.begin(key, value, create, true);
            try {
                storage.put(key, Content.of(value.getBytes(UTF_8)), options.withPartSize(64));
                ledger.acknowledged(key, write);
                if (own) {
                    kept.add(value);
                }
            } catch (StorageException.PreconditionFailed e) {
                ledger.refused(key, write);
            } finally {
                ledger.abandoned(write);
            }
        }

        private void delete(StorageClient storage, String key) throws IOException {
            kept.removeAll(ledger.possible(key, ledger.now(), ledger.now()));
            simulation.note("delete " + key);
            Ledger.Write write = ledger.begin(key, Ledger.NOTHING, false, allSurvives);
            try {
                storage.delete(key);
                ledger.acknowledged(key, write);
            } finally {
                ledger.abandoned(write);
            }
        }

        private void move(StorageClient storage, String from, String to) throws IOException {
            String value = look(storage, from);
            if (value.equals(Ledger.NOTHING)) {
                return;
            }
            kept.removeAll(ledger.possible(to, ledger.now(), ledger.now()));
            simulation.note("move " + from + " " + to + " " + Values.brief(value));
            Ledger.Write gone = ledger.begin(from, Ledger.NOTHING, false, allSurvives);
            Ledger.Write arrived = ledger.begin(to, value, false, allSurvives);
            try {
                storage.move(from, to, Precondition.NONE);
                ledger.acknowledged(from, gone);
                ledger.acknowledged(to, arrived);
            } finally {
                ledger.abandoned(gone);
                ledger.abandoned(arrived);
            }
        }

        private void putFolder(StorageClient storage, String prefix) throws IOException {
            storage.putFolder(prefix);
            folders.add(prefix);
        }

        private String look(StorageClient storage, String key) throws IOException {
            int begin = ledger.now();
            String found = read(storage, key);
            require(ledger.possible(key, begin, ledger.now()), found, key);
            return found;
        }

        private String read(StorageClient storage, String key) throws IOException {
            try (InputStream in = storage.open(key)) {
                return values.whole(key, new String(in.readAllBytes(), UTF_8));
            } catch (StorageException.NotFound e) {
                return Ledger.NOTHING;
            }
        }

        private static void require(Set<String> allowed, String found, String key) {
            if (!allowed.contains(found)) {
                throw new AssertionError(key + " holds " + Values.brief(found) + ", which is none of "
                        + allowed.stream().map(Values::brief).toList());
            }
        }

        private void verify(boolean afterCrash) throws IOException {
            StorageClient storage = opener.open(0, machine.disk().pathForNewProcess(FOLDER));
            storage.sweep("", Duration.ZERO);
            List<String> present = new ArrayList<>();
            Set<String> found = new TreeSet<>();
            Set<String> own = new TreeSet<>();
            for (String key : new TreeSet<>(ledger.keys())) {
                String value = read(storage, key);
                int now = ledger.now();
                require(afterCrash ? ledger.possibleAfterCrash(key) : ledger.possible(key, now, now), value, key);
                if (!value.equals(Ledger.NOTHING)) {
                    present.add(key);
                    requireThat(found.add(value), Values.brief(value) + " is under two keys");
                    if (!key.startsWith("shared/")) {
                        own.add(value);
                    }
                }
                if (afterCrash) {
                    ledger.observed(key, value);
                }
            }
            present.sort(StorageKeys.ORDER);
            requireThat(
                    found.containsAll(kept),
                    "lost "
                            + kept.stream()
                                    .filter(value -> !found.contains(value))
                                    .map(Values::brief)
                                    .toList());
            if (afterCrash) {
                kept.clear();
                kept.addAll(own);
            }
            verifyListings(storage, present);
        }

        private void verifyListings(StorageClient storage, List<String> present) throws IOException {
            List<StoredObject> listed = new ArrayList<>();
            Listing.objects(storage, "", Depth.ALL, listed::add);
            requireThat(listed.stream().map(StoredObject::key).toList().equals(present), "listed are " + listed);
            for (StoredObject object : listed) {
                requireThat(storage.stat(object.key()).orElseThrow().size() == object.size(), "size of " + object);
            }
            requireThat(keysInPages(storage).equals(present), "pages differ from the listing");
            requireThat(Listing.folders(storage, "folders/").containsAll(folders), "folders are gone: " + folders);
            Set<String> strays = new TreeSet<>();
            collectFiles(machine.disk().path(FOLDER), "", strays);
            strays.removeIf(name -> name.startsWith(StorageKeys.RESERVED + "/"));
            requireThat(strays.equals(new TreeSet<>(present)), "files are " + strays + ", objects " + present);
        }

        private static List<String> keysInPages(StorageClient storage) throws IOException {
            List<String> keys = new ArrayList<>();
            String after = "";
            do {
                ListPage page = storage.list("", Depth.ALL, after, 2);
                page.objects().forEach(object -> keys.add(object.key()));
                after = page.next().orElse("");
            } while (!after.isEmpty());
            return keys;
        }

        private static void collectFiles(Path directory, String prefix, Set<String> names) throws IOException {
            if (!Files.isDirectory(directory)) {
                return;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    String name = prefix + entry.getFileName();
                    if (Files.isDirectory(entry)) {
                        collectFiles(entry, name + "/", names);
                    } else {
                        names.add(name);
                    }
                }
            }
        }

        private static void requireThat(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }
}
