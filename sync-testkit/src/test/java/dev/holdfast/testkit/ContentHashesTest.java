package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.entry.ContentHashes;
import dev.holdfast.sync.storage.entry.DownloadOptions;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes are remembered for as long as the content is surely the same, and no longer. */
class ContentHashesTest {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String HASH_OF_ABD = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

    private final WorkspaceClock clock = new WorkspaceClock("2026-03-01T12:00:00Z");
    private final MemoryStorage memory = MemoryStorage.builder()
            .clock(clock)
            .without(Capability.CONTENT_HASH)
            .build();
    /** As on a file system whose times have whole seconds: nothing else tells two contents of one size apart. */
    private final FaultyStorage storage = new FaultyStorage(new WorkspaceLens(memory, ContentHashesTest::coarse));

    private final ContentHashes hashes = hashes(storage, HashCache.inMemory(100));

    private ContentHashes hashes(StorageClient over, HashCache cache) {
        return new ContentHashes(over, cache, new CancelSignal(), clock, clock::nanos);
    }

    private static StoredObject coarse(StoredObject object) {
        Instant modified = Instant.ofEpochSecond(object.modified().getEpochSecond());
        return new StoredObject(
                object.key(),
                object.size(),
                Optional.empty(),
                modified.toString(),
                modified,
                Optional.empty(),
                Map.of());
    }

