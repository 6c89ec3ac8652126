package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.snapshot.ChangedWhileReadException;
import dev.holdfast.sync.snapshot.FileState;
import dev.holdfast.sync.snapshot.Snapshot;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.snapshot.SnapshotFile;
import dev.holdfast.sync.snapshot.SnapshotUnit;
import dev.holdfast.sync.snapshot.Snapshotter;
import dev.holdfast.sync.snapshot.SourceContents;
import dev.holdfast.sync.snapshot.UnreadPart;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One pass over the sources: a plan when there is no upload to fill, otherwise a sync. Used once. */
final class CloudRun {
    private static final int TRIES = 3;

    /** More of a source's files than these are only counted. */
    private static final int MOST_NAMED = 3;

    /** How far the lists had come, so that what a failed unit or source added can be taken back. */
    private record Mark(int planned, int uploaded, int skipped) {}

    private final MethodRequest request;
    private final SyncContext context;
    private final Snapshotter snapshotter;
    private final ConfirmedUploads.Confirmed confirmed;
    private final Map<String, ManifestFile> onRemote;
    private final boolean deduplicate;
    private final @Nullable CloudUpload upload;

    private final @Nullable MemoriesUpload memories;
    private Optional<StoredMemories> memoriesThere = Optional.empty();
    private final List<PlannedFile> planned = new ArrayList<>();
    private final Map<String, List<ManifestFile>> described = new LinkedHashMap<>();
    private final Map<String, List<SnapshotException>> problems = new LinkedHashMap<>();
    private final List<String> uploaded = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param deduplicate whether what the remote has is left out
     * @param upload to be filled; null for a plan
     * @param memories brings the memories for Akosha into it, if there are any
     */
    CloudRun(
            MethodRequest request,
            SyncContext context,
            Snapshotter snapshotter,
            ConfirmedUploads.Confirmed confirmed,
            boolean deduplicate,
            @Nullable CloudUpload upload,
            @Nullable MemoriesUpload memories) {
        this.deduplicate = deduplicate;
        this.memories = memories;
        this.request = request;
        this.context = context;
        this.snapshotter = snapshotter;
        this.confirmed = confirmed;
        this.onRemote = deduplicate ? confirmed.bySha256() : Map.of();
        this.upload = upload;
    }

    /** Looks at every source; sends what has to be sent. What can't be read does not hold up the rest. */
    void go() throws StorageException {
        for (SourceSetting source : request.sources()) {
            List<ManifestFile> files = new ArrayList<>();
            List<UnreadPart> unread = new ArrayList<>();
            try {
                read(source, files, unread);
                keepEarlier(source.name(), unread, files);
                if (!files.isEmpty() || unread.isEmpty()) {
                    described.put(source.name(), files);
                }
            } catch (SnapshotException e) {
                unread.add(new UnreadPart("", e));
            }
            if (!unread.isEmpty()) {
                problems.put(source.name(), unread.stream().map(UnreadPart::why).toList());
            }
        }
        if (memories != null && upload != null) {
            sendMemories(memories, upload);
        }
    }

