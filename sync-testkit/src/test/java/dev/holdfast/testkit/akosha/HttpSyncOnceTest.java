package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.http.OutgoingMemory;
import dev.holdfast.sync.state.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand memories reach the server exactly once whatever happens on the way, and nothing is sent again that this side
 * knows to be there.
 */
class HttpSyncOnceTest {
    private static final int MEMORIES = 1000;

    @TempDir
    Path temp;

    private final List<OutgoingMemory> memories = ListFeed.memories(MEMORIES);
    private final List<String> sentThoughKnown = new CopyOnWriteArrayList<>();
    private StandInAkosha akosha;

    @BeforeEach
    void start() throws IOException {
        akosha = new StandInAkosha();
    }

    @AfterEach
    void close() {
        akosha.close();
    }

    private HttpSetup setup() {
        HttpSetup setup = new HttpSetup(temp.resolve("home"), akosha.endpoint());
        akosha.onCall(ids -> noteKnown(setup, ids));
        return setup;
    }

    private void noteKnown(HttpSetup setup, List<String> ids) {
        Set<String> known = known(setup);
        known.retainAll(ids);
        sentThoughKnown.addAll(known);
    }

    private static Set<String> known(HttpSetup setup) {
        return new HashSet<>(setup.state.read(connection ->
                Sql.query(connection, "SELECT memory_id FROM confirmed_memory", row -> row.getString(1))));
    }

    private void requireAllThereOnce(HttpSetup setup) {
        assertThat(akosha.stored()).hasSize(MEMORIES);
        assertThat(known(setup)).hasSize(MEMORIES).isEqualTo(akosha.stored().keySet());
        assertThat(sentThoughKnown).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void acrossEveryMishapOfTheServerAndTheNetwork(long seed) throws Exception {
        Random random = new Random(seed);
        List<Mishap> plan = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            plan.addAll(List.of(
                    new Mishap.ReplyLost(),
                    new Mishap.RequestLost(),
                    new Mishap.Restart(),
                    new Mishap.Half(random.nextInt(100), false),
                    new Mishap.Half(random.nextInt(100), true),
                    new Mishap.Status(503)));
        }
        Collections.shuffle(plan, random);
        akosha.plan(plan);
        try (HttpSetup setup = setup()) {
            setup.retries = 1;
            int tries = 0;
            while (!isDone(setup)) {
                assertThat(++tries).isLessThan(30);
            }
            assertThat(akosha.isPlanDone()).isTrue();
            requireAllThereOnce(setup);
        }
    }

    private boolean isDone(HttpSetup setup) {
        try {
            setup.sync(memories);
            return true;
        } catch (SyncException e) {
            assertThat(e.isTransient()).as(e.sentence()).isTrue();
            return false;
        }
    }

    /** Each life of the process opens the home anew, gets one batch through, and ends with the next one's fate unknown. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acrossAnEndOfThisProcessAtEachCall(boolean stored) throws Exception {
        Mishap end = stored ? new Mishap.ReplyLost() : new Mishap.RequestLost();
        akosha.plan(List.of(end));
        int lives = 0;
        boolean done = false;
        while (!done) {
            try (HttpSetup setup = setup()) {
                setup.retries = 0;
                done = isDone(setup);
            }
            lives++;
            assertThat(lives).isLessThan(20);
            akosha.plan(List.of(new Mishap.Slow(Duration.ZERO), end));
        }
        assertThat(lives).as("one for each batch, and the last").isEqualTo(11);
        try (HttpSetup setup = setup()) {
            requireAllThereOnce(setup);
        }
    }

    @Test
    void acrossKillsOfARealProcess() throws Exception {
        Random random = new Random(7);
        int lives = 0;
        try (HttpSetup setup = setup()) {
            while (akosha.stored().size() < MEMORIES) {
                assertThat(++lives).isLessThan(15);
                HttpSyncChild child = HttpSyncChild.start(temp.resolve("home"), akosha.endpoint());
                int fatal = akosha.batches().size() + 3 + random.nextInt(3);
                akosha.onCall(ids -> {
                    noteKnown(setup, ids);
                    if (akosha.batches().size() >= fatal) {
                        child.kill();
                    }
                });
                child.await();
            }
            assertThat(lives).isGreaterThan(2);
            assertThat(isDone(setup)).isTrue();
            requireAllThereOnce(setup);
        }
        assertThat(akosha.batches()).as("one in doubt for each life").hasSizeLessThanOrEqualTo(10 + lives);
    }

    @Test
    void aBatchThatWasConfirmedIsKnownBeforeTheNextIsSent() throws Exception {
        try (HttpSetup setup = setup()) {
            List<Integer> knownAtCall = new CopyOnWriteArrayList<>();
            akosha.onCall(ids -> knownAtCall.add(known(setup).size()));
            setup.settings.set(Keys.HTTP_BATCH_SIZE, 250);
            assertThat(isDone(setup)).isTrue();
            assertThat(knownAtCall).containsExactly(0, 250, 500, 750);
        }
    }
}
