package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import dev.holdfast.testkit.tree.TreeFaults.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryTreeTest {
    abstract static class InMemory extends TreeContract {
        private final MovingInstant clock = new MovingInstant();
        private final boolean caseSensitive;
        private final Tree.Guarding guarding;
        private MemoryFiles files = new MemoryFiles();

        InMemory(boolean caseSensitive, Tree.Guarding guarding) {
            this.caseSensitive = caseSensitive;
            this.guarding = guarding;
        }

        @Override
        protected Tree emptyTree() {
            files = new MemoryFiles(caseSensitive, clock);
            return sameTree();
        }

        @Override
        protected Tree sameTree() {
            return new MemoryTree(files).withGuarding(guarding).withRetention(Duration.ofDays(3));
        }

        @Override
        protected void edit(String path, String text) {
            files.put(path, text);
        }

        @Override
        protected boolean putOther(String path) {
            files.putOther(path);
            return true;
        }

        @Override
        protected String trashed(String where) {
            return files.trashed().stream()
                    .filter(trashed -> trashed.where().equals(where))
                    .map(MemoryFiles.Trashed::text)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        protected List<String> allTrashed() {
            return files.trashed().stream().map(MemoryFiles.Trashed::text).toList();
        }

        @Override
        protected boolean leaveUnfinishedWrite(String path) {
            files.beginWrite();
            return true;
        }

        @Override
        protected boolean passRetention() {
            clock.advance(Duration.ofDays(4));
            return true;
        }

        @Override
        protected boolean passHalfALease() {
            clock.advance(Duration.ofSeconds(40));
            return true;
        }
    }

    @Nested
    class WithEachEffectGuarded extends InMemory {
        WithEachEffectGuarded() {
            super(true, Tree.Guarding.EACH_EFFECT);
        }
    }

    @Nested
    class HeldAndWithOneCase extends InMemory {
        HeldAndWithOneCase() {
            super(false, Tree.Guarding.BY_HOLDING);
        }
    }

    @Nested
    class Unguarded extends InMemory {
        Unguarded() {
            super(true, Tree.Guarding.NONE);
        }
    }

    private final MemoryFiles files = new MemoryFiles();

    @Test
    void aFaultStrikesWhereItWasPlanned() {
        files.put("a.txt", "text");
        for (Moment moment : Moment.values()) {
            MemoryTree tree = failing("trash", moment);

            assertThatThrownBy(() -> tree.trash(seen("a.txt"))).isInstanceOf(StorageException.Transient.class);
            assertThat(files.texts().isEmpty()).isEqualTo(moment == Moment.AFTER);
        }
        assertThat(files.trashed()).hasSize(1);
    }

    @Test
    void aCrashInAWriteLeavesTheOldFileAndAnUnfinishedOne() {
        files.put("a.txt", "old");
        MemoryTree tree = new MemoryTree(files).withFaults((operation, path, moment) -> {
            if (moment == Moment.AMID) {
                throw new AssertionError("crash");
            }
        });

        assertThatThrownBy(() -> tree.write(
                        "a.txt",
                        seen("a.txt"),
                        TreeContractSetup.described("new", TreeContractSetup.LONG_AGO),
                        TreeContractSetup.source("new"),
                        TreeContractSetup.NOBODY,
                        new CancelSignal()))
                .isInstanceOf(AssertionError.class);
        assertThat(files.texts()).containsEntry("a.txt", "old");
        assertThat(files.unfinished()).isOne();
    }

    @Test
    void withoutAGuardOthersGetInBetween() throws Exception {
        files.put("a.txt", "old");
        MemoryTree tree = new MemoryTree(files)
                .withGuarding(Tree.Guarding.BY_HOLDING)
                .withFaults((operation, path, moment) -> {
                    if (moment == Moment.AMID) {
                        files.put("a.txt", "between");
                    }
                });

        tree.trash(seen("a.txt"));

        assertThat(files.texts()).isEmpty();
        assertThat(files.trashed()).extracting(MemoryFiles.Trashed::text).containsExactly("old");
    }

    @Test
    void aListingCanBeCutAndHideWhatNobodyMayRead() throws Exception {
        files.put("a/b.txt", "text");
        files.put("c.txt", "text");
        files.forbid("a");

        TreeListing listing = new MemoryTree(files).list(new CancelSignal());
        assertThat(listing.unreadable()).containsExactly("a");
        assertThat(listing.entries()).extracting(TreeEntry::path).containsExactly("a", "c.txt");

        MemoryTree cut = new MemoryTree(files).withFaults(new TreeFaults() {
            @Override
            public void at(String operation, String path, Moment moment) {
                // Only the look is changed.
            }

            @Override
            public TreeListing listed(TreeListing whole) {
                return whole.cutShort();
            }
        });
        assertThat(cut.list(new CancelSignal()).complete()).isFalse();
    }

    @Test
    void aRootThatIsGoneIsNoEmptyTree() throws Exception {
        files.put("a.txt", "text");
        files.setRootThere(false);

        MemoryTree tree = new MemoryTree(files);
        assertThat(tree.list(new CancelSignal()).rootThere()).isFalse();
        assertThatThrownBy(() -> tree.look("a.txt")).isInstanceOf(StorageException.Transient.class);
    }

    private MemoryTree failing(String operation, Moment when) {
        return new MemoryTree(files).withFaults((called, path, moment) -> {
            if (called.equals(operation) && moment == when) {
                throw new StorageException.Transient("planned", null);
            }
        });
    }

    private TreeEntry seen(String path) {
        return MemoryFiles.entry(Objects.requireNonNull(files.node(path)));
    }
}
