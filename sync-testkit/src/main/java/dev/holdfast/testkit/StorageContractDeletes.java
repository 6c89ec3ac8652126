package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deletes, one by one and in batches, and the sweeping of leftovers. */
abstract class StorageContractDeletes extends StorageContractMoves {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void deleteRemovesAndMayBeRepeated() throws Exception {
        putAll("k", "other");
        storage.delete("k");
        storage.delete("k");
        assertThat(storage.stat("k")).isEmpty();
        assertThat(allKeys()).containsExactly("other");
    }

    @Test
    void deletingNothingHasNoEffect() throws Exception {
        putAll("a/b");
        for (String key : new String[] {"nothing", "no/thing", "a", "a/b/c"}) {
            storage.delete(key);
        }
        assertThat(read("a/b")).isEqualTo("a/b");
    }

    @Test
    void aBatchRemovesWhatIsThereAndPassesOverTheRest() throws Exception {
        putAll("a", "b/c", "b/d", "e");
        storage.deleteAll(List.of("a", "absent", "b/c", "no/thing"));
        assertThat(storage.stat("a")).isEmpty();
        assertThat(storage.stat("b/c")).isEmpty();
        assertThat(allKeys()).containsExactly("b/d", "e");
        storage.deleteAll(List.of("a", "absent", "b/c", "no/thing"));
        assertThat(allKeys()).containsExactly("b/d", "e");
    }

    @Test
    void aBatchOfNothingHasNoEffect() throws Exception {
        putAll("a");
        storage.deleteAll(List.of());
        assertThat(allKeys()).containsExactly("a");
    }

    @Test
    void aBatchMayNameAKeyTwiceAndBeAnyCollection() throws Exception {
        putAll("a", "b", "c");
        storage.deleteAll(List.of("a", "a"));
        storage.deleteAll(new LinkedHashSet<>(Set.of("b")));
        assertThat(allKeys()).containsExactly("c");
    }

    @Test
    void aBatchTouchesNothingBesideItsKeys() throws Exception {
        putAll("a-", "a/b", "a/b.c", "a0", "a b", "%61", "ä&<>\"'");
        storage.deleteAll(List.of("a", "a/b", "a b", "ä&<>\"'"));
        assertThat(allKeys()).containsExactly("%61", "a-", "a/b.c", "a0");
    }

    @Test
    void aBatchThatIsTooLargeIsRefused() throws Exception {
        putAll("k0");
        List<String> tooMany = IntStream.rangeClosed(0, StorageClient.MAX_PAGE)
                .mapToObj(number -> "k" + number)
                .toList();
        assertThatIllegalArgumentException().isThrownBy(() -> storage.deleteAll(tooMany));
        assertThat(read("k0")).isEqualTo("k0");
        storage.deleteAll(tooMany.subList(0, StorageClient.MAX_PAGE));
        assertThat(allKeys()).isEmpty();
    }

    @Test
    void aBatchWithAHostileKeyTouchesNothing() throws Exception {
        putAll("a", "b");
        for (String hostile : new String[] {"../a", "", "a//b/c", "a/", "nul"}) {
            assertThatThrownBy(() -> storage.deleteAll(List.of("a", hostile, "b")))
                    .isInstanceOf(StorageException.InvalidKey.class);
        }
        assertThat(allKeys()).containsExactly("a", "b");
    }

    @Test
    void whatWasDeletedCanBePutAgain() throws Exception {
        putAll("a/k");
        storage.delete("a/k");
        put("a/k", "again");
        assertThat(read("a/k")).isEqualTo("again");
        storage.deleteAll(List.of("a/k"));
        put("a/k", "once more");
        assertThat(read("a/k")).isEqualTo("once more");
        assertThat(allKeys()).containsExactly("a/k");
    }

    @Test
    void sweepingTouchesNoObjectAndNoFolder() throws Exception {
        putAll("a", "b/c", "b/empty");
        put("b/empty", "");
        storage.putFolder("folder/");
        storage.sweep("", Duration.ZERO);
        storage.sweep("b/", Duration.ZERO);
        assertThat(allKeys()).containsExactly("a", "b/c", "b/empty");
        assertThat(folders("")).containsExactly("b/", "folder/");
        assertThat(read("b/c")).isEqualTo("b/c");
    }

    @Test
    void sweepingAnEmptyStorageRemovesNothing() throws Exception {
        assertThat(storage.sweep("", Duration.ZERO)).isZero();
        assertThat(storage.sweep("no/thing/", DAY)).isZero();
        assertThat(allKeys()).isEmpty();
    }

    @Test
    void whatADiedPutLeftIsNoObject() throws Exception {
        put("p/k", "old");
        leaveUnfinishedPut(storage, "p/k");
        leaveUnfinishedPut(storage, "p/new");
        assertThat(read("p/k")).isEqualTo("old");
        assertThat(storage.stat("p/new")).isEmpty();
        assertThat(allKeys()).containsExactly("p/k");
        assertThat(folders("")).containsExactly("p/");
        put("p/new", "whole");
        assertThat(read("p/new")).isEqualTo("whole");
    }

    @Test
    void whatADiedPutLeftIsSweptOnceItIsIdleForLongEnough() throws Exception {
        putAll("p/k");
        if (!leaveUnfinishedPut(storage, "p/k")) {
            return;
        }
        assertThat(storage.sweep("p/", DAY)).isZero();
        assertThat(storage.sweep("other/", Duration.ZERO)).isZero();
        assertThat(storage.sweep("p/", Duration.ZERO)).isPositive();
        assertThat(storage.sweep("p/", Duration.ZERO)).isZero();
        assertThat(allKeys()).containsExactly("p/k");
        assertThat(read("p/k")).isEqualTo("p/k");
    }
}