    @Test
    void aHashIsComputedOnceForAFileThatWasAtRest() throws Exception {
        StoredObject object = put("k", "abc");
        hashes.known(object);
        clock.pass(Duration.ofSeconds(3));
        assertThat(hashes.of(object)).isEqualTo(HASH_OF_ABC);
        assertThat(hashes.of(object)).isEqualTo(HASH_OF_ABC);
        assertThat(hashes.known(object)).contains(HASH_OF_ABC);
        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void aFileThatChangesWithinTheGrainOfTheClockIsHashedAgain() throws Exception {
        StoredObject before = put("k", "abc");
        assertThat(hashes.of(before)).isEqualTo(HASH_OF_ABC);
        StoredObject after = put("k", "abd");
        assertThat(after).isEqualTo(before);
        assertThat(hashes.known(after)).isEmpty();
        assertThat(hashes.of(after)).isEqualTo(HASH_OF_ABD);
    }

    @Test
    void aHashTakenJustBeforeTheGrainHasPassedIsNotTrusted() throws Exception {
        StoredObject object = put("k", "abc");
        hashes.known(object);
        clock.pass(ContentHashes.GRAIN.minusMillis(1));
        hashes.of(object);
        assertThat(hashes.known(object)).isEmpty();
        clock.pass(Duration.ofMillis(1));
        hashes.of(object);
        assertThat(hashes.known(object)).contains(HASH_OF_ABC);
    }

    @Test
    void aClockOfOursThatIsFastLendsNoTrust() throws Exception {
        WorkspaceClock fast = new WorkspaceClock("2030-01-01T00:00:00Z");
        ContentHashes skewed =
                new ContentHashes(storage, HashCache.inMemory(100), new CancelSignal(), fast, fast::nanos);
        StoredObject object = put("k", "abc");
        skewed.of(object);
        assertThat(skewed.known(object)).isEmpty();
    }

    @Test
    void aFileFromTheFutureLendsOthersNoTrust() throws Exception {
        StoredObject fresh = put("k", "abc");
        StoredObject future = new StoredObject("f", 1, Optional.empty(), "v", Instant.parse("2099-01-01T00:00:00Z"));
        hashes.known(future);
        hashes.of(fresh);
        assertThat(hashes.known(fresh)).isEmpty();
    }

    @Test
    void timesThatNoClockCanShowDoNoHarm() throws Exception {
        put("k", "abc");
        for (Instant odd : new Instant[] {Instant.MAX, Instant.MIN, Instant.EPOCH}) {
            StoredObject object = new StoredObject("k", 3, Optional.empty(), "v", odd);
            ContentHashes asked = hashes(new WorkspaceLens(memory, real -> object), HashCache.inMemory(1));
            assertThat(asked.of(object)).isEqualTo(HASH_OF_ABC);
            clock.pass(Duration.ofDays(1));
            assertThat(asked.of(object)).isEqualTo(HASH_OF_ABC);
        }
    }

    @Test
    void whateverDiffersMeansAnotherContent() {
        HashCache cache = HashCache.inMemory(10);
        HashCache.Content kept = new HashCache.Content("k", 3, Instant.EPOCH, "v", Optional.of("i"));
        cache.keep(kept, HASH_OF_ABC);
        assertThat(cache.find(kept)).contains(HASH_OF_ABC);
        assertThat(cache.find(new HashCache.Content("l", 3, Instant.EPOCH, "v", Optional.of("i"))))
                .isEmpty();
        assertThat(cache.find(new HashCache.Content("k", 4, Instant.EPOCH, "v", Optional.of("i"))))
                .isEmpty();
        assertThat(cache.find(new HashCache.Content("k", 3, Instant.MIN, "v", Optional.of("i"))))
                .isEmpty();
        assertThat(cache.find(new HashCache.Content("k", 3, Instant.EPOCH, "w", Optional.of("i"))))
                .isEmpty();
        assertThat(cache.find(new HashCache.Content("k", 3, Instant.EPOCH, "v", Optional.of("j"))))
                .isEmpty();
    }

    @Test
    void theMemoryForHashesIsBoundedAndKeepsWhatIsUsed() {
        HashCache cache = HashCache.inMemory(3);
        for (int i = 0; i < 1000; i++) {
            cache.keep(content("k" + i), HASH_OF_ABC);
            assertThat(cache.find(content("k0"))).isPresent();
        }
        assertThat(cache.find(content("k999"))).isPresent();
        assertThat(cache.find(content("k997"))).isEmpty();
    }

    private static HashCache.Content content(String key) {
        return new HashCache.Content(key, 3, Instant.EPOCH, "v", Optional.empty());
    }

    @Test
    void aFileThatIsReplacedWhileItIsHashedHasNoHash() throws Exception {
        StoredObject before = put("k", "abc");
        clock.pass(Duration.ofSeconds(5));
        put("k", "abd");
        assertThatThrownBy(() -> hashes.of(before)).isInstanceOf(StorageException.PreconditionFailed.class);
        memory.delete("k");
        assertThatThrownBy(() -> hashes.of(before)).isInstanceOf(StorageException.NotFound.class);
    }

    @Test
    void aHashThatTheStorageKnowsTakesNoReading() throws Exception {
        FaultyStorage knowing = new FaultyStorage(new MemoryStorage(clock));
        StoredObject object = knowing.put("k", Content.of("abc".getBytes(UTF_8)), PutOptions.DEFAULT);
        assertThat(hashes(knowing, HashCache.inMemory(1)).of(object)).isEqualTo(HASH_OF_ABC);
        assertThat(knowing.calls()).containsExactly("put k");
    }

    @Test
    void hashingStopsWhenCancelled() throws Exception {
        CancelSignal cancel = new CancelSignal();
        StoredObject object = put("k", "abc");
        cancel.cancel();
        ContentHashes cancelled = new ContentHashes(storage, HashCache.inMemory(1), cancel, clock, clock::nanos);
        assertThatThrownBy(() -> cancelled.of(object)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aSecondSearchForContentReadsNothingThatWasReadBefore(@TempDir Path here) throws Exception {
        FaultyStorage old = new FaultyStorage(memory);
        for (String key : new String[] {"a", "b", "c"}) {
            memory.put(key, Content.of(key.getBytes(UTF_8)), PutOptions.DEFAULT);
        }
        HashCache all = HashCache.inMemory(10);
        ContentHashes earlier = hashes(old, all);
        for (String key : new String[] {"a", "b", "c"}) {
            StoredObject object = old.stat(key).orElseThrow();
            earlier.known(object);
            clock.pass(Duration.ofSeconds(3));
            earlier.of(object);
        }
        long before = reads(old);
        Workspace workspace = new Workspace(old, 0, WorkspaceOptions.usual().with(all));
        String hashOfB = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
        workspace.downloadContent(hashOfB, here.resolve("b"), DownloadOptions.DEFAULT);
        assertThat(reads(old) - before).isEqualTo(1); // the download itself
        assertThat(here.resolve("b")).hasContent("b");
    }

    private StoredObject put(String key, String text) throws StorageException {
        return storage.put(key, Content.of(text.getBytes(UTF_8)), PutOptions.DEFAULT);
    }

    private long reads() {
        return reads(storage);
    }

    private static long reads(FaultyStorage storage) {
        return storage.calls().stream().filter(call -> call.startsWith("open ")).count();
    }
}
