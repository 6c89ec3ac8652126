package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.Embedders;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.CloudUploadException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.snapshot.SeenUnits;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.snapshot.Snapshotter;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes consistent snapshots of the sources, and puts what the remote does not have there, in the Akosha layout with the
 * manifest last. When no file changed, came or went, there is no new upload.
 *
 * <p>A source or file that can't be read, or a source that is not there, does not hold up the others: they are uploaded,
 * and then the sync ends in an {@link dev.holdfast.sync.method.IncompleteSyncException} that names what is at fault and what
 * was uploaded all the same. What earlier uploads hold of it stays as it is; nothing here ever takes an absence for a wish
 * to delete.
 *
 * <p>While neither a remote nor another method is configured, the remote is a folder in the home.
 */
public final class CloudSync implements SyncMethod {
    /** The name of this method. */
    public static final String NAME = "cloud";

    private static final Logger LOG = LoggerFactory.getLogger(CloudSync.class);
    private static final int PRIORITY = 100;
    /** Well below what it takes for an upload to count as abandoned. */
    private static final Duration RESUMABLE = Duration.ofHours(12);
    /** What is cleared away has to be abandoned for a day: no need to look with each sync of a server that stays. */
    private static final Duration SWEPT_FOR = Duration.ofHours(1);

    private static final MethodResult NOTHING = new MethodResult(List.of(), List.of(), 0, Optional.empty());

    private final Settings settings;
    private final RemoteOpener opener;
    private final Clock clock;
    private final Pause pause;
    private final Set<Path> openHere;
    private final SeenUnits seen;
    private final UploadLayout layout;
    private final Supplier<Optional<Embedder>> embedder;
    private final AtomicReference<@Nullable Instant> sweptAt = new AtomicReference<>();

    /**
     * The method as these settings want it; touches nothing yet.
     *
     * @param openHere SQLite databases that this process itself keeps open; see {@link Snapshotter}
     * @param seen remembers which files need not be read again
     */
    public CloudSync(Settings settings, Set<Path> openHere, SeenUnits seen) {
        this(settings, RemoteOpener.STANDARD, Clock.systemUTC(), Pause.REAL, openHere, seen);
    }

    /** The same, reading all files each time. */
    public CloudSync(Settings settings, Set<Path> openHere) {
        this(settings, openHere, SeenUnits.NONE);
    }

    /** With other storages, another clock and other waits, and all files read each time; for tests. */
    public CloudSync(Settings settings, RemoteOpener opener, Clock clock, Pause pause, Set<Path> openHere) {
        this(settings, opener, clock, pause, openHere, SeenUnits.NONE);
    }

    /** With other storages, another clock and other waits, for tests. */
    public CloudSync(
            Settings settings, RemoteOpener opener, Clock clock, Pause pause, Set<Path> openHere, SeenUnits seen) {
        this(settings, opener, clock, pause, openHere, seen, () -> Embedders.find(settings.home()));
    }

