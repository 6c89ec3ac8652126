package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Resolution;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import dev.holdfast.testkit.mirror.World.Habits;
import dev.holdfast.testkit.sim.Campaign;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Mistakes that a product like this is prone to; a simulation that did not find them would prove nothing. */
class PlantedMirrorFaultsTest {
    private static final int SEEDS = 400;

    @Test
    void aBaseThatIsForgottenIsFound() {
        isFound(new Habits() {
            @Override
            public Base remembered(Base base) {
                return Base.EMPTY;
            }
        });
    }

    @Test
    void aListingThatIsCutShortButSaysItIsWholeIsFound() {
        isFound(new Habits() {
            @Override
            public Tree side(Tree tree) {
                return new ForwardingTree(tree) {
                    @Override
                    public TreeListing list(CancelSignal cancel) throws StorageException {
                        return TreeListing.of(super.list(cancel).entries());
                    }
                };
            }
        });
    }

    @Test
    void writingOverWhateverIsThereIsFound() {
        isFound(new Habits() {
            @Override
            public Tree side(Tree tree) {
                return new ForwardingTree(tree) {
                    @Override
                    public TreeEntry write(
                            String path,
                            @Nullable TreeEntry over,
                            TreeEntry from,
                            Source source,
                            LongConsumer progress,
                            CancelSignal cancel)
                            throws StorageException {
                        return super.write(path, look(path), from, source, progress, cancel);
                    }
                };
            }
        });
    }

    @Test
    void aHoldThatKeepsNobodyOutIsFound() {
        isFound(new Habits() {
            @Override
            public Tree side(Tree tree) {
                return new ForwardingTree(tree) {
                    @Override
                    public Hold hold() {
                        return new Hold() {
                            @Override
                            public void renew() {}

                            @Override
                            public void close() {}
                        };
                    }
                };
            }
        });
    }

    @Test
    void theNewerOneWinningSilentlyIsFound() {
        isFound(new Habits() {
            @Override
            public Policy policy(Policy policy) {
                return policy.withResolution(Resolution.NEWER_WINS);
            }
        });
    }

    @Test
    void anIgnoreRuleThatCountsAsDeletedIsFound() {
        isFound(new Habits() {
            @Override
            public Tree side(Tree tree) {
                return new ForwardingTree(tree) {
                    @Override
                    public TreeListing list(CancelSignal cancel) throws StorageException {
                        TreeListing whole = super.list(cancel);
                        Set<String> ignored = Set.of("a", "b", "c.md");
                        return new TreeListing(
                                whole.entries().stream()
                                        .filter(entry ->
                                                guarding() != Guarding.EACH_EFFECT || !ignored.contains(entry.path()))
                                        .toList(),
                                whole.rootThere(),
                                whole.complete(),
                                whole.unreadable(),
                                whole.hashable());
                    }
                };
            }
        });
    }

    private void isFound(Habits habits) {
        assertThat(Campaign.of(getClass(), "planted", simulation -> World.play(simulation, habits, World.noneFired()))
                        .firstFailure(SEEDS))
                .isPresent();
    }
}
