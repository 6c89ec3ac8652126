package dev.holdfast.testkit.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.MemoryStorage;
import dev.holdfast.testkit.sim.Network.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Content CONTENT = Content.of("content".getBytes(UTF_8));

    private final Simulation simulation = new Simulation(1);
    private final Network network = simulation.network();
    private final Device device = simulation.device("device");
    private final List<String> served = new ArrayList<>();

    private static NetworkFaults faults(double loseRequest, double loseReply, double duplicate, double late) {
        return new NetworkFaults(
                Duration.ofMillis(1),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                loseRequest,
                loseReply,
                duplicate,
                late);
    }

    private String ask() throws NoReplyException {
        return network.call(device, "service", "question", () -> {
            served.add("question");
            return "answer";
        });
    }

    @Test
    void aRequestIsAnsweredAfterAWhile() {
        device.start("client", () -> assertThat(ask()).isEqualTo("answer"));
        simulation.run();
        assertThat(simulation.elapsed()).isBetween(Duration.ofMillis(2), Duration.ofMillis(101));
        assertThat(served).hasSize(1);
    }

    @Test
    void aLostRequestHasNoEffect() {
        network.setFaults(faults(1, 0, 0, 0));
        device.start("client", () -> assertThatThrownBy(this::ask).isInstanceOf(NoReplyException.class));
        simulation.run();
        assertThat(served).isEmpty();
        assertThat(network.count(Fault.REQUEST_LOST)).isEqualTo(1);
        assertThat(simulation.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aLostReplyHasItsEffectAllTheSame() {
        network.setFaults(faults(0, 1, 0, 0));
        device.start("client", () -> assertThatThrownBy(this::ask).isInstanceOf(NoReplyException.class));
        simulation.run();
        assertThat(served).hasSize(1);
        assertThat(network.count(Fault.REPLY_LOST)).isEqualTo(1);
    }

    @Test
    void aDuplicateHasItsEffectTwice() {
        network.setFaults(faults(0, 0, 1, 0));
        device.start("client", () -> {
            assertThat(ask()).isEqualTo("answer");
            device.sleep(Duration.ofSeconds(1));
        });
        simulation.run();
        assertThat(served).hasSize(2);
    }

    @Test
    void aLateRequestHasItsEffectWhenNobodyWaitsAnyMore() {
        network.setFaults(faults(0, 0, 0, 1));
        device.start("client", () -> {
            assertThatThrownBy(this::ask).isInstanceOf(NoReplyException.class);
            assertThat(served).isEmpty();
            device.sleep(Duration.ofSeconds(1));
            assertThat(served).hasSize(1);
        });
        simulation.run();
    }

    @Test
    void nothingPassesACutUntilItIsHealed() {
        network.cut("service", "device");
        device.start("client", () -> {
            assertThatThrownBy(this::ask).isInstanceOf(NoReplyException.class);
            network.heal("device", "service");
            assertThat(ask()).isEqualTo("answer");
        });
        simulation.run();
        assertThat(served).hasSize(1);
    }

    @Test
    void whatTheServerThrowsIsTheReply() {
        device.start(
                "client",
                () -> assertThatThrownBy(() -> network.call(device, "service", "question", () -> {
                            throw new StorageException.Denied("no", null);
                        }))
                        .isInstanceOf(StorageException.Denied.class));
        simulation.run();
    }

    @Test
    void aDeviceAnswersWithAProcessOfItsOwnWhileItIsUp() {
        Device server = simulation.device("server");
        Network.Handler<String, RuntimeException> handler = () -> {
            server.sleep(Duration.ofSeconds(10));
            served.add("question");
            return "answer";
        };
        device.start("client", () -> {
            assertThat(network.call(device, server, "question", handler)).isEqualTo("answer");
            device.after(Duration.ofSeconds(5), "fuse", server::crash);
            assertThatThrownBy(() -> network.call(device, server, "question", handler))
                    .as("crashed on the way")
                    .isInstanceOf(NoReplyException.class);
            assertThatThrownBy(() -> network.call(device, server, "question", handler))
                    .as("down")
                    .isInstanceOf(NoReplyException.class);
        });
        simulation.run();
        assertThat(served).hasSize(1);
    }

    @Test
    void aStorageThatDoesNotAnswerShowsAsTransient() throws Exception {
        MemoryStorage memory = new MemoryStorage();
        StorageClient remote = network.storage(device, "remote", memory);
        network.setFaults(faults(0, 1, 0, 0));
        device.start("client", () -> {
            assertThatThrownBy(() -> remote.put("k", CONTENT, PutOptions.DEFAULT))
                    .isInstanceOf(StorageException.Transient.class);
            assertThatThrownBy(() -> remote.stat("k")).isInstanceOf(StorageException.Transient.class);
        });
        simulation.run();
        assertThat(memory.stat("k")).isPresent();
    }

    @Test
    void aReplyThatBreaksOffIsNotTakenForTheWhole() throws Exception {
        MemoryStorage memory = new MemoryStorage();
        memory.put("k", CONTENT, PutOptions.DEFAULT);
        StorageClient remote = network.storage(device, "remote", memory);
        network.setFaults(faults(0, 0.5, 0, 0));
        List<String> seen = new ArrayList<>();
        device.start("client", () -> {
            for (int time = 0; time < 50; time++) {
                try (var in = remote.open("k")) {
                    seen.add(new String(in.readAllBytes(), UTF_8));
                } catch (StorageException.Transient e) {
                    seen.add("broken");
                }
            }
        });
        simulation.run();
        assertThat(seen).contains("content", "broken").containsOnly("content", "broken");
    }
}
