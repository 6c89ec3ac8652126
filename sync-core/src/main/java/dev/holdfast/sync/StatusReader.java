package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.outbox.Outbox;
import dev.holdfast.sync.outbox.QueueCounts;
import dev.holdfast.sync.outbox.Route;
import dev.holdfast.sync.spool.Spool;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together how things stand. */
final class StatusReader {
    private final Settings settings;
    private final StateDatabase state;
    private final Outbox outbox;
    private final SourceRecords records;
    private final MemoryStore memories;
    private final Optional<RecordService> memoryApi;
    private final Route route;
    private final InstantSource clock;

    StatusReader(
            Settings settings,
            StateDatabase state,
            Outbox outbox,
            SourceRecords records,
            MemoryStore memories,
            Optional<RecordService> memoryApi,
            Route route,
            InstantSource clock) {
        this.settings = settings;
        this.state = state;
        this.outbox = outbox;
        this.records = records;
        this.memories = memories;
        this.memoryApi = memoryApi;
        this.route = route;
        this.clock = clock;
    }

    /**
     * The status.
     *
     * @param remotes each method's name, and whether it can be used
     * @param notices what else there is to say of methods, one sentence each
     * @param probe what the memory API answers; empty where there is none
     */
    SyncStatus status(Map<String, Availability> remotes, List<String> notices, Optional<ApiProbe> probe) {
        Standing standing = standing();
        QueueCounts counts = standing.counts();
        Instant now = clock.instant();
        List<SyncStatus.Source> sources = sources(now);
        List<String> trouble = new ArrayList<>();
        Optional<MemoryCounts> stored = memories(trouble);
        Optional<SyncStatus.MemoryApi> api = memoryApi(probe, trouble);
        // Looked at once for both uses: it walks each source's files.
        List<SyncStatus.Source> changed =
                sources.stream().filter(source -> hasChanged(source, stored)).toList();
        SourceRecords.Latest latest = records.latest();
        List<String> notes = new ArrayList<>(notices);
        notes.addAll(trouble);
        notes.addAll(notes(standing, sources, changed, remotes));
        api.ifPresent(there -> notes.addAll(MemoryApiNotes.of(there.standing())));
        return new SyncStatus(
                settings.home(),
                isSynced(counts, sources) && changed.isEmpty() && isInStep(api),
                standing.queue(now),
                sources,
                remotes,
                latest.success(),
                outbox.lastError().or(latest::error),
                notes,
                FoundMemory.of(settings),
                stored,
                api);
    }

    private Optional<SyncStatus.MemoryApi> memoryApi(Optional<ApiProbe> probe, List<String> trouble) {
        Optional<String> problem = probe.flatMap(ApiProbe::problem);
        try {
            return memoryApi.map(there -> new SyncStatus.MemoryApi(there.standing(), problem));
        } catch (StateException e) {
            trouble.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What can't be told is not in step. */
    private boolean isInStep(Optional<SyncStatus.MemoryApi> api) {
        return memoryApi.isEmpty()
                || api.filter(there -> there.standing().inStep()).isPresent();
    }

    /** The memories here; none where nothing was ever stored, or, with a note, where that can't be told. */
    private Optional<MemoryCounts> memories(List<String> trouble) {
        try {
            return memories.exists() ? Optional.of(memories.counts()) : Optional.empty();
        } catch (StateException e) {
            trouble.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What was kept without being named, and is gone, is gone: it is not passed over. */
    private List<SyncStatus.Source> sources(Instant now) {
        List<SourceSetting> there = settings.sources();
        return settings.possibleSources().stream()
                .map(source -> records.status(source, now))
                .filter(source -> source.lastSuccess().isPresent()
                        || there.contains(new SourceSetting(source.name(), source.path())))
                .toList();
    }

    SyncStatus.Queue queue() {
        return standing().queue(clock.instant());
    }

    private Standing standing() {
        return Standing.of(settings.home(), () -> outbox.counts(route));
    }

    /** With no source and no memory API nothing is kept, so then nothing is synced either. */
    private boolean isSynced(QueueCounts counts, List<SyncStatus.Source> sources) {
        return counts.pending() + counts.running() + counts.parked() == 0
                && (memoryApi.isPresent() || !sources.isEmpty())
                && sources.stream()
                        .allMatch(source -> source.exists()
                                && source.lastSuccess().isPresent()
                                && source.lastError().isEmpty());
    }

    /** Whether something that was kept is different now. */
    private boolean hasChanged(SyncStatus.Source source, Optional<MemoryCounts> stored) {
        return source.exists()
                && source.lastSuccess()
                        .map(success -> hasChanged(source.path(), stored, success))
                        .orElse(false);
    }

    /** The memories' file changes also when nothing in it does, and something in it without the file. */
    private boolean hasChanged(Path source, Optional<MemoryCounts> stored, Instant since) {
        if (stored.isEmpty() || !source.equals(settings.home().resolve(MemoryStore.FILE_NAME))) {
            return Freshness.changedSince(source, since);
        }
        return stored.get()
                .lastChange()
                .filter(change -> change.truncatedTo(ChronoUnit.MILLIS).isAfter(since))
                .isPresent();
    }

    private List<String> notes(
            Standing standing,
            List<SyncStatus.Source> sources,
            List<SyncStatus.Source> changed,
            Map<String, Availability> remotes) {
        QueueCounts counts = standing.counts();
        List<String> notes = new ArrayList<>(state.notices());
        notes.addAll(new JobReports(state).lastNotes(route));
        if (standing.interrupted() > 0) {
            notes.add(standing.interrupted()
                    + " job(s) were interrupted: the process that was at them has ended; a running"
                    + " server goes on with them by itself, or 'holdfast drain' does.");
        }
        notes.addAll(new Spool(settings.home(), state, clock).notices());
        if (counts.foreign() > 0) {
            notes.add(counts.foreign() + " job(s) wait for a Holdfast with the settings they were made under (another"
                    + " remote, endpoint, system id or list of sources); run 'holdfast drain' with those settings.");
        }
        if (counts.parked() > 0) {
            notes.add(counts.parked() + " job(s) failed in a way that needs you; mend the cause, then sync again.");
        }
        if (remotes.values().stream().anyMatch(Availability::standIn)) {
            notes.add("Memory is kept in " + settings.embeddedRemote() + ", on the same disk that it protects;"
                    + " set 'remote' to keep it elsewhere.");
        }
        if (sources.isEmpty() && memoryApi.isEmpty()) {
            notes.add("No source is configured, so nothing is kept by itself; name files or directories under 'sources'"
                    + " in " + settings.home().resolve("holdfast.yaml") + ".");
        }
        sources.stream()
                .filter(source -> !source.exists())
                .map(source -> "The source '" + source.name() + "' does not exist: " + source.path() + ".")
                .forEach(notes::add);
        changed.stream()
                .map(source -> "The source '" + source.name() + "' has changed since its last sync.")
                .forEach(notes::add);
        notes.addAll(settings.notes());
        return notes;
    }
}
