package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.conflict.ConflictLog;
import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.Planner;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeListing;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the two sides of one pair the same: looks at both, plans, acts, and remembers each confirmed effect at once, so that
 * a run that dies anywhere is gone on with by the next one. What no longer fits when its turn comes is left to a further
 * plan, of which a run makes at most four.
 *
 * <p>A pair must not be run twice at once over the same {@link MirrorBase}; whoever calls this sees to that. Other machines may
 * run against the same sides at any time. One object may run any number of times, one after the other.
 */
public final class MirrorRun {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorRun.class);
    private static final int MOST_ROUNDS = 4;

    private final String pair;
    private final String id;
    private final Sides sides;
    private final Policy policy;
    private final MirrorBase base;
    private final ConflictLog conflicts;
    private final MirrorOptions options;

    /**
     * A pair that can be run.
     *
     * @param pair its name, for reports
     * @param id what the list of conflicts knows it by; another pair may have its name
     * @param left the source, which the caller closes
     * @param right the destination, which the caller closes
     * @param policy what the user wants; whether names differ by case is asked of the sides themselves
     * @param base what is remembered of exactly these two sides
     * @param conflicts where conflicts are kept
     */
    public MirrorRun(
            String pair,
            String id,
            Tree left,
            Tree right,
            Policy policy,
            MirrorBase base,
            ConflictLog conflicts,
            MirrorOptions options) {
        this.pair = pair;
        this.id = id;
        this.sides = new Sides(left, right);
        this.policy = policy;
        this.base = base;
        this.conflicts = conflicts;
        this.options = options;
    }

    /** Why this pair can't be run in its mode at all; empty when it can. One sentence for the user. */
    public Optional<String> refusal() {
        if (policy.mode() != MirrorMode.TWO_WAY) {
            return Optional.empty();
        }
        for (Side side : Side.values()) {
            if (sides.of(side).guarding() == Tree.Guarding.NONE) {
                return Optional.of("The " + side.word() + " of the mirror " + pair + " ("
                        + sides.of(side).describe()
                        + ") can't keep two machines from overwriting each other's files, so it can't be synced both ways:"
                        + " choose a one-way mode, such as sourceToDestination or sourceBackup.");
            }
        }
        return Optional.empty();
    }

    /**
     * What a run would do now. Touches neither side, and remembers nothing.
     *
     * @throws StorageException when a side can't be looked at
     * @throws CancellationException when cancelled
     */
    public Plan plan(RunControl control) throws StorageException {
        try (Crew crew = new Crew(Math.max(options.transfers(), options.operations()))) {
            Policy fitting;
            try {
                fitting = seeming();
            } catch (StorageException e) {
                return rootless(e, control).plan();
            }
            return lookout(fitting, crew, control)
                    .look(new Remembered(base, fitting, sides, options.clock()))
                    .plan();
        }
    }

    /**
     * Runs. Failures of a side, verdicts and cancellation end up in the report.
     *
     * @throws dev.holdfast.sync.state.StateException when the home's state can't be used
     */
    public MirrorReport run(RunControl control) {
        Instant started = options.clock().instant();
        long begin = options.nanos().getAsLong();
        Tally tally = new Tally();
        Outcome forced = null;
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            tally.refused(refusal.get());
        } else {
            forced = runRounds(control, tally);
        }
        Duration took = Duration.ofNanos(options.nanos().getAsLong() - begin);
        return tally.report(pair, policy.mode(), forced, started, took);
    }

    private @Nullable Outcome runRounds(RunControl control, Tally tally) {
        try (Crew crew = new Crew(Math.max(options.transfers(), options.operations()))) {
            Policy fitting;
            try {
                fitting = fitting();
            } catch (StorageException e) {
                tally.planned(rootless(e, control));
                return null;
            }
            Remembered remembered = new Remembered(base, fitting, sides, options.clock());
            Lookout lookout = lookout(fitting, crew, control);
            for (int round = 1; round <= MOST_ROUNDS; round++) {
                if (!isAnotherNeeded(lookout.look(remembered), remembered, crew, control, tally)) {
                    break;
                }
            }
            return null;
        } catch (StorageException e) {
            tally.ended(PathProblem.ofSide(e));
            return Outcome.INCOMPLETE;
        } catch (HoldLostException e) {
            tally.ended(PathProblem.ofSide(e.failure()));
            return Outcome.INCOMPLETE;
        } catch (CancellationException e) {
            return Outcome.CANCELLED;
        }
    }

    /** One round; tells whether something is left that a new plan could do. */
    private boolean isAnotherNeeded(Sight sight, Remembered remembered, Crew crew, RunControl control, Tally tally)
            throws StorageException {
        Plan plan = sight.plan();
        tally.planned(sight);
        if (!plan.isReady()) {
            return false;
        }
        ConflictBook book = new ConflictBook(conflicts, id, sides);
        if (!sight.known()) {
            book.update(sight, options.clock().instant(), control.signal());
        }
        plan.conflicts().forEach(tally::found);
        try (Holding holding = Holding.take(sides, changed(plan), options, control.signal())) {
            Effects effects = new Effects(sides, control, holding, options.progress(), pair);
            for (List<Action> batch : plan.batches()) {
                carryOut(batch, effects, remembered, crew, tally);
            }
        }
        if (tally.isHopeless()) {
            tally.ended(new PathProblem(
                    "",
                    "Too much failed in a row, so the rest was not tried: run it again once both sides can be reached.",
                    PathProblem.Lasts.FOR_NOW));
            return false;
        }
        remembered.establish();
        if (!tally.isUnfit()) {
            book.renew(control.signal());
            sweep();
            Settled settled = sight.settled();
            if (settled != null) {
                remembered.settle(settled);
            }
            return false;
        }
        return true;
    }

    private void carryOut(List<Action> batch, Effects effects, Remembered remembered, Crew crew, Tally tally) {
        List<Action> notes = batch.stream().filter(MirrorRun::isNote).toList();
        // They say what was seen, and that stays true whatever came since; so nothing is looked at again.
        remembered.confirmAll(notes);
        List<Action> acts = batch.stream().filter(action -> !isNote(action)).toList();
        boolean copies = acts.stream().anyMatch(MirrorRun::isCopy);
        crew.work(
                acts,
                copies ? options.transfers() : options.operations(),
                action -> carryOut(action, effects, remembered, tally));
    }

    private void carryOut(Action action, Effects effects, Remembered remembered, Tally tally) {
        if (tally.isHopeless()) {
            return;
        }
        try {
            Effects.Effect effect = effects.perform(action);
            boolean formed = remembered.confirm(action, effect.now(), effect.there());
            tally.done(action);
            if (formed && policy.mode() == MirrorMode.TWO_WAY) {
                tally.formed(action);
            }
        } catch (StorageException.PreconditionFailed | StorageException.NotFound e) {
            tally.unfit(action);
        } catch (StorageException e) {
            tally.failed(action, e);
        }
    }

    /** What is old in the trash goes after the run's own work; the next run goes on with what could not be removed. */
    private void sweep() {
        for (Side side : Side.values()) {
            if (policy.mode().changes(side)) {
                try {
                    int removed = sides.of(side).sweep();
                    if (removed > 0) {
                        LOG.info("Removed {} old things from the trash of the {}.", removed, side.word());
                    }
                } catch (StorageException e) {
                    LOG.warn("The trash of the {} could not be cleared: {}", side.word(), e.sentence());
                }
            }
        }
    }

    private static boolean isNote(Action action) {
        return action.kind() == ActionKind.REMEMBER || action.kind() == ActionKind.FORGET;
    }

    private static boolean isCopy(Action action) {
        return action.kind() == ActionKind.CREATE || action.kind() == ActionKind.REPLACE;
    }

    private static Set<Side> changed(Plan plan) {
        Set<Side> changed = EnumSet.noneOf(Side.class);
        plan.batches().stream()
                .flatMap(List::stream)
                .filter(action -> !isNote(action))
                .forEach(action -> changed.add(action.side()));
        return changed;
    }

    /** What a guard says of a root that is gone: such a side can't even be asked about its names, and nothing else is. */
    private Sight rootless(StorageException failure, RunControl control) throws StorageException {
        TreeListing left = sides.left().list(control.signal());
        TreeListing right = sides.right().list(control.signal());
        if (left.rootThere() && right.rootThere()) {
            throw failure;
        }
        return new Sight(Planner.plan(Base.EMPTY, left, right, policy), left, right, List.of(), List.of(), null, false);
    }

    /** As far as can be told without writing. */
    private Policy seeming() throws StorageException {
        return policy.withCaseSensitive(
                sides.left().seemsCaseSensitive(), sides.right().seemsCaseSensitive());
    }

    private Policy fitting() throws StorageException {
        return policy.withCaseSensitive(isCaseSensitive(Side.LEFT), isCaseSensitive(Side.RIGHT));
    }

    /** Finding out may take writing, which a side that only gives is spared. */
    private boolean isCaseSensitive(Side side) throws StorageException {
        Tree tree = sides.of(side);
        return policy.mode().changes(side) ? tree.caseSensitive() : tree.seemsCaseSensitive();
    }

    private Lookout lookout(Policy fitting, Crew crew, RunControl control) {
        return new Lookout(sides, fitting, crew, control, options.transfers());
    }
}
