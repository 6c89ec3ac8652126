package dev.holdfast.testkit.record;

import java.time.Duration;

/**
 * What a {@link SimMemoryApi} does to requests, each with a likelihood from 0 to 1, beside what the network does.
 *
 * @param away refuses a request before it has done anything
 * @param fails fails after it may have done something, half of the times
 * @param late does a change later than it says, and answers nothing meanwhile
 * @param latest how much later at most
 * @param odd answers a request for records with something else
 * @param torn breaks an answer with records off
 * @param empty answers a request for records with none
 */
public record ServerMood(
        double away, double fails, double late, Duration latest, double odd, double torn, double empty) {
    /** Does nothing wrong. */
    public static final ServerMood GOOD = new ServerMood(0, 0, 0, Duration.ZERO, 0, 0, 0);
}
