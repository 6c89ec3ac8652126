package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.Progress;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressRelayTest {
    private final List<ProgressNotification> told = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(7);
    private final ProgressRelay relay = new ProgressRelay("token", told::add, now::get);

    @Test
    void progressAlwaysRisesThoughFilesTakeTurnsAndStartAgain() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            now.addAndGet(ProgressRelay.INTERVAL_NANOS);
            relay.onProgress(new Progress("notes", "file" + random.nextInt(3), random.nextInt(100), 100));
        }
        List<Double> values = told.stream().map(ProgressNotification::progress).toList();
        assertThat(values).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(2);
    }

    @Test
    void atMostSomeASecondAreTold() {
        for (int done = 0; done < 100; done++) {
            now.addAndGet(ProgressRelay.INTERVAL_NANOS / 10);
            relay.onProgress(new Progress("notes", "a.md", done, 100));
        }
        assertThat(told).hasSize(10);
    }

    @Test
    void aFileThatWasToldOfIsToldToItsEnd() {
        relay.onProgress(new Progress("notes", "large", 100, 200));
        for (int i = 0; i < 50; i++) {
            relay.onProgress(new Progress("notes", "small" + i, 10, 10));
        }
        relay.onProgress(new Progress("notes", "large", 200, 200));
        assertThat(told)
                .extracting(ProgressNotification::message)
                .containsExactly("notes/large: 100 B of 200 B", "notes/large: 200 B of 200 B");
        assertThat(told.get(1).progress()).as("all bytes so far").isEqualTo(700);
    }

    @Test
    void aMessageNamesTheFile() {
        relay.onProgress(new Progress("notes", "a.md", 1_500_000, 3_000_000));
        assertThat(told.get(0).message()).isEqualTo("notes/a.md: 1.4 MiB of 2.9 MiB");
        assertThat(told.get(0).progressToken()).isEqualTo("token");
    }

    @Test
    void nothingIsToldAfterTheAnswer() {
        relay.close();
        relay.onProgress(new Progress("notes", "a.md", 1, 2));
        assertThat(told).isEmpty();
    }
}
