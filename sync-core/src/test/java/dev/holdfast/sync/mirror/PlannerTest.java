package dev.holdfast.sync.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final TreeEntry STAYS = file("stays", "stays");
    private static final Policy ANY_CASE = Policy.DEFAULT.withCaseSensitive(false, false);

    @Test
    void aRenameIsARenameOnTheOtherSideToo() {
        assertThat(lines(base("a"), side(file("b", "a")), side(file("a", "a")), Policy.DEFAULT))
                .containsExactly("MOVE RIGHT a -> b MOVED");
    }

    @Test
    void anEditFollowsTheOtherSidesRename() {
        assertThat(lines(base("a"), side(file("b", "a")), side(file("a", "edited")), Policy.DEFAULT))
                .containsExactly("MOVE RIGHT a -> b REBASE", "REPLACE LEFT b -> b REMEMBER");
    }

    @Test
    void aRenameInABackupTakesNothingAway() {
        Policy backup = Policy.DEFAULT.withMode(MirrorMode.SOURCE_BACKUP);
        assertThat(lines(base("a"), side(file("b", "a")), side(file("a", "a")), backup))
                .containsExactly("CREATE RIGHT b -> b REMEMBER");
    }

    @Test
    void directoriesMovedIntoEachOtherBothStay() {
        Base base = base("a/1", "b/2");
        Plan plan = plan(
                base, side(file("b/2", "b/2"), file("b/a/1", "a/1")), side(file("a/1", "a/1"), file("a/b/2", "b/2")));
        assertThat(plan.isReady()).isTrue();
        assertThat(lines(plan))
                .contains("MOVE RIGHT a/1 -> b/a/1 MOVED", "MOVE LEFT b/2 -> a/b/2 MOVED")
                .noneMatch(line -> line.startsWith("TRASH"));
    }

    @Test
    void aNameThatDiffersInCaseAloneIsMovedInPlace() {
        assertThat(lines(base("dir/a"), side(file("Dir/a", "dir/a")), side(file("dir/a", "dir/a")), ANY_CASE))
                .containsExactly("MOVE RIGHT dir -> Dir REMEMBER", "REMEMBER LEFT null -> Dir/a REMEMBER");
    }

    @Test
    void namesakesThatOneSideCanNotHoldBesideEachOtherAreLeftOut() {
        Plan plan = Planner.plan(
                base(), side(file("a", "1"), file("A", "2")), side(), Policy.DEFAULT.withCaseSensitive(true, false));
        assertThat(lines(plan)).isEmpty();
        assertThat(plan.leftOut().get(0).sentence()).contains("differs only in case");
    }

    @Test
    void aFileAgainstADirectoryGetsAnotherName() {
        Plan plan = plan(base(), side(file("x", "file")), side(file("x/1", "below")));
        assertThat(plan.conflicts()).hasSize(1);
        String copy = plan.conflicts().get(0).copy();
        assertThat(copy).startsWith("x (conflict ");
        assertThat(lines(plan))
                .containsExactly(
                        "MOVE LEFT x -> " + copy + " NONE",
                        "MAKE_DIRECTORY LEFT null -> x REMEMBER",
                        "CREATE RIGHT " + copy + " -> " + copy + " REMEMBER",
                        "CREATE LEFT x/1 -> x/1 REMEMBER");
    }

    @Test
    void aCopyNeverTakesANameThatIsThere() {
        Plan first = plan(base(), side(file("n.md", "l")), side(file("n.md", "r")));
        String taken = String.valueOf(first.conflicts().get(0).copy());
        Plan plan = plan(base(), side(file("n.md", "l"), file(taken, "else")), side(file("n.md", "r")));
        assertThat(plan.conflicts().get(0).copy()).isEqualTo(taken.replace(").md", " 2).md"));
    }

    @Test
    void aCopyOfACopyHasNoLongerName() {
        Plan plan =
                plan(base(), side(file("n (conflict 0123abcd).md", "l")), side(file("n (conflict 0123abcd).md", "r")));
        assertThat(plan.conflicts().get(0).copy()).matches("n \\(conflict [0-9a-f]{8}\\)\\.md");
    }

    @Test
    void aCopyOfALongNameFitsAndKeepsWholeCharacters() {
        String name = "ü".repeat(126) + ".md";
        Plan plan = plan(base(), side(file(name, "l")), side(file(name, "r")));
        assertThat(String.valueOf(plan.conflicts().get(0).copy()))
                .matches("ü+ \\(conflict [0-9a-f]{8}\\)\\.md")
                .satisfies(copy ->
                        assertThat(copy.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255));
    }

    @Test
    void aDirectoryThatHoldsSomethingIgnoredStays() {
        Policy policy = Policy.DEFAULT
                .withIgnore((path, directory) -> path.endsWith(".tmp"))
                .withAllowDeletes(true);
        Base base = base("d/1");
        Plan plan = Planner.plan(base, side(), side(file("d/1", "d/1"), file("d/x.tmp", "x")), policy);
        assertThat(lines(plan)).containsExactly("TRASH RIGHT null -> d/1 FORGET");
        assertThat(plan.leftOut())
                .extracting(LeftOut::why)
                .containsExactly(LeftOut.Why.HOLDS_SOMETHING, LeftOut.Why.IGNORED);
    }

    @Test
    void emptyDirectoriesComeAndGo() {
        BaseEntry old = BaseEntry.of("old", TreeEntry.directory("old"), TreeEntry.directory("old"));
        Plan plan = plan(
                Base.of(List.of(old, BaseEntry.of(STAYS.path(), STAYS, STAYS))),
                side(TreeEntry.directory("new")),
                side(TreeEntry.directory("old")));
        assertThat(lines(plan))
                .containsExactly(
                        "REMOVE_DIRECTORY RIGHT null -> old FORGET", "MAKE_DIRECTORY RIGHT null -> new REMEMBER");
    }

    @Test
    void aLinkIsNeitherCopiedNorReplaced() {
        TreeEntry link = new TreeEntry("a", EntryKind.OTHER, 0, Instant.EPOCH, null, null, null);
        Plan plan = plan(base("a"), side(link), side(file("a", "a")));
        assertThat(lines(plan)).isEmpty();
        assertThat(plan.leftOut().get(0).sentence()).isEqualTo("a is neither a file nor a directory.");
    }

    @Test
    void missingHashesAreAskedForAndNothingIsPlannedWithoutThem() {
        TreeEntry unread = TreeEntry.file("a", 1, Instant.EPOCH);
        Plan plan = plan(base(), side(unread), side(unread));
        assertThat(plan.wanted()).containsExactly(new Wanted(Side.LEFT, "a"), new Wanted(Side.RIGHT, "a"));
        assertThat(plan.proposed()).isEmpty();
        assertThatThrownBy(plan::batches).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timesStandInWhereHashesCanNotBeHad() {
        TreeEntry left = TreeEntry.file("a", 1, Instant.ofEpochSecond(10));
        TreeEntry right = TreeEntry.file("a", 1, Instant.ofEpochSecond(12));
        Plan plan =
                Planner.plan(base(), side(left).withoutHashing(), side(right).withoutHashing(), Policy.DEFAULT);
        assertThat(lines(plan)).containsExactly("REMEMBER LEFT null -> a REMEMBER");
    }

    @Test
    void anEditOfTheSameSizeAndTimeIsSeenByItsHash() {
        assertThat(lines(base("a"), side(file("a", "b")), side(file("a", "a")), Policy.DEFAULT))
                .containsExactly("REPLACE RIGHT a -> a REMEMBER");
    }

    @Test
    void guardsStopAndSayWhatToDo() {
        Base base = base("1", "2", "3");
        TreeListing all = side(file("1", "1"), file("2", "2"), file("3", "3"));
        assertThat(guards(base, TreeListing.missing(), all, true)).containsExactly(Verdict.Guard.MISSING_ROOT);
        assertThat(guards(base, all.cutShort(), all, true)).containsExactly(Verdict.Guard.PARTIAL_LISTING);
        assertThat(guards(base, TreeListing.of(List.of()).unreadable(Set.of("")), all, true))
                .containsExactly(Verdict.Guard.PARTIAL_LISTING);
        assertThat(guards(base, TreeListing.of(List.of()), all, false)).containsExactly(Verdict.Guard.EMPTIED);
        assertThat(guards(base, side(), all, false)).containsExactly(Verdict.Guard.MOST_DELETED);
        assertThat(guards(base, side(), all, true)).isEmpty();
        TreeListing unread = side(file("1", "1"), file("2", "2")).unreadable(Set.of("shut"));
        assertThat(guards(base, unread, all, false)).containsExactly(Verdict.Guard.UNREADABLE);
        assertThat(guards(base, all.unreadable(Set.of("shut")), all, false)).isEmpty();
    }

    @Test
    void aFirstRunOfVeryUnequalSidesIsWorthAWarning() {
        List<TreeEntry> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(file("f" + i, "f" + i));
        }
        Base never = new Base(List.of(), false);
        assertThat(plan(never, TreeListing.of(many), side()).warnings()).hasSize(1);
        assertThat(plan(base(), TreeListing.of(many), side()).warnings()).isEmpty();
        assertThat(Planner.plan(
                                never,
                                TreeListing.of(many),
                                side(),
                                Policy.DEFAULT.withMode(MirrorMode.SOURCE_TO_DESTINATION))
                        .warnings())
                .isEmpty();
        assertThat(plan(never, TreeListing.of(many.subList(0, 10)), side()).warnings())
                .isEmpty();
        assertThat(plan(never, TreeListing.of(many.subList(0, 11)), side()).warnings())
                .hasSize(1);
    }

    @Test
    void anUnsafeComparisonIsWorthAWarningEachTime() {
        for (Comparison comparison : Comparison.values()) {
            assertThat(Planner.plan(base(), side(), side(), Policy.DEFAULT.withComparison(comparison))
                            .warnings())
                    .hasSize(comparison.isUnsafe() ? 1 : 0);
        }
    }

    @Test
    void theFirstRunCanPreferASide() {
        Policy source = Policy.DEFAULT.withInitial(InitialPreference.SOURCE_WINS);
        Base never = new Base(List.of(), false);
        assertThat(lines(never, side(file("a", "l")), side(file("a", "r"), file("b", "r")), source))
                .containsExactly(
                        "TRASH RIGHT null -> a NONE",
                        "CREATE RIGHT a -> a REMEMBER",
                        "CREATE LEFT b -> b REMEMBER",
                        "REMEMBER LEFT null -> stays REMEMBER");
    }

    @Test
    void modesHaveTheirAliases() {
        assertThat(MirrorMode.named("LTC")).contains(MirrorMode.SOURCE_TO_DESTINATION);
        assertThat(MirrorMode.named("cloudBackup")).contains(MirrorMode.DESTINATION_BACKUP);
        assertThat(MirrorMode.named("threeWay")).isEmpty();
    }

    @Test
    void aPathThatLeadsOutOfTheTreeIsNoEntry() {
        for (String path : List.of("", "/a", "a/", "a//b", "..", "a/../b", "./a")) {
            assertThatThrownBy(() -> TreeEntry.directory(path)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(TreeEntry.directory("..a/.b").path()).isEqualTo("..a/.b");
    }

    private static List<Verdict.Guard> guards(Base base, TreeListing left, TreeListing right, boolean allowed) {
        Plan plan = Planner.plan(base, left, right, Policy.DEFAULT.withAllowDeletes(allowed));
        assertThat(plan.isReady()).isEqualTo(plan.verdicts().isEmpty());
        return plan.verdicts().stream().map(Verdict::guard).toList();
    }

    private static Plan plan(Base base, TreeListing left, TreeListing right) {
        return Planner.plan(base, left, right, Policy.DEFAULT);
    }

    private static List<String> lines(Base base, TreeListing left, TreeListing right, Policy policy) {
        return lines(Planner.plan(base, left, right, policy));
    }

    private static List<String> lines(Plan plan) {
        return plan.proposed().stream()
                .flatMap(List::stream)
                .map(each ->
                        each.kind() + " " + each.side() + " " + each.from() + " -> " + each.path() + " " + each.base())
                .toList();
    }

    /** Both sides had these, each with its path as its content. */
    private static Base base(String... paths) {
        List<BaseEntry> entries = new ArrayList<>();
        for (String path : paths) {
            int slash = path.indexOf('/');
            if (slash > 0) {
                TreeEntry above = TreeEntry.directory(path.substring(0, slash));
                entries.add(BaseEntry.of(above.path(), above, above));
            }
            entries.add(BaseEntry.of(path, file(path, path), file(path, path)));
        }
        entries.add(BaseEntry.of(STAYS.path(), STAYS, STAYS));
        return Base.of(entries);
    }

    private static TreeListing side(TreeEntry... entries) {
        List<TreeEntry> all = new ArrayList<>(List.of(entries));
        all.add(STAYS);
        return TreeListing.of(all);
    }

    private static TreeEntry file(String path, String content) {
        String hash = String.format(Locale.ROOT, "%08x", content.hashCode()).repeat(8);
        return TreeEntry.file(path, content.length(), Instant.EPOCH).withHash(hash);
    }
}
