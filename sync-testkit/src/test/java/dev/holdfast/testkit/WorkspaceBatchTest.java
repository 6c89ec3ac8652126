package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.entry.DeleteResult;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many entries at once: each has its own outcome, and nobody goes on for ever against a wall. */
class WorkspaceBatchTest {
    private final MemoryStorage memory = new MemoryStorage();
    private final Workspace plain = new Workspace(memory, 0, WorkspaceOptions.usual());

    @Test
    void oneThatFailsDoesNotKeepTheOthers() throws Exception {
        for (Deletion how : Deletion.values()) {
            List<String> ids = uploadAll("a", "b", "c", "folder/1", "folder/2");
            ids.add("/folder/");
            Workspace workspace = failing(key -> key.equals("b") || key.equals("folder/2") ? denied() : null);
            DeleteResult result = workspace.delete(List.of(ids.get(0), ids.get(1), ids.get(2), "/folder/"), how);
            assertThat(result.deleted()).isEqualTo(2);
            assertThat(result.failures()).containsOnlyKeys(ids.get(1), "/folder/");
            assertThat(result.failures().values()).hasOnlyElementsOfType(StorageException.Denied.class);
            assertThat(files()).containsExactly("b", "folder/2");
        }
    }

    @Test
    void whatRetriesDidNotMendEndsTheBatchAndSaysSoForEach() throws Exception {
        for (Deletion how : Deletion.values()) {
            List<String> ids = uploadAll("a", "b", "c", "folder/1");
            AtomicInteger tries = new AtomicInteger();
            Workspace workspace = failing(key -> {
                tries.incrementAndGet();
                return new StorageException.Transient("away", null);
            });
            DeleteResult result = workspace.delete(List.of(ids.get(0), ids.get(1), ids.get(2), "/folder/"), how);
            assertThat(result.deleted()).isZero();
            assertThat(result.failures()).hasSize(4);
            assertThat(result.failures().values()).hasOnlyElementsOfType(StorageException.Transient.class);
            assertThat(tries).hasValue(1);
            assertThat(files()).hasSize(4);
        }
    }

