package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeListing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold of every plan, tried on many random pairs. {@code -Dholdfast.plans=2000000} tries more of them, {@code
 * -Dholdfast.plans.seed=N} the one of which a failure tells.
 */
class PlannerPropertiesTest {
    private static final int PLANS = Integer.getInteger("holdfast.plans", 100_000);
    private static final Policy ALLOWED = Policy.DEFAULT.withAllowDeletes(true);
    private static final IgnoreRule IGN =
            (path, directory) -> Names.fold("/" + path).contains("/ign");
    private static final IgnoreRule COPIES = (path, directory) -> path.contains("(conflict");

    @Test
    void aPlanMakesBothSidesEqualLosesNothingAndLeavesNothingToDo() {
        forEachSeed(PLANS, seed -> tryOne(Planner::plan, seed));
    }

    @Test
    void everyModeAndResolutionKeepsWhatItPromises() {
        forEachSeed(PLANS / 4, seed -> tryOtherPolicy(Planner::plan, seed));
    }

    @Test
    void whatCanNotBeSeenIsNeverDeleted() {
        forEachSeed(PLANS / 4, seed -> tryUnseen(Planner::plan, seed));
    }

    /** Some were the planner's fault, others that of what is asked of it here. */
    @ParameterizedTest
    @ValueSource(longs = {1_054_736})
    void whatFailedOnceHolds(long seed) {
        tryOne(Planner::plan, seed);
    }

    private interface Try {
        void at(long seed);
    }

