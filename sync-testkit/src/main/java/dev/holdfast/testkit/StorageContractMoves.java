package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Moves: what comes along, what may stand at the target, and what a refused one leaves alone. */
abstract class StorageContractMoves extends StorageContractListings {
    @Test
    void aMoveTakesTheObjectToItsNewKey() throws Exception {
        StoredObject original = put("old", "content");
        StoredObject moved = storage.move("old", "new", Precondition.NONE);
        assertThat(moved.key()).isEqualTo("new");
        assertThat(moved.size()).isEqualTo(original.size());
        assertThat(storage.stat("new")).contains(moved);
        assertThat(read("new")).isEqualTo("content");
        assertThat(storage.stat("old")).isEmpty();
        assertThat(allKeys()).containsExactly("new");
    }

    @Test
    void aMoveGoesIntoAndOutOfFolders() throws Exception {
        put("top", "content");
        storage.move("top", "a/b/c", Precondition.NONE);
        storage.move("a/b/c", "a/c", Precondition.NONE);
        storage.move("a/c", "x/y", Precondition.NONE);
        assertThat(allKeys()).containsExactly("x/y");
        storage.move("x/y", "top", Precondition.NONE);
        assertThat(read("top")).isEqualTo("content");
        assertThat(allKeys()).containsExactly("top");
    }

    @Test
    void aMoveReplacesWhatIsThere() throws Exception {
        put("from", "new");
        put("to", "old, and longer");
        storage.move("from", "to", Precondition.NONE);
        assertThat(read("to")).isEqualTo("new");
        assertThat(stat("to").size()).isEqualTo(3);
        assertThat(allKeys()).containsExactly("to");
    }

    @Test
    void aMoveToAKeyThatMustBeFreeHappensWhenItIs() throws Exception {
        put("from", "content");
        if (can(Capability.CREATE_ONLY)) {
            storage.move("from", "to", Precondition.ABSENT);
            assertThat(read("to")).isEqualTo("content");
            assertThat(allKeys()).containsExactly("to");
        } else {
            assertThatThrownBy(() -> storage.move("from", "to", Precondition.ABSENT))
                    .isInstanceOf(StorageException.Unsupported.class);
            assertThat(allKeys()).containsExactly("from");
        }
    }

    @Test
    void aMoveToAKeyThatMustBeFreeNeverReplaces() throws Exception {
        put("from", "one");
        StoredObject target = put("to", "two");
        assertThatThrownBy(() -> storage.move("from", "to", Precondition.ABSENT))
                .isInstanceOf(
                        can(Capability.CREATE_ONLY)
                                ? StorageException.PreconditionFailed.class
                                : StorageException.Unsupported.class);
        assertThat(read("from")).isEqualTo("one");
        assertThat(stat("to")).isEqualTo(target);
        assertThat(read("to")).isEqualTo("two");
    }

    @Test
    void aMoveCantDependOnTheTargetsVersion() throws Exception {
        put("from", "one");
        Precondition onVersion = Precondition.matches(put("to", "two").version());
        assertThatThrownBy(() -> storage.move("from", "to", onVersion))
                .isInstanceOfAny(IllegalArgumentException.class, StorageException.Unsupported.class);
        assertThat(read("from")).isEqualTo("one");
        assertThat(read("to")).isEqualTo("two");
    }

