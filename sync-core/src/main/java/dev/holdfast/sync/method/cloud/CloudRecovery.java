package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.Recovery;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Gets back what {@link CloudSync} has uploaded, from the remote that the settings name. */
public final class CloudRecovery implements Recovery {
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Settings settings;
    private final RemoteOpener opener;
    private final Clock clock;
    private final Pause pause;

    /** For the remote of these settings; touches nothing yet. */
    public CloudRecovery(Settings settings) {
        this(settings, RemoteOpener.STANDARD, Clock.systemUTC(), Pause.REAL);
    }

    /** With other storages, another clock and other waits, for tests. */
    public CloudRecovery(Settings settings, RemoteOpener opener, Clock clock, Pause pause) {
        this.settings = settings;
        this.opener = opener;
        this.clock = clock;
        this.pause = pause;
    }

    /** Something to do with the remote open. */
    @FunctionalInterface
    private interface Work<T> {
        T run(StorageClient storage) throws StorageException, SyncException;
    }

    @Override
    public RestorePoints points(Optional<String> systemId, CancelSignal cancel) throws SyncException {
        return with(cancel, storage -> {
            RemoteSystems systems = systems(storage);
            UploadLayout layout = systems.choose(systemId);
            return new RestorePoints(
                    layout.systemId(),
                    new UploadHistory(storage, layout, cancel).points(),
                    systems.except(layout.systemId()));
        });
    }

    @Override
    public RestoreReport restore(RestoreRequest request, SyncContext context) throws SyncException {
        long start = System.nanoTime();
        return with(context.cancel(), storage -> {
            UploadLayout layout = systems(storage).choose(request.systemId());
            Collection<SourceState> states = states(new UploadHistory(storage, layout, context.cancel()), request);
            RestoreWriter writer = new RestoreWriter(reader(storage, context.cancel()), context);
            RestoreResult result = new RestoreResult();
            if (request.target() instanceof RestoreRequest.InPlace) {
                RestorePlan plan = new InPlacePlan(settings).of(states, settings.possibleSources());
                new InPlaceRestore(writer, context.cancel(), new KeptAside(clock.instant())).run(plan, result);
                return result.report(layout.systemId(), Optional.empty(), plan, since(start));
            }
            Path directory = directory(request.target());
            try {
                RestorePlan plan = RestorePlan.below(directory, states);
                new FolderRestore(writer, context.cancel()).run(plan, result);
                return result.report(layout.systemId(), Optional.of(directory), plan, since(start));
            } finally {
                if (request.target() instanceof RestoreRequest.NewInHome) {
                    Folders.removeIfEmpty(directory);
                }
            }
        });
    }

    @Override
    public VerifyReport verify(Optional<String> systemId, boolean readData, SyncContext context) throws SyncException {
        long start = System.nanoTime();
        return with(context.cancel(), storage -> {
            UploadLayout layout = systems(storage).choose(systemId);
            ObjectReader reader = reader(storage, context.cancel());
            VerifyReport report =
                    new RemoteCheck(storage, layout, reader, context).run(layout.systemId(), readData, start);
            if (report.uploads() == 0) {
                throw failed("There is no upload of the system " + layout.systemId() + " at the " + storage.describe()
                        + " that was finished: sync first.");
            }
            return report;
        });
    }

    @Override
    public PruneReport prune(boolean dryRun, CancelSignal cancel) throws SyncException {
        return with(cancel, storage -> {
            Pruning pruning = new Pruning(storage, new UploadLayout(settings.get(Keys.SYSTEM_ID)), cancel);
            KeepPolicy policy = KeepPolicy.of(settings);
            return dryRun ? pruning.plan(policy) : pruning.run(policy, clock.instant());
        });
    }

    private Collection<SourceState> states(UploadHistory history, RestoreRequest request)
            throws StorageException, SyncException {
        Set<String> wanted = new TreeSet<>(request.sources());
        if (request.target() instanceof RestoreRequest.InPlace) {
            requireConfigured(wanted);
        }
        Collection<SourceState> states = history.statesAt(request.at(), wanted);
        Set<String> missing = new TreeSet<>(wanted);
        states.forEach(state -> missing.remove(state.name()));
        if (states.isEmpty() || !missing.isEmpty()) {
            throw failed(absent(missing, history.sourcesAt(request.at()), request.at()));
        }
        return states;
    }

    private static String absent(Set<String> missing, Set<String> there, Optional<Instant> at) {
        Optional<Instant> time = at.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
        if (there.isEmpty()) {
            return time.map(instant -> "No upload is as old as " + instant
                            + ": take a later time; 'holdfast restore --list' shows which there are.")
                    .orElse("No upload is finished yet: sync first.");
        }
        return "No upload" + time.map(instant -> " up to " + instant).orElse("") + " has the source "
                + String.join(", ", missing) + "; there are " + String.join(", ", there) + ".";
    }

    private void requireConfigured(Set<String> wanted) throws SyncException {
        Set<String> unknown = new TreeSet<>(wanted);
        settings.possibleSources().stream().map(SourceSetting::name).forEach(unknown::remove);
        if (wanted.isEmpty() || !unknown.isEmpty()) {
            throw failed("In place goes only what the settings name under 'sources'"
                    + (unknown.isEmpty() ? "" : ", which " + String.join(", ", unknown) + " is not")
                    + ": name a source of theirs, or restore to a directory.");
        }
    }

    private Path directory(RestoreRequest.Target target) throws StorageException, SyncException {
        if (target instanceof RestoreRequest.Into into) {
            return existing(into.directory().toAbsolutePath().normalize());
        }
        String name = FOLDER.format(clock.instant());
        Path restored = settings.home().resolve("restored");
        // Each restore has a folder of its own, so nobody comes back to one that was cut short.
        Folders.removeLeftoversBelow(restored);
        Path directory = restored.resolve(name);
        for (int more = 2; !Folders.createNew(directory); more++) {
            directory = directory.resolveSibling(name + "-" + more);
        }
        return directory;
    }

    /** A directory that is there may be reached through links; below it there must be none. */
    private static Path existing(Path directory) throws StorageException {
        try {
            return Files.exists(directory) ? directory.toRealPath() : directory;
        } catch (IOException e) {
            throw new StorageException.Permanent("The directory " + directory + " can't be used.", e);
        }
    }

    private RemoteSystems systems(StorageClient storage) {
        return new RemoteSystems(storage, settings.get(Keys.SYSTEM_ID));
    }

    private ObjectReader reader(StorageClient storage, CancelSignal cancel) {
        return new ObjectReader(
                storage, GuardedRemote.policy(settings), pause, cancel, new DamageNotes(settings.home()));
    }

    private <T> T with(CancelSignal cancel, Work<T> work) throws SyncException {
        if (settings.remote().isEmpty() && settings.get(Keys.HTTP_ENDPOINT).isPresent()) {
            throw failed("No remote is set: set " + Keys.REMOTE + " to the one that was synced to.");
        }
        try (StorageClient storage = GuardedRemote.open(opener, settings, pause, cancel)) {
            return work.run(storage);
        } catch (StorageException e) {
            throw new SyncException(CloudSync.NAME, e.sentence(), e instanceof StorageException.Transient, e);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static SyncException failed(String sentence) {
        return new SyncException(CloudSync.NAME, sentence, false, null);
    }
}