    private static void forEachSeed(int seeds, Try attempt) {
        Long only = Long.getLong("holdfast.plans.seed");
        if (only != null) {
            attempt.at(only);
            return;
        }
        LongStream.range(0, seeds).parallel().forEach(seed -> {
            try {
                attempt.at(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Seed " + seed + ": " + e.getMessage(), e);
            }
        });
    }

    /** Carries a plan out at once, in another order, and in pieces with new plans in between. */
    static void tryOne(Model.PlanMaker maker, long seed) {
        Triples triples = new Triples(seed);
        Model model = triples.next();
        SplittableRandom random = triples.random();
        if (random.nextInt(8) == 0) {
            model.unreadableLeft = triples.unreadable(model.left);
        }
        int rule = random.nextInt(8);
        Policy policy = ALLOWED.withCaseSensitive(model.left.caseSensitive, model.right.caseSensitive)
                .withIgnore(rule == 0 ? COPIES : rule < 3 ? IGN : IgnoreRule.NONE);
        Promises promises = new Promises(model, policy.ignore());
        Plan plan = model.plan(maker, policy, triples.look());

        Model after = model.copy();
        plan.batches().forEach(after::applyAll);
        promises.check(after);
        ModelSide.require(plan.counts().operations() <= 4L * paths(model), "does more than four things for each path");
        nothingIsLeftToDo(maker, after, policy, triples.look());

        Model shuffled = model.copy();
        plan.batches().forEach(batch -> shuffled.applyAll(shuffle(batch, random)));
        ModelSide.require(shuffled.looksLike(after), "the order within a batch matters");

        if (seed % 4 == 0) {
            inPieces(maker, model, plan, policy, triples, promises);
        }
    }

    private static void inPieces(
            Model.PlanMaker maker, Model model, Plan plan, Policy policy, Triples triples, Promises promises) {
        SplittableRandom random = triples.random();
        Model pieces = model.copy();
        int rounds = 0;
        for (Plan next = plan; !next.isEmpty(); next = pieces.plan(maker, policy, triples.look())) {
            applySome(
                    pieces,
                    next,
                    rounds < 3 ? random.nextInt(1 + 2 * next.batches().size()) : 99,
                    random);
            ModelSide.require(rounds++ < 6, "never ends when it is carried out in pieces");
        }
        promises.bothSidesAreEqual(pieces, Set.of());
        promises.whatIsHeldStays(pieces);
        promises.nothingIsLost(pieces, false);
    }

    private static void nothingIsLeftToDo(Model.PlanMaker maker, Model after, Policy policy, int look) {
        Model again = after.copy();
        again.established = true;
        Plan second = again.plan(maker, policy, look);
        ModelSide.require(second.isEmpty(), "the second plan is not empty: ", second.proposed());
    }

    private static long paths(Model model) {
        Set<String> paths = new HashSet<>(model.base.keySet());
        paths.addAll(model.left.things.keySet());
        paths.addAll(model.right.things.keySet());
        return paths.size();
    }

    /** Whole batches first, then a part of the next one, as when somebody pulls the plug. */
    private static void applySome(Model model, Plan plan, int batches, SplittableRandom random) {
        int done = 0;
        for (List<Action> batch : plan.batches()) {
            if (done++ >= batches) {
                model.applyAll(shuffle(batch, random).subList(0, random.nextInt(1 + batch.size())));
                return;
            }
            model.applyAll(batch);
        }
    }

    private static List<Action> shuffle(List<Action> batch, SplittableRandom random) {
        List<Action> shuffled = new ArrayList<>(batch);
        for (int i = shuffled.size(); i > 1; i--) {
            int j = random.nextInt(i);
            Action one = shuffled.get(j);
            shuffled.set(j, shuffled.get(i - 1));
            shuffled.set(i - 1, one);
        }
        return shuffled;
    }

    private static <T> T any(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    static void tryOtherPolicy(Model.PlanMaker maker, long seed) {
        Triples triples = new Triples(seed);
        Model model = triples.next();
        SplittableRandom random = triples.random();
        MirrorMode mode = any(MirrorMode.values(), random);
        Policy policy = ALLOWED.withCaseSensitive(model.left.caseSensitive, model.right.caseSensitive)
                .withMode(mode)
                .withInitial(any(InitialPreference.values(), random))
                .withResolution(any(Resolution.values(), random))
                .withDeleteOrphans(random.nextInt(4) == 0)
                .withIgnore(random.nextInt(4) == 0 ? IGN : IgnoreRule.NONE);
        Promises promises = new Promises(model, policy.ignore());
        Plan plan = model.plan(maker, policy, triples.look());
        Model after = model.copy();
        plan.batches().forEach(batch -> after.applyAll(shuffle(batch, random)));
        nothingIsLeftToDo(maker, after, policy, triples.look());
        promises.whatIsHeldStays(after);
        Side giver = mode.giver();
        if (giver != null) {
            promises.receiverHasAll(after, giver, plan.leftOut());
            if (!policy.deleteOrphans()) {
                promises.receiverKeeps(after, giver.other(), mode.deletes());
            }
        } else {
            Set<String> open = plan.conflicts().stream()
                    .filter(each ->
                            each.outcome() == Conflict.Outcome.OPEN || each.outcome() == Conflict.Outcome.SKIPPED)
                    .map(each -> model.key(each.path()))
                    .collect(Collectors.toSet());
            promises.bothSidesAreEqual(after, open);
            promises.nothingIsLost(after, true);
        }
    }

    /** A side that looks emptier than it is: gone, cut short or emptied. */
    static void tryUnseen(Model.PlanMaker maker, long seed) {
        Triples triples = new Triples(seed);
        Model model = triples.next();
        int how = triples.random().nextInt(3);
        Policy policy = Policy.DEFAULT.withCaseSensitive(model.left.caseSensitive, model.right.caseSensitive);
        Set<String> fewer = Set.copyOf(model.left.things.keySet());
        model.left.things.clear();
        Plan plan = maker.plan(
                model.base(),
                switch (how) {
                    case 0 -> TreeListing.missing();
                    case 1 ->
                        model.left.list(Set.of(), thing -> true, thing -> true).cutShort();
                    default -> model.left.list(Set.of(), thing -> true, thing -> true);
                },
                model.right.list(Set.of(), thing -> true, thing -> true),
                policy);
        boolean deletes = plan.proposed().stream().flatMap(List::stream).anyMatch(Action::deletes);
        ModelSide.require(
                !plan.isReady() || (how == 2 && !deletes), "goes on though this was there a moment ago: ", fewer);
    }
}