    @Test
    void aMoveToItsOwnKeyIsRefused() throws Exception {
        StoredObject object = put("a/k", "content");
        assertThatThrownBy(() -> storage.move("a/k", "a/k", Precondition.NONE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(stat("a/k")).isEqualTo(object);
        assertThat(read("a/k")).isEqualTo("content");
    }

    @Test
    void aMoveOfNothingIsNotFoundAndLeavesTheTarget() throws Exception {
        put("to", "target");
        put("folder/file", "x");
        for (String missing : new String[] {"nothing", "no/thing", "folder"}) {
            assertThatThrownBy(() -> storage.move(missing, "to", Precondition.NONE))
                    .isInstanceOf(StorageException.NotFound.class);
            assertThatThrownBy(() -> storage.move(missing, "free", Precondition.NONE))
                    .isInstanceOf(StorageException.NotFound.class);
        }
        assertThat(read("to")).isEqualTo("target");
        assertThat(allKeys()).containsExactly("folder/file", "to");
    }

    @Test
    void aMoveTwiceMovesOnce() throws Exception {
        put("from", "content");
        storage.move("from", "to", Precondition.NONE);
        assertThatThrownBy(() -> storage.move("from", "to", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        assertThat(read("to")).isEqualTo("content");
    }

    @Test
    void aMoveKeepsMetadataWhereDeclared() throws Exception {
        Map<String, String> metadata =
                can(Capability.USER_METADATA) ? Map.of("origin", "test", "title", "Grüße, 世界") : Map.of();
        storage.put("from", text("x"), PutOptions.DEFAULT.with(metadata));
        assertThat(storage.move("from", "to", Precondition.NONE).metadata()).isEqualTo(metadata);
        assertThat(stat("to").metadata()).isEqualTo(metadata);
    }

    @Test
    void aMoveReplacesTheTargetsMetadata() throws Exception {
        if (can(Capability.USER_METADATA)) {
            storage.put("to", text("old"), PutOptions.DEFAULT.with(Map.of("old", "1")));
        }
        put("from", "new");
        storage.move("from", "to", Precondition.NONE);
        assertThat(stat("to").metadata()).isEmpty();
    }

    @Test
    void aMoveKeepsTheIdentityWhereDeclared() throws Exception {
        put("from", "x");
        put("to", "y");
        StoredObject original = stat("from");
        StoredObject moved = storage.move("from", "to", Precondition.NONE);
        if (can(Capability.STABLE_IDENTITY)) {
            assertThat(moved.identity()).isPresent().isEqualTo(original.identity());
            assertThat(stat("to").identity()).isEqualTo(original.identity());
        } else {
            assertThat(stat("to").identity()).isEqualTo(moved.identity());
        }
    }

    @Test
    void aMoveKeepsTheHashWhereKnown() throws Exception {
        put("from", "x");
        StoredObject original = stat("from");
        StoredObject moved = storage.move("from", "to", Precondition.NONE);
        if (can(Capability.CONTENT_HASH)) {
            assertThat(moved.sha256()).isPresent().isEqualTo(original.sha256());
        }
        assertThat(stat("to").sha256()).isEqualTo(moved.sha256());
    }

    @Test
    void objectsOfAnySizeAreMovedWhole() throws Exception {
        for (int size : new int[] {0, 1, partSize() + 1}) {
            storage.put("from", Content.of(bytes(size)), inParts());
            storage.move("from", "to", Precondition.NONE);
            assertThat(readBytes("to")).isEqualTo(bytes(size));
        }
    }

    @Test
    void theOldKeyIsFreeAfterAMove() throws Exception {
        put("k", "one");
        storage.move("k", "away", Precondition.NONE);
        put("k", "two");
        assertThat(read("k")).isEqualTo("two");
        assertThat(read("away")).isEqualTo("one");
    }

    @Test
    void manyMoveAndThoseThatAreNotThereArePassedOver() throws Exception {
        putAll("a/1", "a/2", "b/3");
        storage.put("c/4", text("old"), PutOptions.DEFAULT);
        Map<String, String> targets = Map.of("a/1", "c/1", "a/2", "d/2", "b/3", "c/4", "nothing", "c/nothing");
        assertThat(storage.moveAll(targets, Precondition.NONE)).isEqualTo(3);
        assertThat(allKeys()).containsExactly("c/1", "c/4", "d/2");
        assertThat(read("c/4")).isEqualTo("b/3");
        assertThat(storage.moveAll(targets, Precondition.NONE)).isZero();
        assertThat(allKeys()).containsExactly("c/1", "c/4", "d/2");
    }

    @Test
    void ofManyThatMoveNoneReplacesWhatHadToBeAbsent() throws Exception {
        putAll("a/1", "a/2", "b/1");
        Map<String, String> targets = Map.of("a/1", "b/1", "a/2", "b/2");
        assertThatThrownBy(() -> storage.moveAll(targets, Precondition.ABSENT))
                .isInstanceOf(
                        can(Capability.CREATE_ONLY)
                                ? StorageException.PreconditionFailed.class
                                : StorageException.Unsupported.class);
        assertThat(read("a/1")).isEqualTo("a/1");
        assertThat(read("b/1")).isEqualTo("b/1");
        List<String> keys = allKeys();
        assertThat(keys).containsAnyOf("a/2", "b/2").hasSize(3);
    }

    @Test
    void tooManyOrHostileMovesAreRefused() throws Exception {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= StorageClient.MAX_PAGE; i++) {
            many.put("a/" + i, "b/" + i);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> storage.moveAll(many, Precondition.NONE));
        putAll("a");
        assertThatThrownBy(() -> storage.moveAll(Map.of("a", "../b"), Precondition.NONE))
                .isInstanceOf(StorageException.InvalidKey.class);
        assertThatThrownBy(() -> storage.moveAll(Map.of("../a", "b"), Precondition.NONE))
                .isInstanceOf(StorageException.InvalidKey.class);
        assertThatThrownBy(() -> storage.moveAll(Map.of("a", "a"), Precondition.NONE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(allKeys()).containsExactly("a");
    }
}
