package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Planned faults strike where they are planned, and only there. */
class FaultyStorageTest {
    private final MemoryStorage memory = new MemoryStorage();
    private final FaultyStorage faulty = new FaultyStorage(memory);

    private void put(String key) throws StorageException {
        faulty.put(key, Content.of("0123456789".getBytes(UTF_8)), PutOptions.DEFAULT);
    }

    private static void assertStruck(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.Transient.class);
    }

    @Test
    void aFaultIsForOneOperation() throws Exception {
        faulty.plan(Fault.on("delete"));
        put("k");
        faulty.stat("k");
        assertStruck(() -> faulty.delete("k"));
        assertThat(memory.keys()).containsExactly("k");
        faulty.delete("k");
        faulty.close();
    }

    @Test
    void aFaultCountsTheCallsThatFitIt() throws Exception {
        faulty.plan(Fault.on("put").withKey("b/.*").nth(2).times(2));
        put("b/1");
        put("a/1");
        assertStruck(() -> put("b/2"));
        put("a/2");
        assertStruck(() -> put("b/3"));
        put("b/4");
        assertThat(memory.keys()).containsExactly("a/1", "a/2", "b/1", "b/4");
        faulty.close();
    }

    @Test
    void aFaultForAKeyStrikesMovesToItAndBatchesWithIt() throws Exception {
        put("a");
        faulty.plan(Fault.onAny().withKey("b"::equals).times(2));
        assertStruck(() -> faulty.move("a", "b", Precondition.NONE));
        assertStruck(() -> faulty.deleteAll(List.of("a", "b")));
        faulty.deleteAll(List.of("a"));
        assertThat(memory.keys()).isEmpty();
        faulty.close();
    }

    @Test
    void aFaultAfterTheCallLosesOnlyTheReply() throws Exception {
        faulty.plan(Fault.on("put").after());
        assertStruck(() -> put("k"));
        assertThat(memory.keys()).containsExactly("k");
        faulty.close();
    }

    @Test
    void aFaultForEverNeverEnds() throws Exception {
        faulty.plan(Fault.on("stat").nth(2).forEver());
        faulty.stat("k");
        for (int call = 0; call < 20; call++) {
            assertStruck(() -> faulty.stat("k"));
        }
        faulty.close();
    }

    @Test
    void aPutCutInItsBodyHasNoEffect() throws Exception {
        faulty.plan(Fault.on("put").afterBytes(4));
        assertStruck(() -> put("k"));
        assertThat(memory.keys()).isEmpty();
        put("k");
        faulty.close();
    }

    @Test
    void aStreamCutInItsBodyGivesThatMuchAndFails() throws Exception {
        put("k");
        faulty.plan(Fault.on("open").afterBytes(4).failing(() -> new IOException("reset")));
        try (InputStream in = faulty.open("k")) {
            assertThat(in.readNBytes(4)).asString(UTF_8).isEqualTo("0123");
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("reset");
        }
        faulty.close();
    }

    @Test
    void aStreamCanEndShortAsIfThatWereAll() throws Exception {
        put("k");
        faulty.plan(Fault.on("open").cutShortAfter(4));
        try (InputStream in = faulty.open("k", 2, 8)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("2345");
        }
        faulty.close();
    }

    @Test
    void aBodyThatEndsBeforeTheFaultIsNotStruck() throws Exception {
        faulty.plan(Fault.on("put").afterBytes(10));
        put("k");
        assertThat(faulty.fired()).isFalse();
        assertThatThrownBy(faulty::close).isInstanceOf(AssertionError.class);
    }

    @Test
    void aPlannedFaultThatNeverFiresFailsTheTest() {
        faulty.failAt(5, Moment.BEFORE, () -> new StorageException.Transient("busy", null));
        assertThatThrownBy(faulty::close).isInstanceOf(AssertionError.class).hasMessageContaining("never fired");
    }

    @Test
    void aFaultThatFiresLessOftenThanPlannedFailsTheTest() {
        faulty.plan(Fault.on("stat").times(2));
        assertStruck(() -> faulty.stat("k"));
        assertThatThrownBy(faulty::close).isInstanceOf(AssertionError.class).hasMessageContaining("struck 1 times");
    }

    @Test
    void aFaultThatMayMissDoesNotFailTheTest() {
        faulty.plan(Fault.on("stat")).mayMiss();
        faulty.close();
        assertThat(faulty.fired()).isFalse();
    }

    @Test
    void whatAStorageCantThrowIsAMistakeOfTheTest() {
        faulty.plan(Fault.on("stat").failing(() -> new IOException("not a storage's")));
        assertThatThrownBy(() -> faulty.stat("k")).isInstanceOf(IllegalArgumentException.class);
        faulty.close();
    }

    @Test
    void everyCallIsRemembered() throws Exception {
        put("k");
        faulty.deleteAll(List.of("k", "l"));
        assertThat(faulty.calls()).containsExactly("put k", "deleteAll 2 keys");
        faulty.close();
    }
}
