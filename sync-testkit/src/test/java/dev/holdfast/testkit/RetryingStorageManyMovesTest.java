package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many moves in one call, of which nobody knows how many were made when it failed. */
class RetryingStorageManyMovesTest {
    private static final Map<String, String> TARGETS = Map.of("a", "to/a", "b", "to/b", "c", "to/c", "nothing", "to/n");

    private final VirtualPause pause = new VirtualPause();
    private MemoryStorage memory = new MemoryStorage();

    private StorageClient retrying(StorageClient storage, int retries) {
        return new RetryingStorage(
                storage, new RetryPolicy(retries, Duration.ofSeconds(2)), pause, new CancelSignal(), () -> 0);
    }

    private void putThree() throws Exception {
        for (String key : List.of("a", "b", "c")) {
            memory.put(key, Content.of(key.getBytes(UTF_8)), PutOptions.DEFAULT);
        }
    }

    private void assertMoved() throws Exception {
        assertThat(memory.keys()).containsExactlyInAnyOrder("to/a", "to/b", "to/c");
        for (String key : List.of("a", "b", "c")) {
            assertThat(memory.open("to/" + key).readAllBytes()).asString(UTF_8).isEqualTo(key);
        }
    }

    @Test
    void movesWhoseReplyWasLostCountAsMoved() throws Exception {
        putThree();
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("moveAll").after())) {
            assertThat(retrying(faulty, 3).moveAll(TARGETS, Precondition.ABSENT))
                    .isEqualTo(3);
        }
        assertMoved();
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void movesThatDiedAtAnyChangeAreFinished() throws Exception {
        for (Precondition precondition : List.of(Precondition.NONE, Precondition.ABSENT)) {
            for (int change = 1; change <= 6; change++) {
                memory = MemoryStorage.without(Capability.ATOMIC_RENAME);
                putThree();
                memory.crashAtChange(change);
                assertThat(retrying(memory, 3).moveAll(TARGETS, precondition)).isEqualTo(3);
                assertMoved();
            }
        }
    }

    @Test
    void noTargetThatWasTakenBeforeIsReplacedOnARetry() throws Exception {
        putThree();
        memory.put("to/b", Content.of("other".getBytes(UTF_8)), PutOptions.DEFAULT);
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("moveAll"))) {
            assertThatThrownBy(() -> retrying(faulty, 3).moveAll(TARGETS, Precondition.ABSENT))
                    .isInstanceOf(StorageException.PreconditionFailed.class);
        }
        assertThat(memory.keys()).contains("b");
        assertThat(memory.open("to/b").readAllBytes()).asString(UTF_8).isEqualTo("other");
    }

    @Test
    void withoutRetriesManyMovesAreTriedOnce() throws Exception {
        putThree();
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("moveAll"))) {
            assertThatThrownBy(() -> retrying(faulty, 0).moveAll(TARGETS, Precondition.NONE))
                    .isInstanceOf(StorageException.Transient.class);
            assertThat(faulty.calls()).hasSize(1);
        }
        assertThat(memory.keys()).containsExactlyInAnyOrder("a", "b", "c");
    }
}
