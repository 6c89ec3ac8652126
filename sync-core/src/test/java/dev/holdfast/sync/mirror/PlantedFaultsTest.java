package dev.holdfast.sync.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.mirror.Model.PlanMaker;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeListing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The properties can fail: mistakes that people make in such planners, each found within the first thousand pairs. */
class PlantedFaultsTest {
    private static final int ENOUGH = 1_000;

    @Test
    void noBaseStateIsFound() {
        PlanMaker faulty = (base, left, right, policy) -> Planner.plan(Base.of(List.of()), left, right, policy);
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("deleted, but back");
    }

    @Test
    void newestWinsSilentlyIsFound() {
        PlanMaker faulty = (base, left, right, policy) ->
                Planner.plan(base, left, right, policy.withResolution(Resolution.NEWER_WINS));
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("lost: content");
    }

    @Test
    void ignoredMeansDeletedIsFound() {
        PlanMaker faulty = (base, left, right, policy) ->
                Planner.plan(base, without(left, policy.ignore()), right, policy.withIgnore(IgnoreRule.NONE));
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("left out but touched");
    }

    @Test
    void emptyListingMeansDeletedIsFound() {
        PlanMaker faulty = (base, left, right, policy) ->
                Planner.plan(base, TreeListing.of(left.entries()), right, policy.withAllowDeletes(true));
        assertThat(found(faulty, PlannerPropertiesTest::tryUnseen)).contains("a moment ago");
    }

    @Test
    void unreadableMeansDeletedIsFound() {
        PlanMaker faulty = (base, left, right, policy) -> Planner.plan(base, left.unreadable(Set.of()), right, policy);
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("left out but touched");
    }

    @Test
    void resurrectedDeleteIsFound() {
        PlanMaker faulty = (base, left, right, policy) -> {
            Set<String> there = new HashSet<>();
            left.entries().forEach(entry -> there.add(entry.path()));
            List<BaseEntry> kept = base.entries().stream()
                    .filter(entry -> there.contains(entry.path()))
                    .toList();
            return Planner.plan(new Base(kept, base.established()), left, right, policy);
        };
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("deleted, but back");
    }

    @Test
    void collidingConflictNamesAreFound() {
        PlanMaker faulty = (base, left, right, policy) ->
                renamed(Planner.plan(base, left, right, policy), PlantedFaultsTest::plain);
        assertThat(found(faulty, PlannerPropertiesTest::tryOne)).contains("taken");
    }

    private interface Property {
        void tryWith(PlanMaker maker, long seed);
    }

    /** What the first pair says that shows the mistake. */
    private static String found(PlanMaker faulty, Property property) {
        StringBuilder all = new StringBuilder();
        for (long seed = 0; seed < ENOUGH; seed++) {
            try {
                property.tryWith(faulty, seed);
            } catch (AssertionError e) {
                all.append(e.getMessage()).append('\n');
            }
        }
        return all.toString();
    }

    private static TreeListing without(TreeListing listing, IgnoreRule ignore) {
        return TreeListing.of(listing.entries().stream()
                .filter(entry -> !ignore.ignores(entry.path(), entry.kind() == EntryKind.DIRECTORY))
                .toList());
    }

    private static String plain(String path) {
        return Names.join(Names.parent(path), "conflict");
    }

    /** The same plan with other names for its copies, which nobody has looked for beforehand. */
    private static Plan renamed(Plan plan, UnaryOperator<String> name) {
        Set<String> copies = new HashSet<>();
        plan.conflicts().forEach(conflict -> {
            if (conflict.copy() != null) {
                copies.add(conflict.copy());
            }
        });
        UnaryOperator<String> given = path -> copies.contains(path) ? name.apply(path) : path;
        List<List<Action>> batches = plan.proposed().stream()
                .map(batch ->
                        batch.stream().map(action -> renamed(action, given)).toList())
                .toList();
        return new Plan(batches, plan.conflicts(), plan.leftOut(), plan.verdicts(), plan.wanted(), plan.warnings());
    }

    private static Action renamed(Action action, UnaryOperator<String> name) {
        String from = action.from();
        List<Expectation> expects = action.expects().stream()
                .filter(each -> each.seen() != null)
                .map(each -> new Expectation(each.side(), name.apply(each.path()), each.seen()))
                .toList();
        return new Action(
                action.kind(),
                action.side(),
                name.apply(action.path()),
                from == null ? null : name.apply(from),
                expects,
                action.base(),
                action.reason(),
                action.bytes());
    }
}
