package dev.holdfast.sync.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mode, with everything that can have happened to one file on either side. */
class PlannerTableTest {
    private static final String PATH = "notes.md";

    /** What is done to each side, in words: C create, R replace, T trash, M move aside; f forget, r remember. */
    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource(nullValues = "-", textBlock = """
            twoWay, unchanged, unchanged, -, -
            twoWay, unchanged, changed, R, -
            twoWay, unchanged, gone, T, -
            twoWay, changed, unchanged, -, R
            twoWay, changed, changed, C, MC
            twoWay, changed, same, -, r
            twoWay, changed, gone, -, C
            twoWay, gone, unchanged, -, T
            twoWay, gone, changed, C, -
            twoWay, gone, gone, -, f
            twoWay, new, absent, -, C
            twoWay, absent, new, C, -
            twoWay, new, new, C, MC
            twoWay, new, same, -, r
            sourceToDestination, unchanged, unchanged, -, -
            sourceToDestination, unchanged, changed, -, TC
            sourceToDestination, unchanged, gone, -, C
            sourceToDestination, changed, unchanged, -, R
            sourceToDestination, changed, changed, -, TC
            sourceToDestination, changed, gone, -, C
            sourceToDestination, gone, unchanged, -, T
            sourceToDestination, gone, changed, -, -
            sourceToDestination, gone, gone, -, f
            sourceToDestination, new, absent, -, C
            sourceToDestination, absent, new, -, -
            sourceToDestination, new, new, -, TC
            sourceBackup, unchanged, unchanged, -, -
            sourceBackup, unchanged, changed, -, TC
            sourceBackup, unchanged, gone, -, C
            sourceBackup, changed, unchanged, -, R
            sourceBackup, changed, changed, -, TC
            sourceBackup, changed, gone, -, C
            sourceBackup, gone, unchanged, -, -
            sourceBackup, gone, changed, -, -
            sourceBackup, gone, gone, -, f
            sourceBackup, new, absent, -, C
            sourceBackup, absent, new, -, -
            sourceBackup, new, new, -, TC
            destinationToSource, unchanged, unchanged, -, -
            destinationToSource, unchanged, changed, R, -
            destinationToSource, unchanged, gone, T, -
            destinationToSource, changed, unchanged, TC, -
            destinationToSource, changed, changed, TC, -
            destinationToSource, changed, gone, -, -
            destinationToSource, gone, unchanged, C, -
            destinationToSource, gone, changed, C, -
            destinationToSource, gone, gone, -, f
            destinationToSource, new, absent, -, -
            destinationToSource, absent, new, C, -
            destinationToSource, new, new, TC, -
            destinationBackup, unchanged, unchanged, -, -
            destinationBackup, unchanged, changed, R, -
            destinationBackup, unchanged, gone, -, -
            destinationBackup, changed, unchanged, TC, -
            destinationBackup, changed, changed, TC, -
            destinationBackup, changed, gone, -, -
            destinationBackup, gone, unchanged, C, -
            destinationBackup, gone, changed, C, -
            destinationBackup, gone, gone, -, f
            destinationBackup, new, absent, -, -
            destinationBackup, absent, new, C, -
            destinationBackup, new, new, TC, -
            """)
    void eachModeDoesWhatItsRowSays(String mode, String left, String right, String toLeft, String toRight) {
        Policy policy =
                Policy.DEFAULT.withMode(MirrorMode.named(mode).orElseThrow()).withAllowDeletes(true);
        boolean known = !(left + right).matches(".*(new|absent).*");
        Plan plan = Planner.plan(
                base(known),
                side(left, "left"),
                side(right, left.equals("new") || left.equals("changed") ? "right" : "left"),
                policy);
        assertThat(done(plan, Side.LEFT)).isEqualTo(toLeft == null ? "" : toLeft);
        assertThat(done(plan, Side.RIGHT)).isEqualTo(toRight == null ? "" : toRight);
    }

    private static Base base(boolean known) {
        // Something else stays, so that no side looks emptied.
        BaseEntry other = BaseEntry.of("other", file("other", "x"), file("other", "x"));
        BaseEntry entry = BaseEntry.of(PATH, file(PATH, "base"), file(PATH, "base"));
        return Base.of(known ? List.of(entry, other) : List.of(other));
    }

    private static TreeListing side(String state, String own) {
        TreeEntry other = file("other", "x");
        return switch (state) {
            case "unchanged" -> TreeListing.of(List.of(file(PATH, "base"), other));
            case "changed", "new" -> TreeListing.of(List.of(file(PATH, own), other));
            case "same" -> TreeListing.of(List.of(file(PATH, "left"), other));
            default -> TreeListing.of(List.of(other));
        };
    }

    private static TreeEntry file(String path, String content) {
        return TreeEntry.file(path, content.length(), Instant.EPOCH).withHash(content + "-as-a-hash");
    }

    private static String done(Plan plan, Side side) {
        return plan.batches().stream()
                .flatMap(List::stream)
                .filter(action -> isShownAt(action, side))
                .map(PlannerTableTest::letter)
                .collect(Collectors.joining());
    }

    private static boolean isShownAt(Action action, Side side) {
        boolean note = action.kind() == ActionKind.REMEMBER || action.kind() == ActionKind.FORGET;
        return (note ? Side.RIGHT : action.side()) == side;
    }

    private static String letter(Action action) {
        return switch (action.kind()) {
            case CREATE -> "C";
            case REPLACE -> "R";
            case MOVE -> "M";
            case TRASH -> "T";
            case MAKE_DIRECTORY, REMOVE_DIRECTORY -> "D";
            case REMEMBER -> "r";
            case FORGET -> "f";
        };
    }
}
