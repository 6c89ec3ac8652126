package dev.holdfast.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private final List<Long> played = new ArrayList<>();

    @Test
    void seedsThatOnceFailedComeFirst() {
        Campaign.of(CampaignTest.class, "remembered", simulation -> played.add(simulation.seed()))
                .run(4);
        assertThat(played).containsExactly(4711L, -12L, 1L, 1L, 2L, 2L, 3L, 3L, 4L);
    }

    @Test
    void aFailureTellsHowToPlayItAgain() {
        Campaign campaign = Campaign.of(CampaignTest.class, "failing", simulation -> {
            Device device = simulation.device("device");
            device.start("process", () -> simulation.step("some step"));
            simulation.run();
            assertThat(simulation.seed()).isLessThan(5);
        });
        assertThatThrownBy(() -> campaign.run(10))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageStartingWith("Replay: mvn")
                .hasMessageContaining("-Dtest=CampaignTest")
                .hasMessageContaining("-Dholdfast.simulation.replay=failing:5")
                .hasMessageContaining("device/process: some step")
                .hasRootCauseInstanceOf(AssertionError.class);
        assertThat(campaign.firstFailure(10)).hasValue(5);
        assertThat(campaign.firstFailure(4)).isEmpty();
    }

    @Test
    void aScenarioThatRunsAnotherWayTheSecondTimeIsRefused() {
        AtomicInteger runs = new AtomicInteger();
        Campaign campaign = Campaign.of(
                CampaignTest.class, "fickle", simulation -> simulation.note("run " + runs.incrementAndGet()));
        assertThatThrownBy(() -> campaign.run(1)).hasMessageContaining("does not run the same way twice");
    }
}