    /** After all sources, since all that is in them is there with the store already. */
    private void sendMemories(MemoriesUpload from, CloudUpload to) throws StorageException {
        Optional<StoredMemories> before = confirmed.wholeMemories();
        try {
            memoriesThere = Optional.of(from.send(to, deduplicate ? before : Optional.empty()));
        } catch (SnapshotException e) {
            memoriesThere = before;
            problems.merge(
                    from.source(),
                    List.of(e),
                    (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
        }
    }

    private void read(SourceSetting source, List<ManifestFile> files, List<UnreadPart> unread)
            throws StorageException, SnapshotException {
        SourceContents contents = snapshotter.scan(source.path());
        unread.addAll(contents.unread());
        boolean met = contents.units().isEmpty();
        for (SnapshotUnit unit : contents.units()) {
            context.cancel().throwIfCancelled();
            try {
                met |= handle(source.name(), unit, files);
            } catch (SnapshotException e) {
                met = true;
                unread.add(new UnreadPart(unit.path(), e));
            }
        }
        if (!met) {
            throw new SnapshotException(
                    "Everything in " + source.path() + " went away while it was read; it will be looked at again.",
                    true,
                    null);
        }
        if (unread.isEmpty()) {
            requireNotEmptied(source, files);
        }
    }

    /** What could not be read now is not gone: the new manifest goes on naming its last copy. */
    private void keepEarlier(String source, List<UnreadPart> unread, List<ManifestFile> files) {
        Set<String> taken = files.stream().map(ManifestFile::path).collect(Collectors.toSet());
        confirmed.files().getOrDefault(source, List.of()).stream()
                .filter(file ->
                        !taken.contains(file.path()) && !confirmed.lost().contains(file.key()))
                .filter(file -> unread.stream().anyMatch(part -> part.covers(file.path())))
                .forEach(files::add);
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

    /** Returns whether the unit was still there. */
    private boolean handle(String source, SnapshotUnit unit, List<ManifestFile> files)
            throws StorageException, SnapshotException {
        for (int attempt = 1; ; attempt++) {
            List<ManifestFile> ofUnit = new ArrayList<>();
            Mark before = new Mark(planned.size(), uploaded.size(), skipped.size());
            try {
                boolean there = handleOnce(source, unit, ofUnit);
                files.addAll(ofUnit);
                return there;
            } catch (SnapshotException e) {
                goBackTo(before);
                discard(ofUnit);
                throw e;
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

    private boolean handleOnce(String source, SnapshotUnit unit, List<ManifestFile> files)
            throws StorageException, SnapshotException {
        Optional<List<FileState>> unchanged = snapshotter
                .unchanged(unit)
                .filter(all -> all.stream().allMatch(file -> onRemote.containsKey(file.sha256())));
        if (unchanged.isPresent()) {
            unchanged.get().forEach(file -> skip(source, file, files));
            return true;
        }
        try (Snapshot snapshot = snapshotter.take(unit)) {
            for (SnapshotFile file : snapshot.files()) {
                handle(source, file, files);
            }
            return !snapshot.files().isEmpty();
        }
    }

    private void handle(String source, SnapshotFile file, List<ManifestFile> files) throws StorageException {
        if (onRemote.containsKey(file.sha256())) {
            skip(source, file.state(), files);
            return;
        }
        planned.add(new PlannedFile(source, file.path(), file.size(), true));
        if (upload != null) {
            files.add(upload.store(source, file));
            uploaded.add(source + "/" + file.path());
        }
    }

    /** Leaves out what the remote has. */
    private void skip(String source, FileState file, List<ManifestFile> files) {
        ManifestFile known = Objects.requireNonNull(onRemote.get(file.sha256()));
        planned.add(new PlannedFile(source, file.path(), file.size(), false));
        files.add(describe(source, file, known));
        skipped.add(source + "/" + file.path());
        context.progress().onProgress(new Progress(source, file.path(), file.size(), file.size()));
    }

    private static ManifestFile describe(String source, FileState file, ManifestFile known) {
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

    /** What the manifest will describe. */
    private List<ManifestFile> described() {
        return described.values().stream().flatMap(List::stream).toList();
    }

    /** All files that the manifest will refer to, of sources and with the memories. */
    List<ManifestFile> referredTo() {
        return Stream.concat(described().stream(), memoriesThere.map(StoredMemories::file).stream())
                .toList();
    }

    /** Writes the manifest, if there is anything new to tell. */
    MethodResult finish(CloudUpload target, String systemId, String machine, Instant now) throws StorageException {
        boolean news =
                described.entrySet().stream().anyMatch(source -> !confirmed.isSame(source.getKey(), source.getValue()));
        boolean newMemories = memoriesThere.isPresent() && !memoriesThere.equals(confirmed.wholeMemories());
        if (!news && !newMemories && uploaded.isEmpty()) {
            return new MethodResult(List.of(), skipped, 0, Optional.empty(), List.of(), confirmed.uploads());
        }
        target.finish(
                new Manifest(
                        target.id(),
                        systemId,
                        machine,
                        now,
                        request.triggeredBy(),
                        List.copyOf(described.keySet()),
                        described(),
                        target.stored(),
                        memoriesThere),
                now);
        return new MethodResult(uploaded, skipped, target.bytes(), Optional.of(target.id()));
    }

    /**
     * Ends the sync with what was wrong with sources, if anything was.
     *
     * @param done what is on the remote by now
     */
    void throwProblems(String outcome, MethodResult done) throws IncompleteSyncException {
        if (problems.isEmpty()) {
            return;
        }
        Map<String, String> sentences = new LinkedHashMap<>();
        problems.forEach((source, causes) -> sentences.put(source, sentence(causes)));
        StringBuilder all = new StringBuilder();
        sentences.forEach((source, sentence) -> all.append("Source ")
                .append(source)
                .append(": ")
                .append(sentence)
                .append(' '));
        List<SnapshotException> causes =
                problems.values().stream().flatMap(List::stream).toList();
        throw new IncompleteSyncException(
                CloudSync.NAME,
                all.append(outcome).toString().trim(),
                causes.stream().anyMatch(SnapshotException::isTransient),
                causes.get(0),
                done,
                sentences);
    }

    private static String sentence(List<SnapshotException> causes) {
        String named = causes.stream()
                .limit(MOST_NAMED)
                .map(SnapshotException::sentence)
                .collect(Collectors.joining(" "));
        int more = causes.size() - MOST_NAMED;
        return more > 0 ? named + " So it is with " + more + " more of its files." : named;
    }
}
