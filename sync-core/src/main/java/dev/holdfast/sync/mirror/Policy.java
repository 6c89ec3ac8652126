package dev.holdfast.sync.mirror;

import java.time.Duration;

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
        return new Policy(
                other,
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

    /** The same with another first run. */
    public Policy withInitial(InitialPreference other) {
        return new Policy(
                mode,
                other,
                comparison,
                tolerance,
                resolution,
                deleteOrphans,
                leftCaseSensitive,
                rightCaseSensitive,
                ignore,
                allowDeletes);
    }

    /** The same with another comparison. */
    public Policy withComparison(Comparison other) {
        return new Policy(
                mode,
                initial,
                other,
                tolerance,
                resolution,
                deleteOrphans,
                leftCaseSensitive,
                rightCaseSensitive,
                ignore,
                allowDeletes);
    }

    /** The same with another resolution of conflicts. */
    public Policy withResolution(Resolution other) {
        return new Policy(
                mode,
                initial,
                comparison,
                tolerance,
                other,
                deleteOrphans,
                leftCaseSensitive,
                rightCaseSensitive,
                ignore,
                allowDeletes);
    }

    /** The same, with orphans deleted or not. */
    public Policy withDeleteOrphans(boolean delete) {
        return new Policy(
                mode,
                initial,
                comparison,
                tolerance,
                resolution,
                delete,
                leftCaseSensitive,
                rightCaseSensitive,
                ignore,
                allowDeletes);
    }

    /** The same over sides that tell names apart by case, or don't. */
    public Policy withCaseSensitive(boolean left, boolean right) {
        return new Policy(
                mode, initial, comparison, tolerance, resolution, deleteOrphans, left, right, ignore, allowDeletes);
    }

    /** The same with other ignore rules. */
    public Policy withIgnore(IgnoreRule rule) {
        return new Policy(
                mode,
                initial,
                comparison,
                tolerance,
                resolution,
                deleteOrphans,
                leftCaseSensitive,
                rightCaseSensitive,
                rule,
                allowDeletes);
    }

    /** The same, with deletes allowed or not. */
    public Policy withAllowDeletes(boolean allowed) {
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
                allowed);
    }

    /** Whether names that differ only in case or in their Unicode form have to count as one. */
    boolean foldsNames() {
        return !leftCaseSensitive || !rightCaseSensitive;
    }
}
