package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop over all faults meets each call, and catches what is not safe. */
class FaultyRunsTest {
    private static final Content CONTENT = Content.of(new byte[] {1});

    @Test
    void eachCallFailsBeforeAndAfterOnceAndForEver() throws Exception {
        List<List<String>> effects = new ArrayList<>();
        int met = FaultyRuns.atEachCall(MemoryStorage::new, FaultyRunsTest::busy, (faulty, bare) -> {
            for (String key : List.of("a", "b")) {
                tryToPut(faulty, key);
            }
            effects.add(bare.keys());
        });
        assertThat(met).isEqualTo(8);
        List<String> both = List.of("a", "b");
        assertThat(effects)
                .containsExactly(
                        List.of("b"),
                        List.of("a"),
                        both, // before, once
                        List.of(),
                        List.of("a"),
                        both, // before, for ever
                        both,
                        both,
                        both, // after, once
                        both,
                        both,
                        both); // after, for ever
    }

    @Test
    void aScenarioThatLosesSomethingIsCaughtAndTheFaultIsNamed() {
        assertThatThrownBy(() -> FaultyRuns.atEachCall(
                        MemoryStorage::new, FaultyRunsTest::busy, FaultyRunsTest::deleteBeforeCopying))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 from call 3, BEFORE");
    }

    private static void deleteBeforeCopying(FaultyStorage faulty, MemoryStorage bare) throws StorageException {
        bare.put("precious", CONTENT, PutOptions.DEFAULT);
        try {
            faulty.stat("precious");
            faulty.delete("precious");
            faulty.put("copy", CONTENT, PutOptions.DEFAULT.with(Precondition.ABSENT));
        } catch (StorageException.Transient e) {
            assertThat(bare.keys()).isNotEmpty();
        }
    }

    private static void tryToPut(StorageClient storage, String key) throws StorageException {
        try {
            storage.put(key, CONTENT, PutOptions.DEFAULT);
        } catch (StorageException.Transient e) {
            assertThat(e).hasMessage("busy");
        }
    }

    private static StorageException busy() {
        return new StorageException.Transient("busy", null);
    }
}
