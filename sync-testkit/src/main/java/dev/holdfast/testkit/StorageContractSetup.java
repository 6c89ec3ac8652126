package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suite needs to know of a storage, and what its parts share. */
abstract class StorageContractSetup {
    static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    StorageClient storage = new MemoryStorage();

    /** Gives an empty storage, once for each test. */
    protected abstract StorageClient emptyStorage() throws Exception;

    /**
     * Returns when a listing shows all that was stored and removed. Called before the suite looks at a listing, where
     * {@link Capability#FRESH_LISTING} is not declared.
     *
     * @param tested what {@link #emptyStorage} gave
     */
    protected void settle(StorageClient tested) throws Exception {}

    /**
     * Leaves behind what a put leaves whose process died in the middle.
     *
     * @return false when such a thing can't be made here; then its sweeping is not tested
     */
    protected boolean leaveUnfinishedPut(StorageClient tested, String key) throws Exception {
        return false;
    }

    /** Whether there can be objects {@code p} and {@code p/q} at once; where not, the second is refused. */
    protected boolean objectsMayHaveObjectsBelow() {
        return true;
    }

    /**
     * Whether a key with an empty segment is another one than the same without; false for a service that keeps objects as
     * files, though it takes such keys.
     */
    protected boolean emptySegmentsMakeOtherKeys() {
        return true;
    }

    /**
     * Whether a listing can hold names with characters beyond U+FFFF beside others. A server that sorts by UTF-16 units
     * gives such in the wrong order; that must be refused as {@link StorageException.Corrupt} then, and not passed on.
     */
    protected boolean listsCharactersBeyondTheFirstPlane() {
        return true;
    }

    /**
     * Whether the service may answer a write that another one's deletion of the same key gets in the way of with an error
     * of its own; it must be a {@link StorageException.Transient} then, and what is there must be whole all the same.
     */
    protected boolean deletionsMayFailWrites() {
        return false;
    }

    /** The size of a part in tests about parts: as small as the storage allows. */
    protected int partSize() {
        return 64 * 1024;
    }

    /** What the storage was opened with and must not tell anybody. */
    protected List<String> secrets() {
        return List.of();
    }

    @BeforeEach
    void openStorage() throws Exception {
        storage = emptyStorage();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
        storage.close();
    }

    final boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    /** Puts objects whose content is their key. */
    final void putAll(String... keys) throws StorageException {
        for (String key : keys) {
            put(key, key);
        }
    }

    final StoredObject put(String key, String content) throws StorageException {
        return storage.put(key, text(content), PutOptions.DEFAULT);
    }

    final PutOptions inParts() {
        return PutOptions.DEFAULT.withPartSize(partSize()).withMultipartThreshold(partSize());
    }

    final StoredObject stat(String key) throws StorageException {
        return storage.stat(key).orElseThrow(() -> new AssertionError("There is no object " + key));
    }

    final String read(String key) throws IOException {
        return new String(readBytes(key), UTF_8);
    }

    final byte[] readBytes(String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return in.readAllBytes();
        }
    }

    final String read(String key, long offset, long length) throws IOException {
        try (InputStream in = storage.open(key, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    final void settle() throws Exception {
        if (!can(Capability.FRESH_LISTING)) {
            settle(storage);
        }
    }

    /** Every key that is listed, once the listing shows everything. */
    final List<String> allKeys() throws Exception {
        settle();
        return keys("", Depth.ALL);
    }

    final List<String> keys(String prefix, Depth depth) throws StorageException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, prefix, depth, object -> keys.add(object.key()));
        return keys;
    }

    final List<String> folders(String prefix) throws Exception {
        settle();
        return Listing.folders(storage, prefix);
    }

    static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    /** The same bytes for the same size. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
