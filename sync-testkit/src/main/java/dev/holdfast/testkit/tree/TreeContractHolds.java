package dev.holdfast.testkit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import org.junit.jupiter.api.Test;

/** How others are kept out. */
abstract class TreeContractHolds extends TreeContractChanges {
    @Test
    void ofTwoWhoWantToHoldOneWaits() throws Exception {
        try (Tree other = sameTree()) {
            switch (tree.guarding()) {
                case NONE -> assertThatThrownBy(tree::hold).isInstanceOf(StorageException.Unsupported.class);
                case EACH_EFFECT -> {
                    Tree.Hold one = tree.hold();
                    other.hold().close();
                    one.renew();
                    one.close();
                }
                case BY_HOLDING -> {
                    Tree.Hold one = tree.hold();
                    assertThatThrownBy(other::hold).isInstanceOf(StorageException.Transient.class);
                    one.renew();
                    one.close();
                    other.hold().close();
                }
            }
        }
    }

    @Test
    void aHoldIsNoPartOfTheTree() throws Exception {
        if (tree.guarding() == Tree.Guarding.NONE) {
            return;
        }
        Tree.Hold hold = tree.hold();

        assertThat(paths()).isEmpty();
        create("a.txt", "text");
        hold.close();
        assertThat(paths()).containsExactly("a.txt");
    }

    @Test
    void aHolderThatDiedIsGivenUpAndKnowsItWhenItWasNotDead() throws Exception {
        if (tree.guarding() != Tree.Guarding.BY_HOLDING) {
            return;
        }
        Tree.Hold one = tree.hold();
        try (Tree other = sameTree()) {
            assertThatThrownBy(other::hold).isInstanceOf(StorageException.Transient.class);
            if (!passHalfALease()) {
                one.close();
                return;
            }
            assertThatThrownBy(other::hold).isInstanceOf(StorageException.Transient.class);
            passHalfALease();
            Tree.Hold taken = other.hold();

            assertThatThrownBy(one::renew).isInstanceOf(StorageException.Transient.class);
            one.close();
            taken.renew();
            assertThatThrownBy(tree::hold).isInstanceOf(StorageException.Transient.class);
            taken.close();
            tree.hold().close();
        }
    }

    @Test
    void aHolderThatGivesSignsIsNotGivenUp() throws Exception {
        if (tree.guarding() != Tree.Guarding.BY_HOLDING) {
            return;
        }
        Tree.Hold one = tree.hold();
        try (Tree other = sameTree()) {
            assertThatThrownBy(other::hold).isInstanceOf(StorageException.Transient.class);
            for (int i = 0; i < 4; i++) {
                passHalfALease();
                one.renew();
            }

            assertThatThrownBy(other::hold).isInstanceOf(StorageException.Transient.class);
            one.close();
        }
    }
}
