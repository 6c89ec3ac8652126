package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.mirror.Comparison;
import dev.holdfast.sync.mirror.InitialPreference;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Resolution;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What settings say is what the planner gets. */
class MirrorPolicyTest {
    private static Policy policy(String mode, MirrorRules rules) {
        return MirrorPolicy.of(new MirrorSetting("notes", "/a", "/b", mode, rules), false);
    }

    @Test
    void nothingSaidIsThePlannersOwnDefault() {
        assertThat(policy("twoWay", MirrorRules.DEFAULT)).isEqualTo(Policy.DEFAULT);
    }

    @Test
    void everyWishReachesThePlanner() {
        Policy policy = policy(
                "sourceToDestination",
                new MirrorRules(
                        List.of("*.tmp"),
                        true,
                        true,
                        MirrorRules.Initial.SOURCE_WINS,
                        MirrorRules.Comparison.SIZE_AND_MTIME,
                        Duration.ofSeconds(5),
                        MirrorRules.Conflicts.NEWER_WINS,
                        true,
                        true,
                        false,
                        0));
        assertThat(policy.mode()).isEqualTo(MirrorMode.SOURCE_TO_DESTINATION);
        assertThat(policy.initial()).isEqualTo(InitialPreference.SOURCE_WINS);
        assertThat(policy.comparison()).isEqualTo(Comparison.SIZE_AND_MTIME);
        assertThat(policy.tolerance()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.resolution()).isEqualTo(Resolution.NEWER_WINS);
        assertThat(policy.deleteOrphans()).isTrue();
        assertThat(policy.ignore().ignores("a/b.tmp", false)).isTrue();
        assertThat(policy.ignore().ignores(".hidden/x", false)).isTrue();
        assertThat(policy.ignore().ignores("a/b.md", false)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(MirrorRules.Comparison.class)
    void bothAgreeOnWhichComparisonIsUnsafe(MirrorRules.Comparison comparison) {
        assertThat(Comparison.valueOf(comparison.name()).isUnsafe()).isEqualTo(comparison.isUnsafe());
    }

    @Test
    void bothKnowTheSameChoices() {
        assertThat(names(MirrorRules.Comparison.values())).isEqualTo(names(Comparison.values()));
        assertThat(names(MirrorRules.Conflicts.values())).isEqualTo(names(Resolution.values()));
        assertThat(names(MirrorRules.Initial.values())).isEqualTo(names(InitialPreference.values()));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