    /** With another embedder too, for tests. */
    public CloudSync(
            Settings settings,
            RemoteOpener opener,
            Clock clock,
            Pause pause,
            Set<Path> openHere,
            SeenUnits seen,
            Supplier<Optional<Embedder>> embedder) {
        this.embedder = embedder;
        this.settings = settings;
        this.opener = opener;
        this.clock = clock;
        this.pause = pause;
        this.openHere = Set.copyOf(openHere);
        this.seen = seen;
        this.layout = new UploadLayout(settings.get(Keys.SYSTEM_ID));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public void prepare() {
        try (StorageClient storage = opener.open(settings)) {
            storage.prepare();
        } catch (StorageException e) {
            LOG.debug(
                    "The remote can't be used as it is set up, as asking for its availability will tell: {}",
                    e.sentence());
        }
    }

    @Override
    public Availability availability(Duration limit) {
        if (settings.remote().isEmpty() && settings.get(Keys.HTTP_ENDPOINT).isPresent()) {
            return Availability.notConfigured("No remote is set for the cloud method: set " + Keys.REMOTE + ".");
        }
        Availability found = look(limit);
        return settings.remote().isEmpty() ? found.asStandIn() : found;
    }

    private Availability look(Duration limit) {
        long start = System.nanoTime();
        try (StorageClient storage = new StallGuardStorage(opener.open(settings), limit, new CancelSignal())) {
            storage.probe(limit);
            return Availability.yes(inUse(storage));
        } catch (StorageException.Transient e) {
            // What took all the time there was has not refused.
            return System.nanoTime() - start < limit.toNanos()
                    ? Availability.no(e.sentence())
                    : Availability.late(e.sentence());
        } catch (StorageException e) {
            return mayPass(e) ? Availability.no(e.sentence()) : Availability.refused(e.sentence());
        }
    }

    private String inUse(StorageClient storage) {
        String remote = "The remote is the " + storage.describe();
        if (settings.remote().isEmpty()) {
            return remote + ", which shares the disk it protects: set " + Keys.REMOTE + " to another place.";
        }
        // Without it the manifest, which makes an upload count, can't be kept from replacing another one.
        return storage.capabilities().contains(Capability.CREATE_ONLY)
                ? remote + "."
                : remote + ", which has no create-only writes: if two machines had the same " + Keys.SYSTEM_ID
                        + ", an upload of one could replace one of the other.";
    }

    @Override
    public List<PlannedFile> plan(MethodRequest request, SyncContext context) throws SyncException {
        try (StorageClient storage = open(context.cancel());
                Snapshotter snapshotter = snapshotter(context.cancel())) {
            CloudRun run = new CloudRun(
                    request, context, snapshotter, confirmed(storage, request, context), deduplicates(), null, null);
            run.go();
            run.throwProblems("", NOTHING);
            return List.copyOf(run.planned());
        } catch (StorageException e) {
            throw failed(e);
        } catch (SnapshotException e) {
            throw failed(e);
        }
    }

    @Override
    public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
        try (StorageClient storage = open(context.cancel());
                Snapshotter snapshotter = snapshotter(context.cancel())) {
            Instant start = clock.instant();
            String machine = MachineId.of(settings.home(), RandomGenerator.getDefault());
            List<String> notes = new ArrayList<>();
            ConfirmedUploads.Confirmed confirmed = confirmed(storage, request, context);
            noteOtherMachine(confirmed, machine).ifPresent(notes::add);
            UploadJournal journal = journal(storage, confirmed.newestUpload());
            CloudUpload upload = new CloudUpload(storage, layout, journal, settings, context);
            CloudRun run = new CloudRun(
                    request,
                    context,
                    snapshotter,
                    confirmed,
                    deduplicates(),
                    upload,
                    MemoriesUpload.of(settings, request, clock, snapshotter, embedder, context.cancel())
                            .orElse(null));
            run.go();
            requireStillThere(storage, run, start, context);
            MethodResult result = run.finish(upload, settings.get(Keys.SYSTEM_ID), machine, clock.instant());
            sweep(storage);
            if (result.uploadId().isPresent()) {
                prune(storage, context).ifPresent(notes::add);
            }
            result = result.withNotes(notes);
            run.throwProblems(outcome(result), result);
            damage().remove(confirmed.lost());
            return result;
        } catch (StorageException e) {
            throw failed(e);
        } catch (SnapshotException e) {
            throw failed(e);
        }
    }

    /**
     * The upload to make: the one that an earlier try left unfinished, or a new one. One is left alone when it has its
     * manifest, when a newer one would hide it, and when another run might soon clear it away.
     */
    private UploadJournal journal(StorageClient storage, String newest) throws StorageException {
        Path file = settings.home().resolve("staging").resolve("upload.jsonl");
        Optional<UploadJournal> left = UploadJournal.left(file, place());
        if (left.isPresent()) {
            String id = left.get().uploadId();
            boolean goesOn = UploadIds.time(id).isPresent()
                    && !UploadIds.isOlderThan(RESUMABLE, id, clock.instant())
                    && id.compareTo(newest) >= 0
                    && storage.stat(layout.manifest(id)).isEmpty();
            if (goesOn) {
                return left.get();
            }
        }
        String systemId = settings.get(Keys.SYSTEM_ID);
        return UploadJournal.fresh(
                file, place(), UploadIds.next(clock.instant(), RandomGenerator.getDefault(), systemId, newest));
    }

    private String place() {
        return String.join(
                " ",
                settings.remote().map(URI::toString).orElse("embedded"),
                settings.get(Keys.CLOUD_ENDPOINT).map(URI::toString).orElse("-"),
                settings.get(Keys.SYSTEM_ID));
    }

    private static String outcome(MethodResult result) {
        int files = result.filesUploaded().size() + result.filesSkipped().size();
        return files == 0 ? "" : "Everything else, " + files + " files, is on the remote.";
    }

    /** Files that nothing refers to any more go after a day, so only a sync that takes long has to look again. */
    private void requireStillThere(StorageClient storage, CloudRun run, Instant start, SyncContext context)
            throws StorageException {
        if (clock.instant().isBefore(start.plus(RESUMABLE))) {
            return;
        }
        if (!RemoteManifests.lost(storage, run.referredTo(), context.cancel()).isEmpty()) {
            throw new StorageException.Transient(
                    "Files that this upload refers to were cleared away while it was made; it is made anew.", null);
        }
    }

