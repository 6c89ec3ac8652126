package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.snapshot.SnapshotFile;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload being made. Nothing of it counts until {@link #finish} has written the manifest; before that it stands in
 * the pending list, so that a later run can clear it away.
 */
final class CloudUpload {
    private static final Logger LOG = LoggerFactory.getLogger(CloudUpload.class);
    private static final Content NOTHING = Content.of(new byte[0]);

    private final StorageClient storage;
    private final UploadLayout layout;
    private final String uploadId;
    private final UploadJournal journal;
    private final SyncContext context;
    private final Encoding encoding;
    private final int partSize;
    private final FileNames names;
    private final List<String> stored = new ArrayList<>();
    private boolean begun;
    private long bytes;

    /**
     * Prepares.
     *
     * @param journal names the upload, and what an earlier try has sent of it
     */
    CloudUpload(
            StorageClient storage, UploadLayout layout, UploadJournal journal, Settings settings, SyncContext context) {
        this.storage = storage;
        this.layout = layout;
        this.journal = journal;
        this.uploadId = journal.uploadId();
        this.names = new FileNames(journal.names());
        this.context = context;
        this.encoding = Encoding.of(settings);
        this.partSize = settings.get(Keys.CHUNK_SIZE_MB) << 20;
    }

    String id() {
        return uploadId;
    }

    /** Names of the files stored, and not discarded, so far. */
    List<String> stored() {
        return stored;
    }

    /** Bytes that went to the remote. */
    long bytes() {
        return bytes;
    }

    /** Sends a file and makes sure that it arrived, unless an earlier try did. */
    ManifestFile store(String source, SnapshotFile file) throws StorageException {
        begin();
        UploadJournal.Sent what = new UploadJournal.Sent(source, file.path(), file.sha256(), encoding.label());
        Optional<String> before = journal.name(what);
        String name = before.orElseGet(() -> names.next(source, file.path(), encoding.suffix()));
        String key = layout.upload(uploadId) + name;
        FileProgress progress = new FileProgress(context, source, file);
        progress.start();
        UploadJournal.Stored there = arrivedBefore(name, key);
        if (there == null) {
            if (before.isEmpty()) {
                journal.begin(name, what);
            }
            there = send(key, file, encoding, progress);
            journal.end(name, there);
        }
        stored.add(name);
        progress.end();
        return describe(source, file, key, there, encoding);
    }

    /** Sends the memories to where Akosha looks for them, and as they are, since it unpacks nothing. */
    ManifestFile storeMemories(String source, SnapshotFile file) throws StorageException {
        begin();
        String name = UploadLayout.MEMORIES;
        Encoding plain = Encoding.IDENTITY;
        UploadJournal.Sent what = new UploadJournal.Sent(source, file.path(), file.sha256(), plain.label());
        boolean before = journal.name(what).isPresent();
        for (String key : before ? memoriesKeys() : List.<String>of()) {
            UploadJournal.Stored there = arrivedBefore(name, key);
            if (there != null) {
                stored.add(name);
                return describe(source, file, key, there, plain);
            }
        }
        // An earlier try of this upload may have sent others under this name, which has to be this one: they are
        // replaced.
        journal.begin(name, what);
        FileProgress progress = new FileProgress(context, source, file);
        progress.start();
        String key = layout.memories(uploadId);
        UploadJournal.Stored there = null;
        Optional<String> hidden = layout.hiddenMemories(storage, uploadId);
        if (hidden.isPresent()) {
            there = sendIfTaken(hidden.get(), file, progress);
            key = there == null ? key : hidden.get();
        }
        if (there == null) {
            there = send(key, file, plain, progress);
        }
        journal.end(name, there);
        stored.add(name);
        progress.end();
        return describe(source, file, key, there, plain);
    }

    /**
     * Not every service takes such a key, and some put what comes with it elsewhere. When the trouble is another one, sending
     * it under the plain key fails as well.
     */
    private UploadJournal.@Nullable Stored sendIfTaken(String key, SnapshotFile file, FileProgress progress)
            throws StorageException {
        try {
            return send(key, file, Encoding.IDENTITY, progress);
        } catch (StorageException e) {
            if (!UploadLayout.isRefusal(e)) {
                throw e;
            }
            LOG.info("The {} does not take the key {}, so Akosha won't find the memories", storage.describe(), key, e);
            return null;
        }
    }

    private List<String> memoriesKeys() {
        return Stream.concat(layout.hiddenMemories(storage, uploadId).stream(), Stream.of(layout.memories(uploadId)))
                .toList();
    }

    private static ManifestFile describe(
            String source, SnapshotFile file, String key, UploadJournal.Stored there, Encoding encoding) {
        return new ManifestFile(
                source,
                file.path(),
                file.kind().label(),
                file.size(),
                file.sha256(),
                file.modified(),
                key,
                there.size(),
                there.sha256(),
                encoding.label());
    }

    private UploadJournal.@Nullable Stored arrivedBefore(String name, String key) throws StorageException {
        UploadJournal.Stored noted = journal.whole(name).orElse(null);
        return noted != null && isWhole(key, noted) ? noted : null;
    }

    private UploadJournal.Stored send(String key, SnapshotFile file, Encoding form, FileProgress progress)
            throws StorageException {
        Content plain = progress.content();
        MeasuredContent content = new MeasuredContent(
                form == Encoding.IDENTITY
                        ? Content.sized(file.size(), plain)
                        : () -> new CompressedStream(plain.open(), form));
        // A key of this upload's own, so that putting it twice after a lost reply does no harm.
        storage.put(key, content, PutOptions.DEFAULT.withPartSize(partSize));
        UploadJournal.Stored sent = new UploadJournal.Stored(content.size(), content.sha256());
        verify(key, sent);
        bytes += sent.size();
        return sent;
    }

    /** Takes back a file that no manifest will name. */
    void discard(ManifestFile file) throws StorageException {
        if (file.key().startsWith(layout.upload(uploadId))) {
            storage.delete(file.key());
            stored.remove(UploadLayout.lastName(file.key()));
        }
    }

    /** Makes the upload count. */
    void finish(Manifest manifest, Instant now) throws StorageException {
        begin();
        // What an earlier try sent and has changed since: nobody would clear it away any more.
        Set<String> kept = Set.copyOf(stored);
        UploadSweep.deleteAll(
                storage,
                journal.names().stream()
                        .filter(name -> !kept.contains(name))
                        .map(name -> layout.upload(uploadId) + name)
                        .distinct()
                        .toList());
        Optional<StoredObject> hidden =
                journal.names().contains(UploadLayout.MEMORIES) && !kept.contains(UploadLayout.MEMORIES)
                        ? layout.statHidden(storage, uploadId)
                        : Optional.empty();
        if (hidden.isPresent()) {
            storage.delete(hidden.get().key());
        }
        byte[] json = ManifestJson.write(manifest, now);
        context.cancel().throwIfCancelled();
        Precondition first =
                storage.capabilities().contains(Capability.CREATE_ONLY) ? Precondition.ABSENT : Precondition.NONE;
        MeasuredContent content = new MeasuredContent(Content.of(json));
        storage.put(layout.manifest(uploadId), content, PutOptions.DEFAULT.with(first));
        verify(layout.manifest(uploadId), new UploadJournal.Stored(content.size(), content.sha256()));
        bytes += json.length;
        storage.delete(layout.pending(uploadId));
        journal.close();
    }

    private void begin() throws StorageException {
        if (begun) {
            return;
        }
        storage.put(layout.pending(uploadId), NOTHING, PutOptions.DEFAULT);
        // Akosha finds systems and uploads by one-level listings, which need a folder to show.
        storage.putFolder(layout.system());
        storage.putFolder(layout.upload(uploadId));
        begun = true;
    }

    private void verify(String key, UploadJournal.Stored sent) throws StorageException {
        if (!isWhole(key, sent)) {
            throw new StorageException.Corrupt(
                    "What arrived at the " + storage.describe() + " as " + key
                            + " is not what was sent; it will be sent again.",
                    null);
        }
    }

    private boolean isWhole(String key, UploadJournal.Stored sent) throws StorageException {
        Optional<StoredObject> there = UploadLayout.stat(storage, key);
        return there.isPresent()
                && there.get().size() == sent.size()
                && there.get().sha256().map(sent.sha256()::equals).orElse(true);
    }
}
