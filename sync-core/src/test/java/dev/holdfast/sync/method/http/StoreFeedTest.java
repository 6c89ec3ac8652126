package dev.holdfast.sync.method.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.state.ManualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFeedTest {
    private final ManualClock clock = new ManualClock();

    @TempDir
    Path home;

    private SourceSetting source;

    @BeforeEach
    void store() {
        source = new SourceSetting("memory", home.resolve(MemoryStore.FILE_NAME));
        try (MemoryStore store = new MemoryStore(home, clock)) {
            for (int i = 0; i < 250; i++) {
                store.add(memory("number " + i, "even,odd", false));
            }
            store.delete(store.add(memory("gone", "", false)).memory().id());
            store.add(memory("a secret", "", true));
        }
    }

    private static NewMemory memory(String content, String tags, boolean sensitive) {
        return new NewMemory("fact", new MemoryText(content, tags, ""), 0.5, sensitive);
    }

    @Test
    void everyMemoryIsGivenOnceAndSensitiveOnesStayHere() throws Exception {
        Taken taken = read(Settings.builder(home).build());
        assertThat(taken.memories)
                .hasSize(250)
                .extracting(OutgoingMemory::text)
                .doesNotHaveDuplicates()
                .doesNotContain("a secret", "gone");
        assertThat(taken.told).isEqualTo(250);
        assertThat(taken.withheld).isEqualTo(1);
        OutgoingMemory first = taken.memories.get(0);
        assertThat(first.text()).isEqualTo("number 0");
        assertThat(first.type()).isEqualTo("fact");
        assertThat(first.createdAt()).isEqualTo(Optional.of(clock.instant()));
        assertThat(first.metadata()).isEqualTo(Map.of("tags", "even,odd"));
    }

    @Test
    void sensitiveOnesGoWhereTheSettingsSaySo() throws Exception {
        Taken taken = read(
                Settings.builder(home).set(Keys.UPLOAD_SENSITIVE_MEMORIES, true).build());
        assertThat(taken.memories).hasSize(251).extracting(OutgoingMemory::text).contains("a secret");
        assertThat(taken.told).isEqualTo(251);
        assertThat(taken.withheld).isZero();
    }

    @Test
    void itReadsItsOwnStoreAlone() {
        StoreFeed feed = new StoreFeed(Settings.builder(home).build(), clock);
        assertThat(feed.reads(source)).isTrue();
        assertThat(feed.reads(new SourceSetting("other", home.resolve("other.db"))))
                .isFalse();
    }

    private Taken read(Settings settings) throws Exception {
        Taken taken = new Taken();
        new StoreFeed(settings, clock).read(source, taken, new CancelSignal());
        return taken;
    }

    private static final class Taken implements MemoryFeed.Taker {
        private final List<OutgoingMemory> memories = new ArrayList<>();
        private long told;
        private long withheld;

        @Override
        public void begin(String file, long size, long count) {
            told = count;
        }

        @Override
        public void none(String why) {
            throw new AssertionError(why);
        }

        @Override
        public void withheld(long count) {
            withheld = count;
        }

        @Override
        public void take(List<OutgoingMemory> some) {
            assertThat(some).hasSizeLessThanOrEqualTo(MemoryFeed.PAGE);
            memories.addAll(some);
        }
    }
}
