package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Names: hostile, odd, too long, twins of another, and below one that is an object. */
abstract class StorageContractNames extends StorageContractDeletes {
    private record Twins(String first, String second) {}

    /** The second of each is the first in another case or Unicode form. */
    private static final List<Twins> TWINS = List.of(
            new Twins("Case.txt", "case.txt"),
            new Twins("Folder/file", "folder/file"),
            new Twins("straße", "STRASSE"),
            new Twins("caf\u00e9", "cafe\u0301"),
            new Twins("\u1112\u1161\u11ab/file", "\ud55c/file"));

    @Test
    void hostileKeysAreRefusedByEveryOperation() throws Exception {
        putAll("k");
        for (String key : HostileNames.keys()) {
            assertRefused(() -> storage.put(key, text("x"), PutOptions.DEFAULT), key);
            assertRefused(() -> storage.open(key).close(), key);
            assertRefused(() -> storage.open(key, 0, 1).close(), key);
            assertRefused(() -> storage.stat(key), key);
            assertRefused(() -> storage.delete(key), key);
            assertRefused(() -> storage.deleteAll(List.of(key)), key);
            assertRefused(() -> storage.move(key, "to", Precondition.NONE), key);
            assertRefused(() -> storage.move("k", key, Precondition.NONE), key);
        }
        assertThat(allKeys()).containsExactly("k");
    }

    @Test
    void hostilePrefixesAreRefusedByEveryOperation() throws Exception {
        for (String key : HostileNames.keys()) {
            String prefix = key + "/";
            assertRefused(() -> storage.putFolder(prefix), prefix);
            assertRefused(() -> storage.deleteFolder(prefix), prefix);
            assertRefused(() -> storage.list(prefix, Depth.ALL, "", 10), prefix);
            assertRefused(() -> storage.list(prefix, Depth.ONE_LEVEL, "", 10), prefix);
            assertRefused(() -> storage.sweep(prefix, Duration.ZERO), prefix);
        }
        assertThat(folders("")).isEmpty();
    }

    /** A listing that showed it would bring it to those who know only keys with single slashes. */
    @Test
    void anEmptySegmentIsRefusedOrMakesAnotherKeyThatNoListingShows() throws Exception {
        put("a/b", "one");
        if (!storage.capabilities().contains(Capability.EMPTY_SEGMENTS)) {
            assertRefused(() -> storage.put("a//b", text("x"), PutOptions.DEFAULT), "a//b");
            assertRefused(() -> storage.open("a//b").close(), "a//b");
            assertRefused(() -> storage.stat("a//b"), "a//b");
            assertRefused(() -> storage.delete("a//b"), "a//b");
            assertRefused(() -> storage.deleteAll(List.of("a//b")), "a//b");
            return;
        }
        put("a//b", "another");
        assertThat(read("a//b")).isEqualTo("another");
        if (!emptySegmentsMakeOtherKeys()) {
            return;
        }
        assertThat(read("a/b")).isEqualTo("one");
        assertThat(storage.stat("a//b")).hasValueSatisfying(object -> {
            assertThat(object.key()).isEqualTo("a//b");
            assertThat(object.size()).isEqualTo("another".length());
        });
        assertThat(allKeys()).containsExactly("a/b");
        assertThat(folders("a/")).isEmpty();
        assertRefused(() -> storage.move("a//b", "c", Precondition.NONE), "a//b");
        storage.delete("a//b");
        assertThat(storage.stat("a//b")).isEmpty();
        put("a//b", "again");
        storage.deleteAll(List.of("a//b"));
        assertThat(storage.stat("a//b")).isEmpty();
        assertThat(read("a/b")).isEqualTo("one");
    }

    @Test
    void aPrefixWithoutSlashIsRefused() {
        assertRefused(() -> storage.list("a", Depth.ALL, "", 10), "a");
        assertRefused(() -> storage.putFolder("a"), "a");
        assertRefused(() -> storage.deleteFolder("a"), "a");
        assertRefused(() -> storage.sweep("a", Duration.ZERO), "a");
    }

    @Test
    void oddButHonestKeysAreTaken() throws Exception {
        for (String key : HostileNames.oddButValid()) {
            assertThat(StorageKeys.isValid(key)).as(key).isTrue();
            put(key, key);
            assertThat(read(key)).isEqualTo(key);
            assertThat(allKeys()).containsExactly(key);
            storage.delete(key);
        }
    }

