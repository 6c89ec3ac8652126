package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03.456Z");

    @Test
    void anIdBeginsAsTheSeedsDo() {
        assertThat(UploadIds.next(NOW, new Random(1), "host-1", "")).matches("20261121_010203_456[0-9a-f]{4}_host-1");
    }

    @Test
    void anIdSortsBehindTheNewestEvenWhenTheClockWasSetBack() {
        String first = UploadIds.next(NOW, new Random(1), "host", "");
        String second = UploadIds.next(NOW.minus(Duration.ofHours(5)), new Random(1), "host", first);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void nonsenseFromTheFutureIsNotFollowed() {
        String id = UploadIds.next(NOW, new Random(1), "host", "99991231_235959_999ffff_host");
        assertThat(id).startsWith("20261121_");
    }

    @Test
    void idsAreUniqueValidAndShortEnough() {
        Set<String> ids = new HashSet<>();
        String newest = "";
        for (int i = 0; i < 1000; i++) {
            newest = UploadIds.next(NOW, new Random(i), "s".repeat(100), newest);
            assertThat(newest).matches("[a-zA-Z0-9_.-]{1,100}");
            assertThat(UploadIds.time(newest)).isPresent();
            ids.add(newest);
        }
        assertThat(ids).hasSize(1000);
    }
}
