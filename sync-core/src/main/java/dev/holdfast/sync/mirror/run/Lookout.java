package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.IgnoreRule;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.Planner;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.mirror.Wanted;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Glance;
import dev.holdfast.sync.tree.IgnoreRules;
import dev.holdfast.sync.tree.LookDigest;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at both sides and plans, reading the files whose hashes decide something. */
final class Lookout {
    /** Raised with every change of what a plan says, so that a look which an earlier version had nothing to do for is planned anew. */
    private static final String PLANNER = "2";

    private final Sides sides;
    private final Policy policy;
    private final Crew crew;
    private final RunControl control;
    private final int readers;

    Lookout(Sides sides, Policy policy, Crew crew, RunControl control, int readers) {
        this.sides = sides;
        this.policy = policy;
        this.crew = crew;
        this.control = control;
        this.readers = readers;
    }

    /**
     * Looks and plans.
     *
     * @throws StorageException when a side can't be looked at
     */
    Sight look(Remembered remembered) throws StorageException {
        control.pass(() -> {});
        CompletableFuture<Seen> right = crew.begin(() -> glance(Side.RIGHT));
        Seen left;
        try {
            left = glance(Side.LEFT);
        } finally {
            // Whatever became of the left side: nothing of this run may go on behind its back.
            right.handle((found, failure) -> found).join();
        }
        return look(left, found(right), remembered);
    }

    private Sight look(Seen left, Seen right, Remembered remembered) throws StorageException {
        IgnoreRule given = fitting(policy.ignore());
        Optional<String> looks = looks(given, left.digest(), right.digest());
        Optional<Settled> settled = looks.flatMap(remembered::settled);
        if (settled.isPresent()) {
            return Sight.known(settled.get());
        }
        Look look = new Look(left.glance().listing(), right.glance().listing());
        Policy whole = policy.withIgnore(ignored(given, look));
        while (true) {
            Plan plan = Planner.plan(
                    remembered.base(), look.listing(Side.LEFT), look.listing(Side.RIGHT), look.without(whole));
            if (plan.wanted().isEmpty()) {
                return look.sight(plan, looks);
            }
            look.index();
            if (!look.asked.addAll(plan.wanted())) {
                throw new IllegalStateException("the same hashes are asked for again: " + plan.wanted());
            }
            crew.work(plan.wanted(), readers, look::read);
        }
    }

    /** A look at one side, and what tells it from others. */
    private record Seen(Glance glance, String digest) {}

    private Seen glance(Side side) throws StorageException {
        Glance glance = sides.of(side).glance(control.signal());
        return new Seen(glance, glance.digest());
    }

    /**
     * What tells a look at both, under this policy, from others; nothing where that can't be told. The {@code .syncignore}s are
     * files that were seen too.
     */
    private Optional<String> looks(IgnoreRule given, String left, String right) {
        return Optional.ofNullable(given.text())
                .map(rules -> LookDigest.of(
                        List.of(PLANNER, policy.withIgnore(IgnoreRule.NONE).toString(), rules, left, right)));
    }

    /** With what the sides themselves say in their {@code .syncignore}s; one that can't be read keeps all from being done. */
    private IgnoreRule ignored(IgnoreRule given, Look look) throws StorageException {
        List<IgnoreRules> own = new ArrayList<>();
        for (Side side : Side.values()) {
            IgnoreRules none = IgnoreRules.of(List.of(), false);
            IgnoreRules rules = none.with(sides.of(side), look.listing(side), control.signal());
            if (!rules.equals(none)) {
                own.add(rules);
            }
        }
        return own.isEmpty()
                ? given
                : (path, directory) -> given.ignores(path, directory)
                        || own.stream().anyMatch(rules -> rules.ignores(path, directory));
    }

    private static Seen found(CompletableFuture<Seen> listing) throws StorageException {
        try {
            return listing.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw Crew.unchecked(e);
        }
    }

    /** With what one of the sides can't have by its name. */
    private IgnoreRule fitting(IgnoreRule rule) {
        IgnoreRule all = rule;
        for (Side side : Side.values()) {
            Tree.Names names = sides.of(side).names();
            if (names != Tree.Names.ANY) {
                IgnoreRule before = all;
                String text = before.text();
                all = IgnoreRule.of(
                        text == null ? null : text + "\nwhat the " + side.word() + " can't name",
                        (path, directory) -> before.ignores(path, directory) || !names.fit(path, directory));
            }
        }
        return all;
    }

