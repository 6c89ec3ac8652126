package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RetentionTest {
    /** A Thursday. */
    private static final Instant BEGIN = Instant.parse("2026-01-01T10:00:00Z");

    private static final KeepPolicy ALL = new KeepPolicy(0, 0, 0, 0);

    private final List<Retention.Upload> uploads = new ArrayList<>();

    private void upload(String time, String... sources) {
        uploads.add(new Retention.Upload(time, Instant.parse(time), Set.of(sources)));
    }

    private Set<String> kept(KeepPolicy policy, String... damaged) {
        Set<String> notWhole = Set.of(damaged);
        return Retention.kept(uploads, policy, (upload, source) -> !notWhole.contains(upload.id()));
    }

    @Test
    void withoutAPolicyEverythingStays() {
        upload("2026-01-01T10:00:00Z", "notes");
        upload("2026-01-01T10:00:01Z", "notes");
        assertThat(kept(ALL)).hasSize(2);
    }

    @Test
    void theNewestStay() {
        for (int day = 1; day <= 9; day++) {
            upload("2026-01-0" + day + "T10:00:00Z", "notes");
        }
        assertThat(kept(new KeepPolicy(2, 0, 0, 0))).containsExactly("2026-01-08T10:00:00Z", "2026-01-09T10:00:00Z");
    }

    @Test
    void theLastOfEachDayWeekAndMonthStays() {
        upload("2025-12-31T23:59:59Z", "notes");
        upload("2026-01-01T00:00:00Z", "notes");
        upload("2026-01-01T23:59:59Z", "notes");
        upload("2026-01-04T12:00:00Z", "notes"); // Sunday
        upload("2026-01-05T12:00:00Z", "notes"); // Monday
        upload("2026-01-05T13:00:00Z", "notes");
        assertThat(kept(new KeepPolicy(0, 3, 0, 0)))
                .containsExactly("2026-01-01T23:59:59Z", "2026-01-04T12:00:00Z", "2026-01-05T13:00:00Z");
        assertThat(kept(new KeepPolicy(0, 0, 2, 0))).containsExactly("2026-01-04T12:00:00Z", "2026-01-05T13:00:00Z");
        assertThat(kept(new KeepPolicy(0, 0, 0, 5))).containsExactly("2025-12-31T23:59:59Z", "2026-01-05T13:00:00Z");
    }

    @Test
    void aWeekThatSpansTwoYearsIsOne() {
        upload("2025-12-29T12:00:00Z", "notes"); // Monday
        upload("2026-01-02T12:00:00Z", "notes");
        assertThat(kept(new KeepPolicy(0, 0, 9, 0))).containsExactly("2026-01-02T12:00:00Z");
    }

    @Test
    void eachSourceHasItsOwnCount() {
        upload("2026-01-01T10:00:00Z", "rare", "often");
        upload("2026-01-02T10:00:00Z", "often");
        upload("2026-01-03T10:00:00Z", "often");
        assertThat(kept(new KeepPolicy(1, 0, 0, 0))).containsExactly("2026-01-01T10:00:00Z", "2026-01-03T10:00:00Z");
    }

    @Test
    void theNewestThatIsWholeAlwaysStays() {
        upload("2026-01-01T10:00:00Z", "notes");
        upload("2026-01-02T10:00:00Z", "notes");
        upload("2026-01-03T10:00:00Z", "notes");
        assertThat(kept(new KeepPolicy(1, 0, 0, 0), "2026-01-03T10:00:00Z"))
                .containsExactly("2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z");
    }

    @Test
    void whereNoneIsWholeAllStay() {
        upload("2026-01-01T10:00:00Z", "notes");
        upload("2026-01-02T10:00:00Z", "notes");
        assertThat(kept(new KeepPolicy(1, 0, 0, 0), "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"))
                .hasSize(2);
    }

    @Test
    void anUploadThatDescribesNothingIsNotOursToJudge() {
        upload("2026-01-01T10:00:00Z");
        upload("2026-01-02T10:00:00Z", "notes");
        upload("2026-01-03T10:00:00Z", "notes");
        assertThat(kept(new KeepPolicy(1, 0, 0, 0))).containsExactly("2026-01-01T10:00:00Z", "2026-01-03T10:00:00Z");
    }

    /** Whatever the uploads and the policy: asking again lets nothing more go, and more is never less. */
    @Test
    void itIsStableAndMonotonic() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            uploads.clear();
            Instant time = BEGIN;
            for (int i = random.nextInt(40); i >= 0; i--) {
                time = time.plus(Duration.ofMinutes(1 + random.nextInt(3 * 24 * 60)));
                upload(time.toString(), random.nextBoolean() ? "a" : "b");
            }
            KeepPolicy policy =
                    new KeepPolicy(1 + random.nextInt(3), random.nextInt(4), random.nextInt(4), random.nextInt(4));
            KeepPolicy more =
                    new KeepPolicy(policy.last() + 1, policy.daily() + 1, policy.weekly() + 1, policy.monthly() + 1);
            Set<String> kept = kept(policy);
            assertThat(kept(more)).as("seed %d", seed).containsAll(kept);
            uploads.removeIf(upload -> !kept.contains(upload.id()));
            assertThat(new TreeSet<>(kept(policy))).as("seed %d", seed).isEqualTo(kept);
        }
    }
}