    @Test
    void aVeryLongKeyIsTakenOrRefusedForGood() throws Exception {
        String key = String.join("/", List.of("a".repeat(255), "b".repeat(255), "c".repeat(255), "ä".repeat(127)));
        assertThat(StorageKeys.isValid(key)).isTrue();
        try {
            put(key, "x");
        } catch (StorageException.InvalidKey | StorageException.Permanent e) {
            assertThat(allKeys()).isEmpty();
            return;
        }
        assertThat(read(key)).isEqualTo("x");
        assertThat(allKeys()).containsExactly(key);
    }

    @Test
    void twinsAreTwoObjectsOrTheSecondIsRefused() throws Exception {
        for (Twins twins : TWINS) {
            put(twins.first(), "first");
            if (isDone(() -> put(twins.second(), "second"))) {
                assertThat(read(twins.second())).isEqualTo("second");
                assertThat(allKeys()).containsExactlyInAnyOrder(twins.first(), twins.second());
            } else {
                assertThat(allKeys()).containsExactly(twins.first());
                assertIsNotThere(twins.second());
            }
            assertThat(read(twins.first())).isEqualTo("first");
            storage.deleteAll(allKeys());
        }
    }

    @Test
    void aTwinIsNotAnsweredForByTheOther() throws Exception {
        for (Twins twins : TWINS) {
            put(twins.first(), "first");
            assertIsNotThere(twins.second());
            assertNotDone(() -> storage.open(twins.second()).close());
            assertNotDone(() -> storage.move(twins.second(), "elsewhere", Precondition.NONE));
            assertThat(read(twins.first())).isEqualTo("first");
            storage.delete(twins.first());
        }
    }

    @Test
    void deletingATwinLeavesTheOther() throws Exception {
        for (Twins twins : TWINS) {
            put(twins.first(), "first");
            isDone(() -> storage.delete(twins.second()));
            isDone(() -> storage.deleteAll(List.of(twins.second())));
            assertThat(read(twins.first())).isEqualTo("first");
            assertThat(allKeys()).containsExactly(twins.first());
            storage.delete(twins.first());
        }
    }

    @Test
    void movingOntoATwinReplacesNothing() throws Exception {
        for (Twins twins : TWINS) {
            put(twins.first(), "first");
            put("other", "other");
            String second =
                    isDone(() -> storage.move("other", twins.second(), Precondition.NONE)) ? twins.second() : "other";
            assertThat(read(twins.first())).isEqualTo("first");
            assertThat(read(second)).isEqualTo("other");
            storage.deleteAll(List.of(twins.first(), second));
        }
    }

    @Test
    void anObjectBelowAnObjectIsKeptOrRefused() throws Exception {
        put("p", "object");
        if (objectsMayHaveObjectsBelow()) {
            put("p/q", "below");
            assertThat(read("p/q")).isEqualTo("below");
            assertThat(allKeys()).containsExactly("p", "p/q");
            assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, 1)).containsExactly("p", "p/");
        } else {
            put("other", "other");
            assertLimit(() -> put("p/q", "below"));
            assertLimit(() -> storage.move("other", "p/q", Precondition.NONE));
            assertThat(storage.stat("p/q")).isEmpty();
            assertThat(allKeys()).containsExactly("other", "p");
        }
        assertThat(read("p")).isEqualTo("object");
    }

    @Test
    void anObjectAboveAnObjectIsKeptOrRefused() throws Exception {
        put("p/q", "below");
        if (objectsMayHaveObjectsBelow()) {
            put("p", "object");
            assertThat(read("p")).isEqualTo("object");
            storage.delete("p");
            assertThat(allKeys()).containsExactly("p/q");
        } else {
            put("other", "other");
            assertLimit(() -> put("p", "object"));
            assertLimit(() -> storage.move("other", "p", Precondition.NONE));
            assertThat(storage.stat("p")).isEmpty();
            assertThat(allKeys()).containsExactly("other", "p/q");
        }
        assertThat(read("p/q")).isEqualTo("below");
    }

    private void assertIsNotThere(String key) throws StorageException {
        Optional<?> found = Optional.empty();
        try {
            found = storage.stat(key);
        } catch (StorageException.Permanent e) {
            assertThat(e.sentence()).isNotBlank();
        }
        assertThat(found).as(key).isEmpty();
    }

    /** Whether it was done; the only other outcome for a twin is that it is refused for good. */
    private static boolean isDone(ThrowingCallable call) throws StorageException {
        try {
            call.call();
            return true;
        } catch (StorageException.Permanent e) {
            return false;
        } catch (StorageException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void assertNotDone(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfAny(StorageException.NotFound.class, StorageException.Permanent.class);
    }

    private static void assertLimit(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.class);
    }

    private static void assertRefused(ThrowingCallable call, String key) {
        assertThatThrownBy(call).as(key).isInstanceOf(StorageException.InvalidKey.class);
    }
}
