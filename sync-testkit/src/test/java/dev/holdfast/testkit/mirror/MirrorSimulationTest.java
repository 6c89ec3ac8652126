package dev.holdfast.testkit.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.mirror.Mishaps.Kind;
import dev.holdfast.testkit.mirror.World.Habits;
import dev.holdfast.testkit.sim.Campaign;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class MirrorSimulationTest {
    private static final int SEEDS = Integer.getInteger("holdfast.mirrors", 1_000);

    @Test
    void machinesKeepAllPromisesWhateverBefallsTheirRuns() {
        Map<Kind, Integer> fired = World.noneFired();
        Campaign.of(getClass(), "mirrors", simulation -> World.play(simulation, Habits.SOUND, fired))
                .run(SEEDS);
        fired.put(Kind.NONE, 1);
        assertThat(fired).as("mishaps that happened").containsOnlyKeys(Kind.values());
    }
}