    /** One look, which gets sharper as files are read. */
    private final class Look {
        private final Map<Side, TreeListing> listings = new EnumMap<>(Side.class);
        private final Map<Side, Map<String, TreeEntry>> entries = new EnumMap<>(Side.class);
        private final Map<Side, Set<String>> unreadable = new EnumMap<>(Side.class);
        private final Set<Wanted> asked = new HashSet<>();
        private final Map<String, PathProblem> unsteady = new ConcurrentHashMap<>();
        private final Map<String, PathProblem> away = new ConcurrentHashMap<>();

        Look(TreeListing left, TreeListing right) {
            put(Side.LEFT, left);
            put(Side.RIGHT, right);
        }

        private void put(Side side, TreeListing listing) {
            listings.put(side, listing);
            Set<String> hidden = ConcurrentHashMap.newKeySet();
            hidden.addAll(listing.unreadable());
            unreadable.put(side, hidden);
        }

        /** What was read to find out does not show in a look, so a plan that needed that is made anew the next time. */
        Sight sight(Plan plan, Optional<String> mayBeKept) {
            boolean settled = plan.hasNothingToSay() && asked.isEmpty();
            return new Sight(
                    plan,
                    listing(Side.LEFT),
                    listing(Side.RIGHT),
                    unsteady(),
                    away(),
                    settled
                            ? mayBeKept
                                    .map(text -> new Settled(text, plan.leftOut()))
                                    .orElse(null)
                            : null,
                    false);
        }

        /** The entries of a side by path; few runs need to know. */
        void index() {
            if (entries.isEmpty()) {
                for (Side side : Side.values()) {
                    Map<String, TreeEntry> byPath = new ConcurrentHashMap<>();
                    listing(side).entries().forEach(entry -> byPath.put(entry.path(), entry));
                    entries.put(side, byPath);
                }
            }
        }

        void read(Wanted wanted) {
            control.pass(() -> {});
            Map<String, TreeEntry> known = Objects.requireNonNull(entries.get(wanted.side()));
            TreeEntry seen = Objects.requireNonNull(known.get(wanted.path()));
            try {
                known.put(wanted.path(), sides.of(wanted.side()).hashed(seen, control.signal()));
            } catch (StorageException.PreconditionFailed | StorageException.NotFound e) {
                unsteady.put(
                        policy.key(wanted.path()),
                        new PathProblem(
                                wanted.path(),
                                wanted.path() + " changed while it was read: the next run looks at it again.",
                                PathProblem.Lasts.FOR_NOW));
            } catch (StorageException e) {
                if (e instanceof StorageException.Transient) {
                    away.put(wanted.path(), PathProblem.of(wanted.path(), e));
                }
                Objects.requireNonNull(unreadable.get(wanted.side())).add(wanted.path());
            }
        }

        TreeListing listing(Side side) {
            TreeListing first = Objects.requireNonNull(listings.get(side));
            if (asked.isEmpty()) {
                return first;
            }
            Map<String, TreeEntry> known = Objects.requireNonNull(entries.get(side));
            return new TreeListing(
                    first.entries().stream()
                            .map(entry -> entry.hash() == null ? withHash(entry, known) : entry)
                            .toList(),
                    first.rootThere(),
                    first.complete(),
                    Objects.requireNonNull(unreadable.get(side)),
                    first.hashable());
        }

        private static TreeEntry withHash(TreeEntry entry, Map<String, TreeEntry> known) {
            TreeEntry now = known.get(entry.path());
            return now != null && now.kind() == entry.kind() && now.hash() != null ? now : entry;
        }

        /** What can't be made out now is left alone: as something unreadable it would keep all deletes from being done. */
        Policy without(Policy whole) {
            if (unsteady.isEmpty()) {
                return whole;
            }
            IgnoreRule rule = whole.ignore();
            return whole.withIgnore((path, directory) ->
                    rule.ignores(path, directory) || (!directory && unsteady.containsKey(whole.key(path))));
        }

        List<PathProblem> unsteady() {
            return List.copyOf(new TreeMap<>(unsteady).values());
        }

        List<PathProblem> away() {
            return List.copyOf(new TreeMap<>(away).values());
        }
    }
}
