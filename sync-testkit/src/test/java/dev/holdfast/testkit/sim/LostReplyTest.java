package dev.holdfast.testkit.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The pattern for simulations: two devices append to one log on a remote, each entry under the next free number, over a
 * network that loses, repeats and delays. Whatever happens, each entry is in the log once.
 */
class LostReplyTest {
    private static final int ENTRIES = 5;
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);
    private static final RetryPolicy STUBBORN = new RetryPolicy(1000, Duration.ofSeconds(2));

    /** How a device puts a new object, in spite of the network. */
    private interface Client {
        StorageClient over(StorageClient network, Device device);
    }

    private final AtomicInteger lostReplies = new AtomicInteger();

    private Scenario twoDevicesAppend(Client client) {
        return simulation -> {
            MemoryStorage remote = new MemoryStorage(simulation.clock());
            Network network = simulation.network();
            network.setFaults(NetworkFaults.upTo(0.3, simulation.random()));
            List<String> wanted = new ArrayList<>();
            for (String name : List.of("laptop", "desktop")) {
                Device device = simulation.device(name);
                device.clock().jump(Duration.ofMinutes(simulation.random().nextInt(121) - 60L));
                StorageClient storage = client.over(network.storage(device, "remote", remote), device);
                List<String> entries = new ArrayList<>();
                for (int number = 0; number < ENTRIES; number++) {
                    entries.add(name + number);
                }
                wanted.addAll(entries);
                device.start("append", () -> append(storage, entries));
            }
            Device outage = simulation.device("outage");
            outage.background("outage", () -> {
                outage.sleep(Duration.ofSeconds(simulation.random().nextInt(20)));
                network.cut("laptop", "remote");
                outage.sleep(Duration.ofMinutes(3));
                network.heal("laptop", "remote");
            });
            simulation.run();
            lostReplies.addAndGet(network.count(Network.Fault.REPLY_LOST));
            assertThat(log(remote)).containsExactlyInAnyOrderElementsOf(wanted);
        };
    }

    private static void append(StorageClient storage, List<String> entries) throws StorageException {
        int number = 0;
        for (String entry : entries) {
            while (!creates(storage, String.format("log/%03d", number), entry)) {
                number++;
            }
        }
    }

    private static boolean creates(StorageClient storage, String key, String entry) throws StorageException {
        try {
            storage.put(key, Content.of(entry.getBytes(UTF_8)), CREATE);
            return true;
        } catch (StorageException.PreconditionFailed e) {
            return false; // The other device was first; the next number, then.
        }
    }

    private static List<String> log(StorageClient remote) throws IOException {
        List<String> entries = new ArrayList<>();
        Listing.objects(remote, "log/", Depth.ALL, object -> {
            try (InputStream in = remote.open(object.key())) {
                entries.add(new String(in.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return entries;
    }

    private static StorageClient retrying(StorageClient network, Device device) {
        return new RetryingStorage(
                network,
                STUBBORN,
                device.pause(),
                new CancelSignal(),
                () -> device.random().nextDouble());
    }

    @Test
    void eachEntryIsInTheLogOnceWhateverTheNetworkDoes() {
        Campaign.of(LostReplyTest.class, "lost-reply", twoDevicesAppend(LostReplyTest::retrying))
                .run(1000);
        assertThat(lostReplies).as("lost replies met").hasPositiveValue();
    }

    @Test
    void aClientThatDoesNotRecogniseItsOwnWorkIsCaught() {
        Campaign naive = Campaign.of(
                LostReplyTest.class, "naive-retry", twoDevicesAppend((network, device) -> new NaiveRetry(network)));
        assertThat(naive.firstFailure(1000)).hasValue(1);
    }
}
