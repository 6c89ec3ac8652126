package dev.holdfast.testkit.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.sync.tree.HoldMemory;
import dev.holdfast.sync.tree.StorageTree;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.testkit.MemoryStorage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTreeTest {
    abstract static class OverAStorage extends TreeContract {
        static final String TRASH = ".holdfast-tree/trash/";

        final MovingInstant clock = new MovingInstant();
        private final AtomicLong nanos = new AtomicLong();
        StorageClient storage = new MemoryStorage();

        abstract StorageClient storage() throws Exception;

        @Override
        protected Tree emptyTree() throws Exception {
            storage = storage();
            return sameTree();
        }

        @Override
        protected Tree sameTree() {
            return new StorageTree(storage, 0, WorkspaceOptions.usual(), Duration.ofDays(3), "a test", nanos::get);
        }

        @Override
        protected void edit(String path, String text) throws Exception {
            storage.put(path, Content.of(text.getBytes(UTF_8)), PutOptions.DEFAULT);
        }

        @Override
        protected String trashed(String where) throws Exception {
            try (InputStream in = storage.open(TRASH + where)) {
                return new String(in.readAllBytes(), UTF_8);
            }
        }

        @Override
        protected List<String> allTrashed() throws Exception {
            List<String> keys = new ArrayList<>();
            Listing.objects(storage, TRASH, Depth.ALL, object -> keys.add(object.key()));
            List<String> texts = new ArrayList<>();
            for (String key : keys) {
                texts.add(trashed(key.substring(TRASH.length())));
            }
            return texts;
        }

        @Override
        protected boolean keepsReplaced() {
            return false;
        }

        @Override
        protected boolean keepsTimes() {
            return storage.capabilities().contains(Capability.USER_METADATA);
        }

        @Override
        protected boolean passRetention() {
            clock.advance(Duration.ofDays(4));
            return true;
        }

        @Override
        protected boolean passHalfALease() {
            nanos.addAndGet(Duration.ofSeconds(40).toNanos());
            return true;
        }
    }

    @Nested
    class AbleToDoEverything extends OverAStorage {
        @Override
        StorageClient storage() {
            return new MemoryStorage(clock.withZone(ZoneOffset.UTC));
        }

        @Test
        void isGuardedByHoldingToo() {
            assertThat(tree.guarding()).isEqualTo(Tree.Guarding.BY_HOLDING);
        }

        @Test
        void askingWhetherCaseCountsWritesNothing() throws Exception {
            assertThat(tree.caseSensitive()).isTrue();
            assertThat(tree.seemsCaseSensitive()).isTrue();
            List<String> keys = new ArrayList<>();
            Listing.objects(storage, "", Depth.ALL, object -> keys.add(object.key()));
            assertThat(keys).isEmpty();
        }

        @Test
        void aNewFileTakesOneRequestWhileTheTreeIsHeld() throws Exception {
            create("a/first.txt", "text");
            AtomicInteger requests = new AtomicInteger();
            StorageClient counted = new ForwardingStorage(storage) {
                @Override
                protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                    requests.incrementAndGet();
                    return call.run();
                }
            };
            tree = new StorageTree(counted, 0, WorkspaceOptions.usual(), Duration.ofDays(3), "a test");
            Tree.Hold hold = tree.hold();
            create("a/second.txt", "text");
            requests.set(0);

            create("a/third.txt", "text");

            assertThat(requests).hasValue(1);
            assertChanged(() -> create("a/first.txt", "other"));
            tree.makeDirectory("made");
            create("b/c/d.txt", "text");
            for (String directory : List.of("a", "made", "b", "b/c")) {
                assertChanged(() -> create(directory, "text"));
            }
            hold.close();
        }

        @Test
        void aFolderThatCameBetweenTheLookAndTheHoldIsNotOverlooked() throws Exception {
            create("a.txt", "text");
            list();
            edit("notes/x.md", "text");
            Tree.Hold hold = tree.hold();

            assertChanged(() -> create("notes", "text"));
            hold.close();
            edit("more/x.md", "text");
            assertChanged(() -> create("more", "text"));
        }

        @Test
        void uploadsOfOthersAreNotSwept() throws Exception {
            List<String> swept = new ArrayList<>();
            StorageClient watched = new ForwardingStorage(storage) {
                @Override
                protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                    if (operation.equals("sweep")) {
                        swept.add(key);
                    }
                    return call.run();
                }
            };
            new StorageTree(watched, 0, WorkspaceOptions.usual(), Duration.ofDays(3), "a test").sweep();

            assertThat(swept).containsExactly(".holdfast-tree/");
        }
    }

    @Nested
    class AbleToCreateOnly extends OverAStorage {
        @Override
        StorageClient storage() {
            return MemoryStorage.builder()
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .without(
                            Capability.CONDITIONAL_REPLACE,
                            Capability.ATOMIC_RENAME,
                            Capability.CONTENT_HASH,
                            Capability.STABLE_IDENTITY)
                    .build();
        }

        @Test
        void isGuardedByHolding() {
            assertThat(tree.guarding()).isEqualTo(Tree.Guarding.BY_HOLDING);
        }

        @Test
        void aMachineThatDiedWhileItHeldGoesOnAtOnceAndNobodyElseDoes() throws Exception {
            Kept memory = new Kept();
            holding(memory).hold(); // Never given back.

            assertThatThrownBy(() -> sameTree().hold()).isInstanceOf(StorageException.Transient.class);
            assertThatThrownBy(() -> holding(new Kept()).hold()).isInstanceOf(StorageException.Transient.class);
            Tree.Hold again = holding(memory).hold();

            assertThatThrownBy(() -> sameTree().hold()).isInstanceOf(StorageException.Transient.class);
            again.renew();
            again.close();
            List<String> keys = new ArrayList<>();
            Listing.objects(storage, "", Depth.ALL, object -> keys.add(object.key()));
            assertThat(keys).isEmpty();
            sameTree().hold().close();
        }

        @Test
        void whatSomebodyElseHoldsIsNotTakenForOnesOwnThatIsLongOver() throws Exception {
            Kept memory = new Kept();
            holding(memory).hold().close();
            Tree.Hold others = sameTree().hold();

            assertThatThrownBy(() -> holding(memory).hold()).isInstanceOf(StorageException.Transient.class);
            others.renew();
            others.close();
        }

        private Tree holding(HoldMemory memory) {
            return new StorageTree(
                    storage, 0, WorkspaceOptions.usual(), Duration.ofDays(3), "laptop", System::nanoTime, memory);
        }

        /** A file of a home. */
        private static final class Kept implements HoldMemory {
            private @Nullable String token;

            @Override
            public Optional<String> last() {
                return Optional.ofNullable(token);
            }

            @Override
            public void keep(String taken) {
                token = taken;
            }
        }

        @Test
        void aHolderThatComesTooLateIsLostThoughNobodyTookItsPlace() throws Exception {
            Tree.Hold hold = tree.hold();
            passHalfALease();
            passHalfALease();

            assertThatThrownBy(hold::renew).isInstanceOf(StorageException.Transient.class);
            hold.close();
            tree.hold().close();
        }
    }

    @Nested
    class AbleToDoNothingMuch extends OverAStorage {
        @Override
        StorageClient storage() {
            return MemoryStorage.builder()
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .without(
                            Capability.CREATE_ONLY,
                            Capability.CONDITIONAL_REPLACE,
                            Capability.ATOMIC_RENAME,
                            Capability.USER_METADATA,
                            Capability.CONTENT_HASH,
                            Capability.STABLE_IDENTITY)
                    .build();
        }

        @Test
        void isNotGuarded() {
            assertThat(tree.guarding()).isEqualTo(Tree.Guarding.NONE);
        }
    }

    @Nested
    class InAFolder extends OverAStorage {
        @TempDir
        private Path folder;

        @Override
        StorageClient storage() {
            return new LocalStorage(folder);
        }

        @Override
        protected boolean passRetention() {
            return false;
        }

        @Test
        void whatTheTreeNeedsForItselfIsNotShown() throws Exception {
            Tree.Hold hold = tree.hold();
            tree.trash(create("a/b.txt", "text"));

            assertThat(paths()).containsExactly("a/");
            hold.close();
            assertThat(Files.exists(folder.resolve(".holdfast-tree/lock/1"))).isFalse();
        }
    }
}
