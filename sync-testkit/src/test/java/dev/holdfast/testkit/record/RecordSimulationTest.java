package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.testkit.sim.Campaign;
import dev.holdfast.testkit.sim.Device;
import dev.holdfast.testkit.sim.Simulation;
import dev.holdfast.testkit.sim.SimulationFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sync of records on the simulation kernel. The usual build plays a thousand seeds. The long run: {@code
 * -Dtest=RecordSimulationTest -Dholdfast.simulation.seeds=20000}.
 */
@Tag("once")
class RecordSimulationTest {
    private static final int SEEDS = 1000;

    @TempDir
    Path folder;

    private final List<MemoryStore> open = new ArrayList<>();

    private static Campaign campaign(String name, RecordScenario.Plant plant) {
        return Campaign.of(
                RecordSimulationTest.class,
                name,
                new RecordScenario((simulation, device) -> new MemoryHome(device.clock()), plant));
    }

    @AfterEach
    void close() {
        open.forEach(MemoryStore::close);
    }

    private RecordHome onDisk(Simulation simulation, Device device) {
        Path home = folder.resolve("home-" + open.size());
        MemoryStore store = new MemoryStore(home, device.clock());
        open.add(store);
        return new StoreHome(store);
    }

    private static void isCaught(RecordScenario.Plant plant, String how) {
        Campaign wrong = campaign("wrong", plant);
        OptionalLong seed = wrong.firstFailure(SEEDS);
        assertThat(seed).isPresent();
        assertThatThrownBy(() -> wrong.play(seed.getAsLong()))
                .isInstanceOf(SimulationFailure.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(how);
    }

    @Test
    void allBecomeTheSameAndNothingIsLostOrTwiceOrBackAgainWhateverHappens() {
        campaign("records", RecordScenario.Plant.NONE).run(SEEDS);
    }

    @Test
    void theStoreOnDiskDoesTheSame() {
        Campaign.of(
                        RecordSimulationTest.class,
                        "records-on-disk",
                        new RecordScenario(this::onDisk, RecordScenario.Plant.NONE))
                .run(3);
    }

    @Test
    void fault1APushThatKeepsFailingAndIsDroppedIsCaught() {
        isCaught(new Faults.DroppedAfterFiveTries(), "[lost: ");
    }

    @Test
    void fault2ALostReplyThatMakesADuplicateIsCaught() {
        isCaught(new Faults.SentAgain(), "[twice: ");
    }

    @Test
    void fault3APendingStoreThatIsPushedTwiceIsCaught() {
        isCaught(new Faults.PushedTwice(), "[twice: ");
    }

    @Test
    void fault4ADeletedMemoryThatIsStillQueuedIsCaught() {
        isCaught(new Faults.StillQueued(), "[back again: ");
    }

    @Test
    void fault5APendingDeleteThatIsForgottenIsCaught() {
        isCaught(new Faults.Resurrected(), "[back again: ");
    }
}
