package dev.holdfast.testkit.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario with many seeds and tells how to play a failing one again.
 *
 * <p>Seeds that once failed stand in a resource beside the test class, {@code NAME.seeds}, one number a line, {@code #}
 * before remarks; they come first, every time. {@code -Dholdfast.simulation.seeds=N} plays N seeds in place of the
 * test's own number. {@code -Dholdfast.simulation.replay=NAME:SEED} plays that one alone and writes its whole story to
 * {@code target/simulations}.
 */
public final class Campaign {
    private static final String REPLAY = "holdfast.simulation.replay";
    private static final String SEEDS = "holdfast.simulation.seeds";
    private static final int PLAYED_TWICE = 3;

    private final Class<?> test;
    private final String name;
    private final Scenario scenario;

    private Campaign(Class<?> test, String name, Scenario scenario) {
        this.test = test;
        this.name = name;
        this.scenario = scenario;
    }

    /**
     * A campaign.
     *
     * @param test whose seeds these are
     * @param name tells it from others; letters, digits and hyphens
     */
    public static Campaign of(Class<?> test, String name, Scenario scenario) {
        return new Campaign(test, name, scenario);
    }

    /**
     * Plays the seeds that once failed, then 1 to the given number; the first of them twice, as a scenario that does not
     * run the same way twice proves nothing.
     *
     * @throws SimulationFailure with the line that plays the seed again
     */
    public void run(int seeds) {
        String replay = System.getProperty(REPLAY, "");
        if (!replay.isEmpty()) {
            if (replay.startsWith(name + ":")) {
                playAlone(Long.parseLong(replay.substring(name.length() + 1)));
            }
            return;
        }
        for (long seed : failedBefore()) {
            play(seed);
        }
        for (long seed = 1; seed <= Math.min(seeds, PLAYED_TWICE); seed++) {
            String once = play(seed);
            String again = play(seed);
            if (!once.equals(again)) {
                throw replayable(
                        seed, new AssertionError("It does not run the same way twice: " + once + ", " + again));
            }
        }
        for (long seed = PLAYED_TWICE + 1; seed <= Integer.getInteger(SEEDS, seeds); seed++) {
            play(seed);
        }
    }

    /**
     * Plays one seed.
     *
     * @return the hash of all that happened
     * @throws SimulationFailure when the scenario fails
     */
    public String play(long seed) {
        return play(new Simulation(seed)).hash();
    }

    private Simulation play(Simulation simulation) {
        Throwable failure = failureOf(simulation);
        if (failure != null) {
            throw replayable(simulation.seed(), simulation.told(failure));
        }
        return simulation;
    }

    /** The first seed that fails, of 1 to the given number: for scenarios that are wrong on purpose. */
    public OptionalLong firstFailure(int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            if (failureOf(new Simulation(seed)) != null) {
                return OptionalLong.of(seed);
            }
        }
        return OptionalLong.empty();
    }

    private @Nullable Throwable failureOf(Simulation simulation) {
        try {
            scenario.play(simulation);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    private void playAlone(long seed) {
        Simulation simulation = new Simulation(seed).keepStory();
        try {
            play(simulation);
        } finally {
            write(seed, simulation.story());
        }
    }

    private void write(long seed, List<String> story) {
        Path file = Path.of("target", "simulations", name + "-" + seed + ".txt");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, story);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SimulationFailure replayable(long seed, Throwable failure) {
        return new SimulationFailure(
                "Replay: mvn -B -ntp test -Dtest=" + test.getSimpleName()
                        + " -Dsurefire.failIfNoSpecifiedTests=false -D" + REPLAY + "=" + name + ":" + seed + "\n"
                        + failure.getMessage(),
                failure);
    }

    private List<Long> failedBefore() {
        try (InputStream seeds = test.getResourceAsStream(name + ".seeds")) {
            if (seeds == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(seeds, StandardCharsets.UTF_8))
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
