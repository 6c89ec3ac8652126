package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.Conflicts;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.run.FileConflicts;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.MirrorStore;
import dev.holdfast.sync.mirror.run.PathProblem;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private final List<MirrorSetting> others;
    private final StateDatabase state;
    private final boolean owner;
    private final Conflicts conflicts;
    private final InstantSource clock;

    /** The mirrors of these settings. */
    public Mirrors(Settings settings, InstantSource clock) {
        this(settings, List.of(), clock);
    }

    /** With pairs that the settings do not name, whose conflicts are known, too; they are remembered as those are. */
    public Mirrors(Settings settings, List<MirrorSetting> others, InstantSource clock) {
        this(settings, others, new StateDatabase(settings.home(), clock), true, clock);
    }

    /** Over a state that somebody else closes. */
    Mirrors(Settings settings, StateDatabase state, InstantSource clock) {
        this(settings, List.of(), state, false, clock);
    }

    private Mirrors(
            Settings settings, List<MirrorSetting> others, StateDatabase state, boolean owner, InstantSource clock) {
        this.settings = settings;
        this.others = List.copyOf(others);
        this.clock = clock;
        this.state = state;
        this.owner = owner;
        this.conflicts = new Conflicts(state);
    }

    /** All that the settings name, in their order. */
    public List<MirrorSetting> configured() {
        return settings.get(Keys.MIRRORS);
    }

    private Stream<MirrorSetting> known() {
        return Stream.concat(configured().stream(), others.stream());
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
     * Makes sure that a pair is none that the settings name: run without what they say of it, it would send what they ignore.
     *
     * @throws UnknownMirrorException when it is one; says which
     */
    public void requireUnnamed(MirrorSetting pair) {
        String id = id(pair);
        configured().stream().filter(each -> id(each).equals(id)).findFirst().ifPresent(each -> {
            throw new UnknownMirrorException("That pair is the mirror '" + each.name()
                    + "' of the settings, which say what is wanted of it: give its name instead.");
        });
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
    public MirrorReport run(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, CancelSignal cancel) {
        return run(mirror, allowDeletes, progress, new RunControl(cancel));
    }

    /** The same for somebody who may pause the run, and let it go on. */
    @SuppressWarnings("try") // The lock is there to be held.
    public MirrorReport run(MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, RunControl control) {
        try (HomeLock held = lock(mirror)) {
            return runLocked(mirror, allowDeletes, progress, control);
        } catch (StorageException e) {
            return failed(mirror, e);
        }
    }

    /** Keeps the mirror's other runs out of it, in whichever process of this home. */
    private HomeLock lock(MirrorSetting mirror) throws StorageException {
        state.makeHome();
        return HomeLock.tryAcquire(HomeFiles.inLocks(settings.home(), "mirror-" + id(mirror) + ".lock"))
                .orElseThrow(() -> new StorageException.Transient(
                        "Another process is running the mirror " + mirror.name() + " now: wait for it.", null));
    }

    private MirrorReport runLocked(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, RunControl control) {
        MirrorReport report = opened(mirror, allowDeletes, progress, control);
        store(mirror).finished(report);
        return report;
    }

    private MirrorReport opened(
            MirrorSetting mirror, boolean allowDeletes, ProgressListener progress, RunControl control) {
        try (MirrorTrees trees = MirrorTrees.open(mirror, settings, control.signal())) {
            if (!store(mirror).isEstablished()) {
                trees.makeSpaces();
            }
            return run(mirror, trees, allowDeletes, progress).run(control);
        } catch (StorageException e) {
            return failed(mirror, e);
        } catch (CancellationException e) {
            return without(mirror, Outcome.CANCELLED, List.of());
        }
    }

    private MirrorRun run(MirrorSetting mirror, MirrorTrees trees, boolean allowDeletes, ProgressListener progress) {
        return new MirrorRun(
                mirror.name(),
                id(mirror),
                trees.left(),
                trees.right(),
                MirrorPolicy.of(mirror, allowDeletes),
                store(mirror),
                conflicts,
                MirrorOptions.DEFAULT.withProgress(progress));
    }

    /** Names the pair in this home, whatever the settings call it. */
    String id(MirrorSetting mirror) {
        return store(mirror).id();
    }

    private MirrorStore store(MirrorSetting mirror) {
        return new MirrorStore(
                state,
                MirrorPlaces.address(mirror, mirror.source(), settings),
                MirrorPlaces.address(mirror, mirror.destination(), settings));
    }

    /**
     * Makes sure that the mirror's sides may be sides; looks at neither.
     *
     * @throws StorageException.Permanent in one sentence, when one may not
     */
    void requirePlaces(MirrorSetting mirror) throws StorageException {
        MirrorPlaces.check(mirror, settings);
    }

    /**
     * Keeps others who ask for this too, in whichever process of this home, from watching the mirror until it is closed.
     *
     * @throws StorageException.Transient when somebody watches it
     */
    HomeLock watching(MirrorSetting mirror) throws StorageException {
        state.makeHome();
        return HomeLock.tryAcquire(HomeFiles.inLocks(settings.home(), "watch-" + id(mirror) + ".lock"))
                .orElseThrow(() -> new StorageException.Transient(
                        "The mirror " + mirror.name() + " is being watched already: one watch of it is enough.", null));
    }

    private MirrorReport failed(MirrorSetting mirror, StorageException failure) {
        return without(mirror, Outcome.INCOMPLETE, List.of(PathProblem.ofSide(failure)));
    }

    /** Of a run that did not come to its sides. */
    private MirrorReport without(MirrorSetting mirror, Outcome outcome, List<PathProblem> problems) {
        return new MirrorReport(
                mirror.name(),
                MirrorPolicy.mode(mirror),
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
        return status(configured());
    }

    /** How each of these stands. */
    public List<MirrorStanding> status(List<MirrorSetting> mirrors) {
        return mirrors.stream()
                .map(mirror -> new MirrorStanding(
                        mirror,
                        store(mirror).status(),
                        conflicts.open(id(mirror)).size()))
                .toList();
    }

    /** The list of conflicts, the newest first, each with the name that the settings give its mirror. */
    public List<RecordedConflict> conflicts(boolean resolvedToo) {
        Map<String, String> names = new HashMap<>();
        known().forEach(mirror -> names.put(id(mirror), mirror.name()));
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
        MirrorSetting mirror = known().filter(each -> id(each).equals(place))
                .findFirst()
                .orElseThrow(() -> new UnknownMirrorException("The mirror of the conflict '" + id
                        + "' is not in these settings: name it under 'mirrors' as it was, or give the pair behind the"
                        + " choice."));
        try (HomeLock held = lock(mirror)) {
            try (MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
                new FileConflicts(trees.left(), trees.right(), conflicts, MirrorOptions.DEFAULT)
                        .resolve(open(id), choice, cancel);
            }
            return runLocked(mirror, false, ProgressListener.NONE, new RunControl(cancel));
        }
    }

    /**
     * What is in the trash of a mirror's sides, the last deleted first.
     *
     * @throws StorageException when a side can't be looked at
     */
    public List<MirrorTrash> trash(MirrorSetting mirror, CancelSignal cancel) throws StorageException {
        try (MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
            return MirrorTrash.of(trees.left(), trees.right());
        }
    }

    /**
     * Brings a file back from the trash to where it was. The mirror's next run brings it to the other side, where its mode
     * changes that one.
     *
     * @param file as {@link #trash} lists it
     * @throws StorageException.PreconditionFailed when something is at its path now
     * @throws StorageException when it is not in the trash any more, another process runs the mirror, or the side can't be
     *     used
     */
    @SuppressWarnings("try") // The locks are there to be held.
    public void restore(MirrorSetting mirror, MirrorTrash file, CancelSignal cancel) throws StorageException {
        try (HomeLock held = lock(mirror);
                MirrorTrees trees = MirrorTrees.open(mirror, settings, cancel)) {
            if (MirrorPolicy.wouldTrashAgain(mirror, file.side())) {
                throw new StorageException.Permanent(
                        "The mirror " + mirror.name() + " deletes what the "
                                + file.side().word()
                                + " alone has, so its next run would trash "
                                + file.file().path()
                                + " again: restore it on the "
                                + file.side().other().word()
                                + ", or copy it there out of the trash.",
                        null);
            }
            trees.restore(file);
        }
    }

    /** Whether a look at one of its sides is a service's business. */
    static boolean isRemote(MirrorSetting mirror) {
        return MirrorPlaces.isBucket(mirror.source()) || MirrorPlaces.isBucket(mirror.destination());
    }

    /** The folders on this machine that the mirror's sides are. */
    List<Path> folders(MirrorSetting mirror) throws StorageException {
        List<Path> folders = new ArrayList<>();
        for (String side : List.of(mirror.source(), mirror.destination())) {
            if (MirrorPlaces.isFolder(side)) {
                folders.add(MirrorPlaces.folder(mirror, side));
            }
        }
        return folders;
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
