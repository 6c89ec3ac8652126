package dev.holdfast.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.sim.FolderSketch.Flaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folder storages on a disk that crashes: a sound one holds, and mistakes are found. */
class BrokenStoreTest {
    private static Campaign sketch(Flaw flaw) {
        return Campaign.of(
                BrokenStoreTest.class,
                "sketch-" + flaw,
                new CrashScenario((process, folder) -> new FolderSketch(folder, flaw)));
    }

    @Test
    void aSoundSketchPasses() {
        sketch(Flaw.NONE).run(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "ACKNOWLEDGES_BEFORE_IT_SYNCS, 1",
        "FORGETS_THE_DIRECTORY, 1",
        "WRITES_IN_PLACE, 10",
        "NAMES_BEFORE_IT_SYNCS, 20",
        "TRUSTS_DIRECTORIES_THAT_OTHERS_MADE, 465"
    })
    void aMistakeIsFound(Flaw flaw, long seed) {
        assertThat(sketch(flaw).firstFailure(1000)).hasValue(seed);
    }
}
