package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.CloudUploadException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.snapshot.ChangedWhileReadException;
import dev.holdfast.sync.snapshot.Snapshot;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.snapshot.SnapshotFile;
import dev.holdfast.sync.snapshot.SnapshotUnit;
import dev.holdfast.sync.snapshot.Snapshotter;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over the sources: a plan when there is no upload to fill, otherwise a sync. Used once. */
final class CloudRun {
    private static final int TRIES = 3;

    private record Problem(String source, SnapshotException cause) {}

    /** How far the lists had come, so that what a failed unit or source added can be taken back. */
    private record Mark(int planned, int uploaded, int skipped) {}

    private final MethodRequest request;
    private final SyncContext context;
    private final Snapshotter snapshotter;
    private final ConfirmedUploads.Confirmed confirmed;
    private final Map<String, ManifestFile> onRemote;
    private final @Nullable CloudUpload upload;

    private final List<PlannedFile> planned = new ArrayList<>();
    private final Map<String, List<ManifestFile>> described = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> uploaded = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param deduplicate whether what the remote has is left out
     * @param upload to be filled; null for a plan
     */
    CloudRun(
            MethodRequest request,
            SyncContext context,
            Snapshotter snapshotter,
            ConfirmedUploads.Confirmed confirmed,
            boolean deduplicate,
            @Nullable CloudUpload upload) {
        this.request = request;
        this.context = context;
        this.snapshotter = snapshotter;
        this.confirmed = confirmed;
        this.onRemote = deduplicate ? confirmed.bySha256() : Map.of();
        this.upload = upload;
    }

    /** Looks at every source; sends what has to be sent. A source that can't be read does not hold up the others. */
    void go() throws StorageException {
        for (SourceSetting source : request.sources()) {
            List<ManifestFile> files = new ArrayList<>();
            Mark before = new Mark(planned.size(), uploaded.size(), skipped.size());
            try {
                for (SnapshotUnit unit : snapshotter.scan(source.path())) {
                    context.cancel().throwIfCancelled();
                    handle(source.name(), unit, files);
                }
                requireNotEmptied(source, files);
                described.put(source.name(), files);
            } catch (SnapshotException e) {
                problems.add(new Problem(source.name(), e));
                goBackTo(before);
                discard(files);
            }
        }
    }

    /** A folder that was full and is empty now is more likely unmounted or lost than done with: say so and keep the copy. */
    private void requireNotEmptied(SourceSetting source, List<ManifestFile> files) throws SnapshotException {
        if (files.isEmpty()
                && upload != null
                && !confirmed.files().getOrDefault(source.name(), List.of()).isEmpty()) {
            throw new SnapshotException(
                    "There is no file left in " + source.path()
                            + ", so its last copy on the remote stays as it is: put its"
                            + " files back, or take it out of the settings.",
                    false,
                    null);
        }
    }

    private void goBackTo(Mark mark) {
        planned.subList(mark.planned(), planned.size()).clear();
        uploaded.subList(mark.uploaded(), uploaded.size()).clear();
        skipped.subList(mark.skipped(), skipped.size()).clear();
    }

    private void discard(List<ManifestFile> files) throws StorageException {
        if (upload != null) {
            for (ManifestFile file : files) {
                upload.discard(file);
            }
        }
    }

    private void handle(String source, SnapshotUnit unit, List<ManifestFile> files)
            throws StorageException, SnapshotException {
        for (int attempt = 1; ; attempt++) {
            List<ManifestFile> ofUnit = new ArrayList<>();
            Mark before = new Mark(planned.size(), uploaded.size(), skipped.size());
            try (Snapshot snapshot = snapshotter.take(unit)) {
                for (SnapshotFile file : snapshot.files()) {
                    handle(source, file, ofUnit);
                }
                files.addAll(ofUnit);
                return;
            } catch (StorageException.Unreadable e) {
                goBackTo(before);
                discard(ofUnit);
                boolean again = e.getCause() instanceof ChangedWhileReadException && attempt < TRIES;
                if (!again) {
                    throw new SnapshotException(
                            "The file " + unit.file() + " could not be read to its end; it will be tried again.",
                            true,
                            e);
                }
            }
        }
    }

    private void handle(String source, SnapshotFile file, List<ManifestFile> files) throws StorageException {
        ManifestFile known = onRemote.get(file.sha256());
        planned.add(new PlannedFile(source, file.path(), file.size(), known == null));
        if (known != null) {
            files.add(describe(source, file, known));
            skipped.add(source + "/" + file.path());
            context.progress().onProgress(new Progress(source, file.path(), file.size(), file.size()));
        } else if (upload != null) {
            files.add(upload.store(source, file));
            uploaded.add(source + "/" + file.path());
        }
    }

    private static ManifestFile describe(String source, SnapshotFile file, ManifestFile known) {
        return new ManifestFile(
                source,
                file.path(),
                file.kind().label(),
                file.size(),
                file.sha256(),
                file.modified(),
                known.key(),
                known.storedSize(),
                known.storedSha256(),
                known.encoding());
    }

    List<PlannedFile> planned() {
        return planned;
    }

    /** Writes the manifest, if there is anything new to tell. */
    MethodResult finish(CloudUpload target, String systemId, Instant now) throws StorageException {
        boolean news =
                described.entrySet().stream().anyMatch(source -> !confirmed.isSame(source.getKey(), source.getValue()));
        if (!news && uploaded.isEmpty()) {
            return new MethodResult(List.of(), skipped, 0, Optional.empty(), Map.of());
        }
        target.finish(
                new Manifest(
                        target.id(),
                        systemId,
                        now,
                        request.triggeredBy(),
                        List.copyOf(described.keySet()),
                        described.values().stream().flatMap(List::stream).toList(),
                        target.stored()),
                now);
        return new MethodResult(uploaded, skipped, target.bytes(), Optional.of(target.id()), Map.of());
    }

    /** Ends the sync with what was wrong with sources, if anything was; what did work is on the remote by now. */
    void throwProblems(String outcome) throws CloudUploadException {
        if (problems.isEmpty()) {
            return;
        }
        StringBuilder sentence = new StringBuilder();
        problems.forEach(problem -> sentence.append("Source ")
                .append(problem.source())
                .append(": ")
                .append(problem.cause().sentence())
                .append(' '));
        sentence.append(outcome);
        boolean mayPass = problems.stream().anyMatch(problem -> problem.cause().isTransient());
        throw new CloudUploadException(
                sentence.toString().trim(), mayPass, problems.get(0).cause());
    }
}
