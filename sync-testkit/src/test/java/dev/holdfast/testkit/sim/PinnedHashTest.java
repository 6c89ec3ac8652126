package dev.holdfast.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.sim.FolderSketch.Flaw;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The same seed gives the same run on every machine and JDK. The scenarios are made of test code alone; a change of the
 * kernel, or of them, gives new hashes, which then are to be pinned anew, and the seeds at which mistakes are found too.
 */
class PinnedHashTest {
    @Test
    void processesOnACrashingDisk() {
        Campaign campaign = Campaign.of(
                PinnedHashTest.class,
                "pinned-disk",
                new CrashScenario((process, folder) -> new FolderSketch(folder, Flaw.NONE)));
        assertThat(campaign.play(1)).isEqualTo("8f99bf7fe5a9ae609afcd826b5162568dbde2e9c315df5b70f9d91df224c0167");
        assertThat(campaign.play(2)).isEqualTo("03d1fd83c9b8cae3a72e33eb808c0884e60817ca496f4995e40440e4d3ef1b8c");
    }

    @Test
    void devicesOnAFaultyNetwork() {
        Campaign campaign = Campaign.of(PinnedHashTest.class, "pinned-network", PinnedHashTest::chatter);
        assertThat(campaign.play(1)).isEqualTo("6e29ec5df5d66558ec66d03298275f52f44c32660ba711cc1fec71aae08270fd");
        assertThat(campaign.play(2)).isEqualTo("6130b8044db4d4a79aa6d50e2a52c535aa7e25de24af5212431fcb0f04ab3475");
    }

    private static void chatter(Simulation simulation) {
        Network network = simulation.network();
        network.setFaults(NetworkFaults.upTo(0.3, simulation.random()));
        Device server = simulation.device("server");
        for (int number = 0; number < 3; number++) {
            Device device = simulation.device("device" + number);
            device.clock().drift(number * 100L);
            device.start("client", () -> {
                for (int request = 0; request < 10; request++) {
                    device.sleep(Duration.ofMillis(device.random().nextInt(1000)));
                    simulation.note(answer(network, device, server, "request " + request));
                }
            });
        }
        server.background("trouble", () -> {
            server.sleep(Duration.ofSeconds(2));
            server.crash();
        });
        server.after(Duration.ofSeconds(40), "again", () -> simulation.note("never: it is down"));
        simulation.run();
        simulation.note(simulation.elapsed().toString());
    }

    private static String answer(Network network, Device device, Device server, String what) {
        try {
            return network.<String, NoReplyException>call(device, server, what, () -> {
                server.sleep(Duration.ofMillis(5));
                return "done " + what + " " + server.clock().instant();
            });
        } catch (NoReplyException e) {
            return "no reply to " + what;
        }
    }
}
