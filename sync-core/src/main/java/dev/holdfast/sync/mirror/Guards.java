package dev.holdfast.sync.mirror;

import dev.holdfast.sync.mirror.Verdict.Guard;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeListing;
import java.util.ArrayList;
import java.util.List;

/** Looks for what is more likely a mishap than meant, before anything is deleted for it. */
final class Guards {
    /** Fewer files than these say nothing. */
    private static final int MANY = 10;

    private static final String ALLOW = "if that is meant, allow deletes for one run";
    private final Base base;
    private final TreeListing left;
    private final TreeListing right;
    private final Policy policy;

    Guards(Base base, TreeListing left, TreeListing right, Policy policy) {
        this.policy = policy;
        this.base = base;
        this.left = left;
        this.right = right;
    }

    /** What makes any planning pointless. */
    List<Verdict> beforePlanning() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Side side : Side.values()) {
            TreeListing listing = listing(side);
            if (!listing.rootThere()) {
                verdicts.add(new Verdict(
                        Guard.MISSING_ROOT,
                        side,
                        "The root of the " + side.word()
                                + " is missing: bring it back, for example by mounting its disk."));
            } else if (!listing.complete() || listing.unreadable().contains("")) {
                verdicts.add(new Verdict(
                        Guard.PARTIAL_LISTING,
                        side,
                        "The " + side.word() + " could not be listed to its end: try again once it can be."));
            }
        }
        return verdicts;
    }

    /** What speaks against these actions. */
    List<Verdict> of(List<List<Action>> batches) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Side side : Side.values()) {
            long deletes = batches.stream()
                    .flatMap(List::stream)
                    .filter(action -> action.side() == side && action.deletes())
                    .count();
            if (deletes > 0) {
                check(side, deletes, verdicts);
            }
        }
        return verdicts;
    }

    private void check(Side side, long deletes, List<Verdict> verdicts) {
        Side other = side.other();
        if (!listing(other).unreadable().isEmpty()) {
            verdicts.add(new Verdict(
                    Guard.UNREADABLE,
                    other,
                    "The " + other.word() + " has something that could not be read ("
                            + listing(other).unreadable().stream()
                                    .sorted()
                                    .findFirst()
                                    .orElse("")
                            + "), and files gone from it would be deleted from the " + side.word()
                            + ": make it readable, or, " + ALLOW + "."));
        }
        long files = files(listing(side));
        if (files(listing(other)) == 0 && hadFiles()) {
            verdicts.add(new Verdict(
                    Guard.EMPTIED,
                    other,
                    "The " + other.word() + " has no files any more, and " + deletes + " of " + files
                            + " would be deleted from the " + side.word() + ": look whether it is the right place; "
                            + ALLOW + "."));
        } else if (2 * deletes > files) {
            verdicts.add(new Verdict(
                    Guard.MOST_DELETED,
                    side,
                    "More than half of the files of the " + side.word() + " would be deleted (" + deletes + " of "
                            + files + "): " + ALLOW + "."));
        }
    }

    /** What is worth saying though it hinders nothing. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(unequal());
        if (policy.comparison().isUnsafe()) {
            warnings.add("Files are compared by " + policy.comparison() + ", which is unsafe: an edit can go unseen.");
        }
        return warnings;
    }

    /** A first merge of what may be the wrong two. That one side has nothing yet is the usual case. */
    private List<String> unequal() {
        long most = Math.max(files(left), files(right));
        long least = Math.min(files(left), files(right));
        boolean merges = !base.established() && policy.mode() == MirrorMode.TWO_WAY;
        if (!merges || least == 0 || most <= 2 * least || most <= MANY) {
            return List.of();
        }
        Side larger = files(left) == most ? Side.LEFT : Side.RIGHT;
        return List.of("The " + larger.word() + " has " + most + " files and the "
                + larger.other().word() + " " + least + ": look whether these are the two that belong together.");
    }

    private boolean hadFiles() {
        return base.entries().stream().anyMatch(entry -> entry.kind() == EntryKind.FILE);
    }

    private static long files(TreeListing listing) {
        return listing.entries().stream()
                .filter(entry -> entry.kind() == EntryKind.FILE)
                .count();
    }

    private TreeListing listing(Side side) {
        return side == Side.LEFT ? left : right;
    }
}
