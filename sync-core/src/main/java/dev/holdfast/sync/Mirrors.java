package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.Conflicts;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.run.FileConflicts;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.MirrorStore;
import dev.holdfast.sync.mirror.run.PathProblem;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * The mirrors that the settings name: runs them, tells how they stand, and resolves their conflicts. Commands and tools call
 * this. Opens nothing before its first use; several processes may use one home, and each mirror is run by one of them at a
 * time. Thread-safe.
 *
 * <p>Every method that uses the home's state throws {@link dev.holdfast.sync.state.StateException} when it can't be used.
 */
public final class Mirrors implements AutoCloseable {
    private static final String NOT_CONFIGURED = "(not in the settings)";

    private final Settings settings;
    private final StateDatabase state;
    private final boolean owner;
    private final Conflicts conflicts;
    private final InstantSource clock;

    /** The mirrors of these settings. */
    public Mirrors(Settings settings, InstantSource clock) {
        this(settings, new StateDatabase(settings.home(), clock), true, clock);
    }

    /** Over a state that somebody else closes. */
    Mirrors(Settings settings, StateDatabase state, InstantSource clock) {
        this(settings, state, false, clock);
    }

    private Mirrors(Settings settings, StateDatabase state, boolean owner, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.state = state;
        this.owner = owner;
        this.conflicts = new Conflicts(state);
    }

    /** All that the settings name, in their order. */
    public List<MirrorSetting> configured() {
        return settings.get(Keys.MIRRORS);
    }

    /**
     * The one of this name.
     *
     * @throws UnknownMirrorException when there is none; says which there are
     */
    public MirrorSetting named(String name) {
        return configured().stream()
                .filter(mirror -> mirror.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownMirrorException("There is no mirror '" + name + "': "
                        + (configured().isEmpty()
                                ? "the settings name none under 'mirrors'."
                                : "there are "
                                        + configured().stream()
                                                .map(MirrorSetting::name)
                                                .collect(Collectors.joining(", "))
                                        + ".")));
    }

    /**
     * What a run would do now; touches neither side.
     *
     * @throws StorageException when a side can't be looked at
     */
    public Plan plan(MirrorSetting mirror, boolean allowDeletes, CancelSignal cancel) throws StorageException {
        try (MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
            return run(mirror, trees, allowDeletes, ProgressListener.NONE).plan(new RunControl(cancel));
        }
    }

    /** Runs a mirror. Whatever goes wrong with it stands in the report. */
    @SuppressWarnings("try") // The lock is there to be held.
    public MirrorReport run(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, CancelSignal cancel) {
        try (HomeLock held = lock(mirror)) {
            return runLocked(mirror, allowDeletes, progress, cancel);
        } catch (StorageException e) {
            return failed(mirror, e);
        }
    }

    /** Keeps the mirror's other runs out of it, in whichever process of this home. */
    private HomeLock lock(MirrorSetting mirror) throws StorageException {
        state.makeHome();
        return HomeLock.tryAcquire(settings.home().resolve("mirror-" + id(mirror) + ".lock"))
                .orElseThrow(() -> new StorageException.Transient(
                        "Another process is running the mirror " + mirror.name() + " now: wait for it.", null));
    }

    private MirrorReport runLocked(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, CancelSignal cancel) {
        MirrorReport report = opened(mirror, allowDeletes, progress, cancel);
        store(mirror).finished(report);
        return report;
    }

    private MirrorReport opened(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, CancelSignal cancel) {
        try (MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
            return run(mirror, trees, allowDeletes, progress).run(new RunControl(cancel));
        } catch (StorageException e) {
            return failed(mirror, e);
        } catch (CancellationException e) {
            return without(mirror, Outcome.CANCELLED, List.of());
        }
    }

    private MirrorRun run(MirrorSetting mirror, MirrorTrees trees, boolean allowDeletes, ProgressListener progress) {
        Policy policy = Policy.DEFAULT.withMode(mode(mirror)).withAllowDeletes(allowDeletes);
        return new MirrorRun(
                mirror.name(),
                id(mirror),
                trees.left(),
                trees.right(),
                policy,
                store(mirror),
                conflicts,
                MirrorOptions.DEFAULT.withProgress(progress));
    }

