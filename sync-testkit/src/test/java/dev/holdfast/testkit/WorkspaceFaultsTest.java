package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.TrashEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call to the storage that an operation makes fails in turn, before and after it had its effect, with a failure and
 * as a crash does. After each no file is missing, and doing the operation again completes it.
 */
class WorkspaceFaultsTest {
    /** What a storage may lack. */
    enum Kind {
        EVERYTHING(),
        NO_IDENTITY(Capability.STABLE_IDENTITY),
        NO_RENAME(Capability.ATOMIC_RENAME),
        NO_HASH_AND_RENAME(Capability.ATOMIC_RENAME, Capability.CONTENT_HASH),
        NEITHER(Capability.ATOMIC_RENAME, Capability.STABLE_IDENTITY),
        NOT_EVEN_CREATE_ONLY(Capability.ATOMIC_RENAME, Capability.STABLE_IDENTITY, Capability.CREATE_ONLY);

        @SuppressWarnings("ImmutableEnumChecker") // Never written to.
        private final Capability[] missing;

        Kind(Capability... missing) {
            this.missing = missing;
        }

        MemoryStorage storage() {
            return MemoryStorage.without(missing);
        }
    }

    /** A process that is no more. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash");
        }
    }

    /** Prepares a tree and gives what the operation needs. */
    @FunctionalInterface
    private interface Setup {
        List<String> in(Workspace workspace) throws StorageException;
    }

    /** Does what is tested, and fails where any of it failed. */
    @FunctionalInterface
    private interface Operation {
        void in(Workspace workspace, List<String> ids) throws StorageException;
    }

