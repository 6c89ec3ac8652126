package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.memory.record.RecordSync.Depth;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.outbox.Outcome;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a sync that keeps memories in step with a memory API; it goes before the methods, which send what it brings. */
final class RecordPart {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPart.class);

    private final Settings settings;
    private final Optional<RecordService> service;

    /** @param service empty where the settings name no memory API */
    RecordPart(Settings settings, Optional<RecordService> service) {
        this.settings = settings;
        this.service = service;
    }

    /**
     * Whether the request is about memories, and there is an API for them with a key: without one no try gets anywhere, and
     * the status says so. A request that names a method wants no more than that.
     */
    boolean belongsTo(SyncRequest request) {
        return service.filter(RecordService::hasKey).isPresent()
                && request.method().equals(HybridSync.AUTO)
                && coversMemories(request);
    }

    private boolean coversMemories(SyncRequest request) {
        if (request.sources().isEmpty() && request.adHocSources().isEmpty()) {
            return true;
        }
        Path store = settings.home().resolve(MemoryStore.FILE_NAME);
        return settings.possibleSources().stream()
                        .filter(source -> request.sources().contains(source.name()))
                        .anyMatch(source -> store.startsWith(source.path()))
                || request.adHocSources().stream().anyMatch(source -> store.startsWith(source.path()));
    }

    /** One cycle, when that belongs to the request; somebody who asks in person has everything tried and looked at. */
    Optional<RecordSyncResult> run(SyncRequest request, CancelSignal cancel) {
        return service.filter(there -> belongsTo(request)).map(there -> {
            boolean inPerson = request.trigger().inPerson();
            if (inPerson) {
                retry(there);
            }
            cancel.onCancel(there::abort);
            return there.sync(inPerson ? Depth.FULL : Depth.CHANGES, cancel);
        });
    }

    private static void retry(RecordService service) {
        try {
            var unused = service.retry();
        } catch (StateException e) {
            LOG.debug("What was set aside stays so; the sync that follows tells why.", e);
        }
    }

    /**
     * How a try ended whose other part ended so: it failed when either did. A key that the API refuses and another process
     * that is at the memories are no failure: memories wait in the store, not in a job, the report notes it and the status
     * says how they stand.
     */
    static Outcome joined(Outcome files, RecordSyncResult records) {
        String report = Reports.withMemories(files.report(), records);
        if (files instanceof Outcome.Stopped) {
            return new Outcome.Stopped(report);
        }
        if (files instanceof Outcome.Failed failed) {
            String error = records.complete() ? failed.error() : failed.error() + " " + error(records);
            return new Outcome.Failed(report, error, failed.isTransient());
        }
        return records.complete() || records.authRefused() || RecordService.isBusyElsewhere(records)
                ? new Outcome.Done(report)
                : new Outcome.Failed(report, error(records), true);
    }

    private static String error(RecordSyncResult records) {
        return records.errors().isEmpty()
                ? "Not all memories are in step with the memory API yet."
                : String.join(" ", records.errors());
    }
}