    private static MirrorMode mode(MirrorSetting mirror) {
        return MirrorMode.named(mirror.mode()).orElseThrow(() -> new IllegalArgumentException(mirror.mode()));
    }

    /** Names the pair in this home, whatever the settings call it. */
    String id(MirrorSetting mirror) {
        return store(mirror).id();
    }

    /** Equal text means the same place: a bucket's name alone says little. */
    private String address(String side) {
        if (!MirrorPlaces.isBucket(side)) {
            return side;
        }
        String endpoint =
                settings.get(Keys.CLOUD_ENDPOINT).map(Destination::plain).orElse("none");
        return side + " endpoint=" + endpoint + " profile=" + settings.get(Keys.CLOUD_PROFILE);
    }

    private MirrorStore store(MirrorSetting mirror) {
        return new MirrorStore(state, address(mirror.source()), address(mirror.destination()));
    }

    private MirrorReport failed(MirrorSetting mirror, StorageException failure) {
        return without(mirror, Outcome.INCOMPLETE, List.of(PathProblem.ofSide(failure)));
    }

    /** Of a run that did not come to its sides. */
    private MirrorReport without(MirrorSetting mirror, Outcome outcome, List<PathProblem> problems) {
        return new MirrorReport(
                mirror.name(),
                mode(mirror),
                outcome,
                clock.instant(),
                Duration.ZERO,
                PlanCounts.of(List.of()),
                0,
                0,
                problems,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** How each configured mirror stands, by what this home remembers. */
    public List<MirrorStanding> status() {
        return configured().stream()
                .map(mirror -> new MirrorStanding(
                        mirror,
                        store(mirror).status(),
                        conflicts.open(id(mirror)).size()))
                .toList();
    }

    /** The list of conflicts, the newest first, each with the name that the settings give its mirror. */
    public List<RecordedConflict> conflicts(boolean resolvedToo) {
        Map<String, String> names = new HashMap<>();
        configured().forEach(mirror -> names.put(id(mirror), mirror.name()));
        return conflicts.list(resolvedToo).stream()
                .map(each -> each.withPlace(names.getOrDefault(each.place(), NOT_CONFIGURED)))
                .toList();
    }

    /**
     * Resolves a conflict as somebody chose, and then runs its mirror, so that both sides get it.
     *
     * @param choice anything but {@link ConflictChoice#GONE}
     * @return how that run went
     * @throws UnknownMirrorException when there is no such open conflict, or its mirror is no longer in the settings
     * @throws StorageException when the versions are not what they were, another process runs the mirror, or a side can't
     *     be used; nothing was resolved
     * @throws CancellationException when cancelled before it was resolved; later, the report says so
     */
    @SuppressWarnings("try") // The lock is there to be held.
    public MirrorReport resolve(String id, ConflictChoice choice, CancelSignal cancel) throws StorageException {
        String place = open(id).place();
        MirrorSetting mirror = configured().stream()
                .filter(each -> id(each).equals(place))
                .findFirst()
                .orElseThrow(() -> new UnknownMirrorException("The mirror of the conflict '" + id
                        + "' is not in these settings: name it under 'mirrors' as it was, or give it with --set."));
        try (HomeLock held = lock(mirror)) {
            try (MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
                new FileConflicts(trees.left(), trees.right(), conflicts, MirrorOptions.DEFAULT)
                        .resolve(open(id), choice, cancel);
            }
            return runLocked(mirror, false, ProgressListener.NONE, cancel);
        }
    }

    private RecordedConflict open(String id) {
        return conflicts
                .find(id)
                .filter(found -> found.choice() == null)
                .orElseThrow(() -> new UnknownMirrorException(
                        "There is no open conflict '" + id + "': 'holdfast mirror conflicts' lists those there are."));
    }

    @Override
    public void close() {
        if (owner) {
            state.close();
        }
    }
}