    /**
     * One operation.
     *
     * @param keeps whether all content must be somewhere at any time
     * @param files what is in the tree in the end
     * @param trashed what is in the trash in the end, each at least once
     */
    private record Scenario(
            Setup setup, Operation operation, boolean keeps, Map<String, String> files, List<String> trashed) {}

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFolderThatIsMovedLosesNothing(Kind kind) throws Exception {
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/b/2", "a/b/3", "other");
                            workspace.createFolder("a/empty");
                            return ids(workspace, "a");
                        },
                        (workspace, ids) -> workspace.move(ids.get(0), "new/place"),
                        true,
                        Map.of(
                                "new/place/1",
                                "a/1",
                                "new/place/b/2",
                                "a/b/2",
                                "new/place/b/3",
                                "a/b/3",
                                "other",
                                "other"),
                        List.of()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFileThatIsMovedIsNotLost(Kind kind) throws Exception {
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/2");
                            return ids(workspace, "a/1");
                        },
                        (workspace, ids) -> workspace.move(ids.get(0), "b"),
                        true,
                        Map.of("b", "a/1", "a/2", "a/2"),
                        List.of()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatGoesToTheTrashIsNotLost(Kind kind) throws Exception {
        String longPath = WorkspaceContractSetup.longPath();
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/b/2", "single", longPath, "stays");
                            return ids(workspace, "a", "single", longPath);
                        },
                        (workspace, ids) -> {
                            for (StorageException failure : workspace
                                    .delete(ids, Deletion.TO_TRASH)
                                    .failures()
                                    .values()) {
                                throw failure;
                            }
                        },
                        true,
                        Map.of("stays", "stays"),
                        List.of("a/1", "a/b/2", "single", longPath)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatComesBackFromTheTrashIsNotLostOnTheWay(Kind kind) throws Exception {
        String longPath = WorkspaceContractSetup.longPath();
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/b/2", "single", longPath);
                            String deletion = workspace
                                    .delete(ids(workspace, "a", "single", longPath), Deletion.TO_TRASH)
                                    .trash()
                                    .orElseThrow();
                            workspace.upload("single", WorkspaceContractSetup.text("newer"), PutOptions.DEFAULT);
                            return List.of(deletion);
                        },
                        WorkspaceFaultsTest::restore,
                        true,
                        Map.of(
                                "a/1",
                                "a/1",
                                "a/b/2",
                                "a/b/2",
                                "single",
                                "newer",
                                "single (restored)",
                                "single",
                                longPath,
                                longPath),
                        List.of()));
    }

    private static void restore(Workspace workspace, List<String> ids) throws StorageException {
        for (StorageException failure : workspace.restore(ids).failures().values()) {
            throw failure;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsDeletedForEverTakesNothingElseAlong(Kind kind) throws Exception {
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/b/2", "single", "stays", "ab/stays");
                            return ids(workspace, "a", "single");
                        },
                        (workspace, ids) -> {
                            for (StorageException failure : workspace
                                    .delete(ids, Deletion.FOR_EVER)
                                    .failures()
                                    .values()) {
                                throw failure;
                            }
                        },
                        false,
                        Map.of("stays", "stays", "ab/stays", "ab/stays"),
                        List.of()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theTrashIsEmptiedAlsoInSeveralGoes(Kind kind) throws Exception {
        String longPath = WorkspaceContractSetup.longPath();
        failEverywhere(
                kind,
                new Scenario(
                        workspace -> {
                            put(workspace, "a/1", "a/b/2", longPath, "stays");
                            workspace.delete(ids(workspace, "a", longPath), Deletion.TO_TRASH);
                            return List.of();
                        },
                        (workspace, ids) -> workspace.emptyTrash(Duration.ZERO),
                        false,
                        Map.of("stays", "stays"),
                        List.of()));
    }

    private static void failEverywhere(Kind kind, Scenario scenario) throws Exception {
        for (FaultyStorage.Moment moment : FaultyStorage.Moment.values()) {
            int faults = failUntilNoneFires(kind, scenario, moment, () -> new StorageException.Transient("lost", null));
            assertThat(faults).as("calls of the operation").isGreaterThan(1);
            failUntilNoneFires(kind, scenario, moment, Crash::new);
            failUntilNoneFires(kind, scenario, moment, () -> new StorageException.Denied("no", null));
        }
        crashBetweenChanges(kind, scenario);
    }

    private static int failUntilNoneFires(
            Kind kind, Scenario scenario, FaultyStorage.Moment moment, Supplier<? extends Throwable> failure)
            throws Exception {
        for (int call = 1; ; call++) {
            MemoryStorage storage = kind.storage();
            List<String> ids = scenario.setup().in(workspace(storage));
            Collection<String> contents = contents(storage);
            FaultyStorage faulty =
                    new FaultyStorage(storage).failAt(call, moment, failure).mayMiss();
            attempt(scenario, faulty, ids);
            String where = moment + " call " + call + " of " + faulty.calls();
            check(scenario, storage, ids, contents, where);
            if (!faulty.fired()) {
                return call - 1;
            }
        }
    }

    /** Where a move is a copy and a delete, the machine may die in between. */
    private static void crashBetweenChanges(Kind kind, Scenario scenario) throws Exception {
        boolean struck = true;
        for (int change = 1; struck; change++) {
            MemoryStorage storage = kind.storage();
            List<String> ids = scenario.setup().in(workspace(storage));
            Collection<String> contents = contents(storage);
            storage.crashAtChange(change);
            struck = !attempt(scenario, storage, ids);
            storage.crashAtChange(0);
            check(scenario, storage, ids, contents, "crash at change " + change);
        }
    }

    private static boolean attempt(Scenario scenario, StorageClient storage, List<String> ids) {
        try {
            scenario.operation().in(workspace(storage), ids);
            return true;
        } catch (StorageException | Crash expected) {
            return false;
        }
    }

    private static void check(
            Scenario scenario, MemoryStorage storage, List<String> ids, Collection<String> contents, String where)
            throws Exception {
        if (scenario.keeps()) {
            Collection<String> now = contents(storage);
            assertThat(now).as(where).containsAll(contents);
            if (storage.capabilities().contains(Capability.ATOMIC_RENAME)) {
                assertThat(now).as(where).hasSameSizeAs(contents);
            }
            assertThat(contents).as(where).containsAll(now);
        }
        try {
            scenario.operation().in(workspace(storage), ids);
        } catch (StorageException.NotFound nothingWasLeftToDo) {
            // What the tree holds now tells whether that is true.
        }
        Workspace after = workspace(storage);
        assertThat(files(after)).as(where).isEqualTo(new TreeMap<>(scenario.files()));
        List<String> trashed = new ArrayList<>();
        after.trash().forEach(entry -> trashed.add(entry.path()));
        assertThat(trashed).as(where).containsAll(scenario.trashed());
        if (scenario.trashed().isEmpty()) {
            assertThat(trashed).as(where).isEmpty();
        }
    }

    private static Workspace workspace(StorageClient storage) {
        return new Workspace(storage, 0, WorkspaceOptions.usual().atOnce(1));
    }

    private static void put(Workspace workspace, String... paths) throws StorageException {
        for (String path : paths) {
            workspace.upload(path, Content.of(path.getBytes(UTF_8)), PutOptions.DEFAULT);
        }
    }

    private static List<String> ids(Workspace workspace, String... paths) throws StorageException {
        List<String> ids = new ArrayList<>();
        for (String path : paths) {
            ids.add(workspace.resolve(path).orElseThrow());
        }
        return ids;
    }

    private static Map<String, String> files(Workspace workspace) throws StorageException {
        Map<String, String> files = new TreeMap<>();
        workspace.entries("", Depth.ALL).forEach(entry -> files.put(entry.path(), read(workspace, entry.path())));
        return files;
    }

    private static String read(Workspace workspace, String path) throws StorageException {
        try (InputStream in = workspace.open(path)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What can be found: the content of each file, and for each in the trash the path, which is its content here. */
    private static Collection<String> contents(StorageClient storage) throws StorageException {
        Workspace workspace = workspace(storage);
        List<String> contents = new ArrayList<>(files(workspace).values());
        workspace.trash().forEach((TrashEntry entry) -> contents.add(entry.path()));
        return contents;
    }
}
