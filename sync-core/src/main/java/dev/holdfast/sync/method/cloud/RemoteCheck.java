package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks all of a system's uploads. Used once. */
final class RemoteCheck {
    private final StorageClient storage;
    private final UploadLayout layout;
    private final ObjectReader reader;
    private final SyncContext context;

    private final Map<String, ManifestFile> expected = new LinkedHashMap<>();
    private final Set<String> alsoExpected = new HashSet<>();
    private final Set<String> present = new HashSet<>();
    private final List<RemoteProblem> problems = new ArrayList<>();
    private long uploads;
    private long unfinished;
    private long files;
    private long bytesRead;

    RemoteCheck(StorageClient storage, UploadLayout layout, ObjectReader reader, SyncContext context) {
        this.storage = storage;
        this.layout = layout;
        this.reader = reader;
        this.context = context;
    }

    VerifyReport run(String systemId, boolean readData, long start) throws StorageException {
        ManifestReader manifests = new ManifestReader(storage, layout);
        for (String upload : manifests.uploads()) {
            context.cancel().throwIfCancelled();
            take(manifests, upload);
        }
        lookAtObjects();
        if (readData) {
            for (ManifestFile file : expected.values()) {
                context.cancel().throwIfCancelled();
                if (present.contains(file.key())) {
                    readData(file);
                }
            }
        }
        return new VerifyReport(
                systemId,
                uploads,
                unfinished,
                files,
                expected.size(),
                expected.values().stream().mapToLong(ManifestFile::storedSize).sum(),
                bytesRead,
                problems,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private void take(ManifestReader manifests, String upload) throws StorageException {
        try {
            Optional<Manifest> manifest = manifests.read(upload);
            if (manifest.isEmpty()) {
                unfinished++;
                return;
            }
            uploads++;
            files += manifest.get().files().size();
            manifest.get().referredTo().forEach(this::expect);
            manifest.get().stored().stream()
                    .filter(name -> !name.equals(UploadLayout.MEMORIES))
                    .forEach(name -> alsoExpected.add(layout.upload(upload) + name));
        } catch (StorageException.Corrupt e) {
            uploads++;
            problems.add(new RemoteProblem("", layout.manifest(upload), e.sentence()));
        }
    }

    private void expect(ManifestFile file) {
        ManifestFile before = expected.putIfAbsent(file.key(), file);
        if (before != null && !isSameContent(before, file)) {
            problem(file, "Two manifests say different things of the object " + file.key() + ": don't trust it.");
        }
    }

    private static boolean isSameContent(ManifestFile one, ManifestFile other) {
        return one.size() == other.size()
                && one.storedSize() == other.storedSize()
                && one.sha256().equals(other.sha256())
                && one.storedSha256().equals(other.storedSha256())
                && one.encoding().equals(other.encoding());
    }

    private void lookAtObjects() throws StorageException {
        Set<String> seen = new HashSet<>();
        Set<String> missing = new HashSet<>(alsoExpected);
        missing.removeAll(expected.keySet());
        Listing.objects(storage, layout.uploads(), Depth.ALL, object -> {
            context.cancel().throwIfCancelled();
            missing.remove(object.key());
            ManifestFile file = expected.get(object.key());
            if (file != null) {
                seen.add(object.key());
                look(file, object);
            }
        });
        for (ManifestFile file : expected.values()) {
            if (!seen.contains(file.key()) && !isHidden(file)) {
                problem(file, "The object " + file.key() + " is no longer there: sync again where the file still is.");
            }
        }
        for (String key : missing) {
            problems.add(new RemoteProblem("", key, "The object " + key + " is no longer there: sync again."));
        }
    }

    /** Whether it is there though no listing shows it. */
    private boolean isHidden(ManifestFile file) throws StorageException {
        Optional<StoredObject> hidden =
                layout.holdsMemories(file.key()) ? UploadLayout.stat(storage, file.key()) : Optional.empty();
        hidden.ifPresent(object -> look(file, object));
        return hidden.isPresent();
    }

    private void look(ManifestFile file, StoredObject object) {
        boolean differs = !object.sha256().map(file.storedSha256()::equals).orElse(true);
        if (object.size() != file.storedSize()) {
            problem(
                    file,
                    "The object " + file.key() + " has " + object.size() + " bytes instead of " + file.storedSize()
                            + ": sync again where the file still is.");
        } else if (differs) {
            problem(file, "The object " + file.key() + " is damaged: sync again where the file still is.");
        } else {
            present.add(object.key());
        }
    }

    private void readData(ManifestFile file) throws StorageException {
        Progress begun = new Progress(file.source(), file.path(), 0, file.size());
        context.progress().onProgress(begun);
        try {
            reader.read(file, (buffer, length) -> {});
            bytesRead += file.storedSize();
        } catch (StorageException.Corrupt | StorageException.NotFound e) {
            problem(file, e.sentence());
        }
        if (file.size() > 0) {
            context.progress().onProgress(new Progress(file.source(), file.path(), file.size(), file.size()));
        }
    }

    private void problem(ManifestFile file, String sentence) {
        problems.add(new RemoteProblem(file.source() + "/" + file.path(), file.key(), sentence));
    }
}
