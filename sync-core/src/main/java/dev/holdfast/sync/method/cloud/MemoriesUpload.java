package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.snapshot.Snapshot;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.snapshot.SnapshotFile;
import dev.holdfast.sync.snapshot.Snapshotter;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the memories to where Akosha reads them, when they are not there as they are now. Used once. */
final class MemoriesUpload {
    private static final Logger LOG = LoggerFactory.getLogger(MemoriesUpload.class);

    /** What the numbers of a vector take as text. */
    private static final int VECTOR_BYTES = 3500;

    private final Settings settings;
    private final InstantSource clock;
    private final String source;
    private final Snapshotter snapshotter;
    private final Supplier<Optional<Embedder>> embedder;
    private final CancelSignal cancel;

    private MemoriesUpload(
            Settings settings,
            InstantSource clock,
            String source,
            Snapshotter snapshotter,
            Supplier<Optional<Embedder>> embedder,
            CancelSignal cancel) {
        this.embedder = embedder;
        this.settings = settings;
        this.clock = clock;
        this.source = source;
        this.snapshotter = snapshotter;
        this.cancel = cancel;
    }

    /** For a request that names the store, or a folder with it in it; empty when the memories are not to be uploaded. */
    static Optional<MemoriesUpload> of(
            Settings settings,
            MethodRequest request,
            InstantSource clock,
            Snapshotter snapshotter,
            Supplier<Optional<Embedder>> embedder,
            CancelSignal cancel) {
        Path file = file(settings);
        if (!settings.get(Keys.UPLOAD_MEMORIES) || !Files.exists(file)) {
            return Optional.empty();
        }
        return request.sources().stream()
                .filter(each -> file.startsWith(each.path().toAbsolutePath().normalize()))
                .map(SourceSetting::name)
                .findFirst()
                .map(source -> new MemoriesUpload(settings, clock, source, snapshotter, embedder, cancel));
    }

    private static Path file(Settings settings) {
        return settings.home().resolve(MemoryStore.FILE_NAME).toAbsolutePath().normalize();
    }

    /** The source that the memories belong to. */
    String source() {
        return source;
    }

    /**
     * Sends them, unless they are there.
     *
     * @param there what the remote has of them
     * @throws SnapshotException when the store can't be read
     */
    StoredMemories send(CloudUpload upload, Optional<StoredMemories> there) throws StorageException, SnapshotException {
        long[] count = {0};
        try (MemoryStore store = new MemoryStore(settings.home(), clock);
                MemoryVectors vectors = new MemoryVectors(settings.home(), clock, embedder);
                Snapshot written = written(store, upToDate(vectors), count)) {
            SnapshotFile file = written.files().get(0);
            Optional<StoredMemories> same =
                    there.filter(before -> before.file().sha256().equals(file.sha256()));
            return same.isPresent() ? same.get() : new StoredMemories(upload.storeMemories(source, file), count[0]);
        } catch (StateException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), true, e);
        }
    }

    private Snapshot written(MemoryStore store, Optional<MemoryVectors> vectors, long[] count)
            throws SnapshotException {
        boolean sensitive = settings.get(Keys.UPLOAD_SENSITIVE_MEMORIES);
        MemoriesJson json = new MemoriesJson(store, vectors, sensitive, cancel);
        return snapshotter.written(
                UploadLayout.MEMORIES, room(store, vectors.isPresent()), out -> count[0] = json.write(out));
    }

    /**
     * An embedder that does not work is no reason to leave Akosha without the memories. It may be of another maker, and throw
     * anything; and the file of the vectors can be lost.
     */
    private Optional<MemoryVectors> upToDate(MemoryVectors vectors) {
        try {
            vectors.update(cancel);
            return vectors.canBeMade() ? Optional.of(vectors) : Optional.empty();
        } catch (CancellationException e) {
            throw e;
        } catch (EmbeddingException | RuntimeException | LinkageError e) {
            LOG.warn("The memories go to Akosha without embeddings. {}", e.toString());
            return Optional.empty();
        }
    }

    /** About what it will take. */
    private long room(MemoryStore store, boolean withVectors) throws SnapshotException {
        try {
            long ofVectors = withVectors ? store.counts().total() * VECTOR_BYTES : 0;
            return Files.size(file(settings)) + ofVectors;
        } catch (IOException e) {
            throw new SnapshotException("The size of " + file(settings) + " can't be read; check its rights.", true, e);
        }
    }
}
