package dev.holdfast.sync;

import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.mirror.Comparison;
import dev.holdfast.sync.mirror.IgnoreRule;
import dev.holdfast.sync.mirror.InitialPreference;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Resolution;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.tree.IgnoreRules;

/** What a mirror's setting is to the planner. */
final class MirrorPolicy {
    private MirrorPolicy() {}

    static Policy of(MirrorSetting mirror, boolean allowDeletes) {
        MirrorRules rules = mirror.rules();
        return Policy.DEFAULT
                .withMode(mode(mirror))
                .withInitial(InitialPreference.valueOf(rules.initial().name()))
                .withComparison(Comparison.valueOf(rules.comparison().name()))
                .withTolerance(rules.mtimeTolerance())
                .withResolution(Resolution.valueOf(rules.conflicts().name()))
                .withDeleteOrphans(rules.deleteOrphans())
                .withIgnore(ignore(rules))
                .withAllowDeletes(allowDeletes);
    }

    /** Whether what a side alone has goes with the next run. */
    static boolean wouldTrashAgain(MirrorSetting mirror, Side side) {
        MirrorMode mode = mode(mirror);
        return mode.deletes() && mode.giver() == side.other() && mirror.rules().deleteOrphans();
    }

    static MirrorMode mode(MirrorSetting mirror) {
        return MirrorMode.named(mirror.mode()).orElseThrow(() -> new IllegalArgumentException(mirror.mode()));
    }

    static IgnoreRule ignore(MirrorRules rules) {
        if (rules.ignore().isEmpty() && !rules.excludeDotFiles()) {
            return IgnoreRule.NONE;
        }
        IgnoreRules all = IgnoreRules.of(rules.ignore(), rules.excludeDotFiles());
        return IgnoreRule.of(all.text(), all::ignores);
    }
}