    private Optional<String> noteOtherMachine(ConfirmedUploads.Confirmed confirmed, String machine) {
        boolean other = !confirmed.newestMachine().isEmpty()
                && !confirmed.newestMachine().equals(machine);
        return other
                ? Optional.of("The last upload as system \"" + settings.get(Keys.SYSTEM_ID)
                        + "\" came from another machine or home. Nothing of it is lost, but if that one goes on"
                        + " uploading, give one of the two another " + Keys.SYSTEM_ID
                        + ": a restore brings back the newest upload, whoever made it.")
                : Optional.empty();
    }

    /** Failing to let go of old uploads does not undo a sync either. Returns what the user should know. */
    private Optional<String> prune(StorageClient storage, SyncContext context) {
        KeepPolicy policy = KeepPolicy.of(settings);
        if (policy.keepsEverything()) {
            return Optional.empty();
        }
        try {
            Optional<PruneReport> done =
                    new Pruning(storage, layout, context.cancel()).runCautiously(policy, clock.instant());
            done.filter(report -> !report.forgotten().isEmpty())
                    .ifPresent(report -> LOG.info(
                            "Let go of {} old uploads on the {}",
                            report.forgotten().size(),
                            storage.describe()));
            return done.isPresent()
                    ? Optional.empty()
                    : Optional.of("By the keep_ settings more than half of the uploads on the remote would go, which no"
                            + " sync does by itself: look at them with 'holdfast prune --dry-run', then run"
                            + " 'holdfast prune'.");
        } catch (StorageException e) {
            LOG.warn("Old uploads could not be let go: {}", e.sentence());
            return Optional.empty();
        }
    }

    /** Failing to clear away does not undo a sync; the next one tries again. */
    private void sweep(StorageClient storage) {
        Instant now = clock.instant();
        Instant last = sweptAt.get();
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(SWEPT_FOR))) {
            return;
        }
        try {
            int swept = new UploadSweep(storage, layout).run();
            // Of this system alone: what another one has begun may still go on.
            int unfinished = storage.sweep(layout.system(), UploadSweep.ABANDONED);
            if (swept + unfinished > 0) {
                LOG.info(
                        "Cleared away {} abandoned uploads and {} unfinished files on the {}",
                        swept,
                        unfinished,
                        storage.describe());
            }
            sweptAt.set(now);
        } catch (StorageException e) {
            LOG.warn("Abandoned uploads could not be cleared away: {}", e.sentence());
        }
    }

    private ConfirmedUploads.Confirmed confirmed(StorageClient storage, MethodRequest request, SyncContext context)
            throws StorageException {
        Set<String> names = request.sources().stream().map(SourceSetting::name).collect(Collectors.toSet());
        return new RemoteManifests(storage, layout, damage().keys(), context.cancel()).of(names);
    }

    private DamageNotes damage() {
        return new DamageNotes(settings.home());
    }

    private boolean deduplicates() {
        return settings.get(Keys.ENABLE_DEDUPLICATION);
    }

    private StorageClient open(CancelSignal cancel) throws StorageException {
        return GuardedRemote.open(opener, settings, pause, cancel);
    }

    private Snapshotter snapshotter(CancelSignal cancel) {
        Path staging = settings.home().resolve("staging");
        // A source may hold the home.
        Path home = real(settings.home());
        Set<Path> excluded = OwnFiles.in(home);
        if (!settings.get(Keys.UPLOAD_SENSITIVE_MEMORIES)) {
            excluded.add(home.resolve(MemoryStore.KEY_FILE_NAME));
        }
        excluded.add(real(staging));
        RemoteOpener.localFolder(settings).map(CloudSync::real).ifPresent(excluded::add);
        return new Snapshotter(staging, excluded, openHere, seen, cancel);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // not there yet, so nothing in it can be met either
        }
    }

    private static CloudUploadException failed(StorageException failure) {
        return new CloudUploadException(failure.sentence(), mayPass(failure), failure);
    }

    /**
     * What arrived damaged is sent anew by the next try, and so is one whose id somebody else took. Credentials that this
     * process lacks another one may have.
     */
    private static boolean mayPass(StorageException failure) {
        return (failure instanceof StorageException.Denied denied && denied.isWithoutCredentials())
                || failure instanceof StorageException.Transient
                || failure instanceof StorageException.Corrupt
                || failure instanceof StorageException.PreconditionFailed;
    }

    private static CloudUploadException failed(SnapshotException failure) {
        return new CloudUploadException(failure.sentence(), failure.isTransient(), failure);
    }
}
