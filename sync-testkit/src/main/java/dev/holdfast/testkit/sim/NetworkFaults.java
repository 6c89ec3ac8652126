package dev.holdfast.testkit.sim;

import java.time.Duration;
import java.util.Random;

/**
 * What a network does to messages. Each message takes a time of its own, so they overtake each other.
 *
 * @param shortest the least time that a message takes
 * @param longest the most
 * @param timeout how long whoever asks waits for the reply
 * @param loseRequest how likely it is that a request never arrives, 0 to 1
 * @param loseReply how likely it is that a request has its effect and the reply never arrives
 * @param duplicate how likely it is that a request arrives twice
 * @param late how likely it is that a request arrives after nobody waits for the reply any more
 */
public record NetworkFaults(
        Duration shortest,
        Duration longest,
        Duration timeout,
        double loseRequest,
        double loseReply,
        double duplicate,
        double late) {
    /** 1 to 50 ms, nothing goes wrong. */
    public static final NetworkFaults NONE =
            new NetworkFaults(Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofSeconds(30), 0, 0, 0, 0);

    /** As {@link #NONE}, and each fault strikes with up to this likelihood, drawn for each by itself. */
    public static NetworkFaults upTo(double most, Random random) {
        return new NetworkFaults(
                NONE.shortest,
                NONE.longest,
                NONE.timeout,
                most * random.nextDouble(),
                most * random.nextDouble(),
                most * random.nextDouble(),
                most * random.nextDouble());
    }
}
