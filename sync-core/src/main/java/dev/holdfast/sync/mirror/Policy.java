package dev.holdfast.sync.mirror;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the user wants of a pair. Immutable; the {@code with} methods give changed copies.
 *
 * @param mode which way changes go
 * @param initial what the first run of a two-way pair does
 * @param comparison by what files count as equal
 * @param tolerance how far two times may lie apart and still count as one
 * @param resolution what becomes of conflicts of a two-way pair
 * @param deleteOrphans whether the losing side's files that the other one never had go to the trash: those of a one-way
 *     pair's receiving side, and on the first run those of the side that does not come first
 * @param leftCaseSensitive whether the left side tells names apart by case
 * @param rightCaseSensitive whether the right side does
 * @param ignore what is left alone
 * @param allowDeletes whether somebody, having been asked, has said that this many deletes are meant
 */
public record Policy(
        MirrorMode mode,
        InitialPreference initial,
        Comparison comparison,
        Duration tolerance,
        Resolution resolution,
        boolean deleteOrphans,
        boolean leftCaseSensitive,
        boolean rightCaseSensitive,
        IgnoreRule ignore,
        boolean allowDeletes) {
    /** What a pair does when nobody has said otherwise. */
    public static final Policy DEFAULT = new Policy(
            MirrorMode.TWO_WAY,
            InitialPreference.MERGE,
            Comparison.HASH_THEN_MTIME,
            Duration.ofSeconds(2),
            Resolution.KEEP_BOTH,
            false,
            true,
            true,
            IgnoreRule.NONE,
            false);

    /** The same in another mode. */
    public Policy withMode(MirrorMode other) {
        return with(draft -> draft.mode = other);
    }

    /** The same with another first run. */
    public Policy withInitial(InitialPreference other) {
        return with(draft -> draft.initial = other);
    }

    /** The same with another comparison. */
    public Policy withComparison(Comparison other) {
        return with(draft -> draft.comparison = other);
    }

    /** The same with another tolerance. */
    public Policy withTolerance(Duration other) {
        return with(draft -> draft.tolerance = other);
    }

    /** The same with another resolution of conflicts. */
    public Policy withResolution(Resolution other) {
        return with(draft -> draft.resolution = other);
    }

    /** The same, with orphans deleted or not. */
    public Policy withDeleteOrphans(boolean delete) {
        return with(draft -> draft.deleteOrphans = delete);
    }

    /** The same over sides that tell names apart by case, or don't. */
    public Policy withCaseSensitive(boolean left, boolean right) {
        return with(draft -> {
            draft.leftCaseSensitive = left;
            draft.rightCaseSensitive = right;
        });
    }

    /** The same with other ignore rules. */
    public Policy withIgnore(IgnoreRule rule) {
        return with(draft -> draft.ignore = rule);
    }

    /** The same, with deletes allowed or not. */
    public Policy withAllowDeletes(boolean allowed) {
        return with(draft -> draft.allowDeletes = allowed);
    }

    private Policy with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.policy();
    }

    /** What of a policy a copy may have otherwise. */
    private static final class Draft {
        private Duration tolerance;
        private MirrorMode mode;
        private InitialPreference initial;
        private Comparison comparison;
        private Resolution resolution;
        private boolean deleteOrphans;
        private boolean leftCaseSensitive;
        private boolean rightCaseSensitive;
        private IgnoreRule ignore;
        private boolean allowDeletes;

        Draft(Policy of) {
            tolerance = of.tolerance;
            mode = of.mode;
            initial = of.initial;
            comparison = of.comparison;
            resolution = of.resolution;
            deleteOrphans = of.deleteOrphans;
            leftCaseSensitive = of.leftCaseSensitive;
            rightCaseSensitive = of.rightCaseSensitive;
            ignore = of.ignore;
            allowDeletes = of.allowDeletes;
        }

        Policy policy() {
            return new Policy(
                    mode,
                    initial,
                    comparison,
                    tolerance,
                    resolution,
                    deleteOrphans,
                    leftCaseSensitive,
                    rightCaseSensitive,
                    ignore,
                    allowDeletes);
        }
    }

    /** By what a path is told from others: the same for all spellings that have to count as one. */
    public String key(String path) {
        return foldsNames() ? Names.fold(path) : path;
    }

    /** Whether names that differ only in case or in their Unicode form have to count as one. */
    boolean foldsNames() {
        return !leftCaseSensitive || !rightCaseSensitive;
    }
}