    @Test
    void aThousandFailuresAreEnough() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            ids.addAll(uploadAll("f" + i));
        }
        AtomicInteger tries = new AtomicInteger();
        Workspace workspace = failing(key -> {
            tries.incrementAndGet();
            return denied();
        });
        DeleteResult result = workspace.delete(ids, Deletion.TO_TRASH);
        assertThat(result.failures()).hasSize(2500);
        assertThat(tries).hasValueLessThan(1100);
    }

    @Test
    void aBatchThatIsGivenUpOnTellsWhatWasDoneBefore() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.addAll(uploadAll("f" + i));
        }
        Workspace workspace = failing(key -> key.equals("f300") ? new StorageException.Transient("away", null) : null);
        DeleteResult result = workspace.delete(ids, Deletion.TO_TRASH);
        assertThat(result.deleted()).isPositive();
        assertThat(result.failures()).containsKeys(ids.get(300), ids.get(499));
        Set<String> gone = new HashSet<>(ids);
        gone.removeAll(result.failures().keySet());
        assertThat(files()).noneMatch(path -> gone.contains(ids.get(Integer.parseInt(path.substring(1)))));
    }

    @Test
    void manyEntriesGoAtOnceAndAllOfThem() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3001; i++) {
            ids.addAll(uploadAll("d" + i % 7 + "/f" + i));
        }
        DeleteResult result = plain.delete(ids, Deletion.TO_TRASH);
        assertThat(result.deleted()).isEqualTo(3001);
        assertThat(files()).isEmpty();
        assertThat(plain.restore(List.of(result.trash().orElseThrow())).restored())
                .isEqualTo(3001);
        assertThat(files()).hasSize(3001);
    }

    @Test
    void aCancelledBatchStops() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.addAll(uploadAll("f" + i));
        }
        CancelSignal cancel = new CancelSignal();
        StorageClient cancelling = new Failing(memory, key -> {
            cancel.cancel();
            return null;
        });
        Workspace workspace =
                new Workspace(cancelling, 0, WorkspaceOptions.usual().atOnce(1).with(cancel));
        assertThatThrownBy(() -> workspace.delete(ids, Deletion.TO_TRASH)).isInstanceOf(CancellationException.class);
        assertThat(files()).hasSizeGreaterThan(300);
    }

    @Test
    void whatComesWhileAFolderMovesMovesAlong() throws Exception {
        uploadAll("a/1", "a/2");
        AtomicInteger moves = new AtomicInteger();
        Workspace workspace = failing(key -> {
            if (moves.incrementAndGet() == 2) {
                uploadQuietly("a/0");
            }
            return null;
        });
        workspace.rename("/a/", "b");
        assertThat(files()).containsExactly("b/0", "b/1", "b/2");
    }

    @Test
    void whatComesWhileAFolderIsDeletedStays() throws Exception {
        for (Deletion how : Deletion.values()) {
            uploadAll("a/1", "a/2");
            AtomicInteger deletes = new AtomicInteger();
            Workspace workspace = failing(key -> {
                if (deletes.incrementAndGet() == 1) {
                    uploadQuietly("a/new");
                }
                return null;
            });
            assertThat(workspace.delete(List.of("/a/"), how).failures()).isEmpty();
            assertThat(files()).containsExactly("a/new");
            plain.delete(List.of("/a/"), Deletion.FOR_EVER);
        }
    }

    @Test
    void refreshReachesWhateverKeepsListings() throws Exception {
        AtomicInteger refreshed = new AtomicInteger();
        StaleListingStorage stale = new StaleListingStorage(memory, 1000);
        Workspace workspace = new Workspace(stale, 0, WorkspaceOptions.usual().refreshing(() -> {
            refreshed.incrementAndGet();
            stale.settle();
        }));
        assertThat(files(workspace)).isEmpty();
        workspace.upload("a", WorkspaceContractSetup.text("a"), PutOptions.DEFAULT);
        assertThat(files(workspace)).isEmpty();
        workspace.refresh();
        assertThat(files(workspace)).containsExactly("a");
        assertThat(refreshed).hasValue(1);
    }

    @Test
    void aFileThatGotTheNumberOfADeletedOneIsNotTakenForIt() throws Exception {
        StorageClient reusing = new WorkspaceLens(memory, WorkspaceBatchTest::withOneNumberForAll);
        Workspace workspace = new Workspace(reusing, 0, WorkspaceOptions.usual());
        String id = workspace
                .upload("a", WorkspaceContractSetup.text("a"), PutOptions.DEFAULT)
                .id();
        memory.delete("a");
        memory.put("b", WorkspaceContractSetup.text("b"), PutOptions.DEFAULT);
        assertThat(workspace.get(id)).isEmpty();
        assertThat(workspace.delete(List.of(id), Deletion.FOR_EVER).failures()).isEmpty();
        assertThat(files()).containsExactly("b");
    }

    @Test
    void ofTwoNamesOfOneFileTheOneThatWasSeenIsDeleted() throws Exception {
        StorageClient linked = new WorkspaceLens(memory, WorkspaceBatchTest::withOneNumberForAll);
        uploadAll("a", "b", "c");
        Workspace workspace = new Workspace(linked, 0, WorkspaceOptions.usual());
        String id = workspace.resolve("b").orElseThrow();
        workspace.delete(List.of(id), Deletion.FOR_EVER);
        assertThat(files()).containsExactly("a", "c");
    }

    private static StoredObject withOneNumberForAll(StoredObject object) {
        return new StoredObject(
                object.key(),
                object.size(),
                object.sha256(),
                object.version(),
                object.modified(),
                Optional.of("7"),
                object.metadata());
    }

    @Test
    void aFileIsFoundByItsIdWhoeverMovedIt() throws Exception {
        String id = uploadAll("a").get(0);
        new Workspace(memory, 0, WorkspaceOptions.usual()).move(id, "x/y");
        assertThat(plain.get(id).map(FileEntry::path)).contains("x/y");
        assertThat(memory.capabilities()).contains(Capability.STABLE_IDENTITY);
        assertThat(plain.rename(id, "z").path()).isEqualTo("x/z");
    }

    private Workspace failing(Function<String, @Nullable StorageException> failure) {
        return new Workspace(
                new Failing(memory, failure), 0, WorkspaceOptions.usual().atOnce(1));
    }

    private static StorageException denied() {
        return new StorageException.Denied("no", null);
    }

    private List<String> uploadAll(String... paths) throws StorageException {
        List<String> ids = new ArrayList<>();
        for (String path : paths) {
            ids.add(plain.upload(path, WorkspaceContractSetup.text(path), PutOptions.DEFAULT)
                    .id());
        }
        return ids;
    }

    private void uploadQuietly(String path) {
        try {
            uploadAll(path);
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> files() throws StorageException {
        return files(plain);
    }

    private static List<String> files(Workspace workspace) throws StorageException {
        List<String> paths = new ArrayList<>();
        workspace.entries("", Depth.ALL).forEach(entry -> paths.add(entry.path()));
        return paths;
    }

    /** Fails to move or delete the keys it is told; the function hears of each before it happens. */
    private static final class Failing extends ForwardingStorage {
        private final Function<String, @Nullable StorageException> failure;

        Failing(StorageClient next, Function<String, @Nullable StorageException> failure) {
            super(next);
            this.failure = failure;
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            if (operation.equals("move") || operation.equals("delete")) {
                fail(key);
            }
            return call.run();
        }

        private void fail(String key) throws StorageException {
            StorageException planned = failure.apply(key);
            if (planned != null) {
                throw planned;
            }
        }

        @Override
        public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
            int moved = 0;
            for (Map.Entry<String, String> each : targets.entrySet()) {
                fail(each.getKey());
                moved += super.moveAll(Map.ofEntries(each), precondition);
            }
            return moved;
        }

        @Override
        public void deleteAll(Collection<String> keys) throws StorageException {
            for (String key : keys) {
                fail(key);
            }
            super.deleteAll(keys);
        }
    }
}
