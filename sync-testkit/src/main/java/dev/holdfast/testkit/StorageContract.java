package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The suite that every {@link StorageClient} passes. Extend it and give an empty storage; what the storage declares in
 * {@link StorageClient#capabilities()} decides whether a test expects the feature or the documented refusal.
 */
public abstract class StorageContract {
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    private StorageClient storage = new MemoryStorage();

    /** Gives an empty storage, once for each test. */
    protected abstract StorageClient emptyStorage() throws Exception;

    @BeforeEach
    void openStorage() throws Exception {
        storage = emptyStorage();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
        storage.close();
    }

    @Test
    void whatWasPutIsReadBack() throws Exception {
        StoredObject stored = storage.put("a/b.txt", text("hello"), PutOptions.DEFAULT);
        assertThat(stored.key()).isEqualTo("a/b.txt");
        assertThat(stored.size()).isEqualTo(5);
        assertThat(read("a/b.txt")).isEqualTo("hello");
    }

    @Test
    void anEmptyObjectIsAnObject() throws Exception {
        assertThat(storage.put("empty", text(""), PutOptions.DEFAULT).size()).isZero();
        assertThat(read("empty")).isEmpty();
        assertThat(storage.stat("empty")).isPresent();
    }

    @Test
    void contentOfUnknownLengthThatComesInDribletsIsStoredWhole() throws Exception {
        byte[] bytes = new byte[3_000_001];
        new Random(1).nextBytes(bytes);
        StoredObject stored =
                storage.put("large", () -> new OddStreams.Driblets(bytes), PutOptions.DEFAULT.withPartSize(1 << 20));
        assertThat(stored.size()).isEqualTo(bytes.length);
        try (InputStream in = storage.open("large")) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void statTellsWhatPutTold() throws Exception {
        StoredObject stored = storage.put("k", text("abc"), PutOptions.DEFAULT);
        assertThat(storage.stat("k")).contains(stored);
    }

    @Test
    void statOfNothingIsEmpty() throws Exception {
        storage.put("there/is", text("x"), PutOptions.DEFAULT);
        assertThat(storage.stat("nothing")).isEmpty();
        assertThat(storage.stat("there")).isEmpty();
        assertThat(storage.stat("there/is/not")).isEmpty();
    }

    @Test
    void openingNothingIsNotFound() {
        assertThatThrownBy(() -> storage.open("nothing").close()).isInstanceOf(StorageException.NotFound.class);
        assertThatThrownBy(() -> storage.open("no/thing", 0, 1).close()).isInstanceOf(StorageException.NotFound.class);
    }

    @Test
    void aFolderIsNotAnObject() throws Exception {
        storage.put("folder/file", text("x"), PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.open("folder").close()).isInstanceOf(StorageException.NotFound.class);
        storage.delete("folder");
        assertThat(read("folder/file")).isEqualTo("x");
    }

    @Test
    void putReplacesAndChangesTheVersion() throws Exception {
        StoredObject first = storage.put("k", text("one"), PutOptions.DEFAULT);
        StoredObject second = storage.put("k", text("two, longer"), PutOptions.DEFAULT);
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(read("k")).isEqualTo("two, longer");
    }

    @Test
    void aReaderOfTheOldVersionIsNotDisturbedByAReplacement() throws Exception {
        storage.put("k", text("old old old"), PutOptions.DEFAULT);
        try (InputStream in = storage.open("k")) {
            int first = in.read();
            storage.put("k", text("new new new"), PutOptions.DEFAULT);
            assertThat((char) first + new String(in.readAllBytes(), UTF_8)).isEqualTo("old old old");
        }
    }

    @Test
    void theModificationTimeIsNow() throws Exception {
        Instant modified = storage.put("k", text("x"), PutOptions.DEFAULT).modified();
        assertThat(Duration.between(modified, Instant.now()).abs()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void theHashIsTheContentsOwnWhereDeclared() throws Exception {
        StoredObject stored = storage.put("k", text("abc"), PutOptions.DEFAULT);
        if (can(Capability.CONTENT_HASH)) {
            assertThat(stored.sha256()).contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        } else {
            assertThat(storage.stat("k").orElseThrow().sha256()).isEmpty();
        }
    }

    @Test
    void createOnlyRefusesAKeyInUse() throws Exception {
        assumeTrue(can(Capability.CREATE_ONLY));
        storage.put("k", text("first"), CREATE);
        assertThatThrownBy(() -> storage.put("k", text("second"), CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("k")).isEqualTo("first");
    }

    @Test
    void createOnlyHasOneWinnerAmongMany() throws Exception {
        assumeTrue(can(Capability.CREATE_ONLY));
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                String key = "race/" + round;
                List<Future<Boolean>> results = IntStream.range(0, 8)
                        .mapToObj(writer -> writers.submit(() -> creates(key, "writer " + writer)))
                        .toList();
                int winners = 0;
                for (Future<Boolean> result : results) {
                    winners += result.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(read(key)).startsWith("writer ");
            }
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void createOnlyIsRefusedWhereNotDeclared() {
        assumeFalse(can(Capability.CREATE_ONLY));
        assertThatThrownBy(() -> storage.put("k", text("x"), CREATE)).isInstanceOf(StorageException.Unsupported.class);
    }

    @Test
    void aReplacementOfAnotherVersionIsRefused() throws Exception {
        assumeTrue(can(Capability.CONDITIONAL_REPLACE));
        StoredObject first = storage.put("k", text("one"), PutOptions.DEFAULT);
        PutOptions onFirst = PutOptions.DEFAULT.with(Precondition.matches(first.version()));
        storage.put("k", text("two"), onFirst);
        assertThatThrownBy(() -> storage.put("k", text("three"), onFirst))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThatThrownBy(() -> storage.put("absent", text("x"), onFirst))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("k")).isEqualTo("two");
    }

    @Test
    void aConditionalReplacementIsRefusedWhereNotDeclared() throws Exception {
        assumeFalse(can(Capability.CONDITIONAL_REPLACE));
        StoredObject first = storage.put("k", text("one"), PutOptions.DEFAULT);
        PutOptions conditional = PutOptions.DEFAULT.with(Precondition.matches(first.version()));
        assertThatThrownBy(() -> storage.put("k", text("two"), conditional))
                .isInstanceOf(StorageException.Unsupported.class);
        assertThat(read("k")).isEqualTo("one");
    }

    @Test
    void metadataIsTakenOrRefusedAsDeclared() throws Exception {
        PutOptions tagged = PutOptions.DEFAULT.with(Map.of("origin", "test"));
        if (can(Capability.USER_METADATA)) {
            storage.put("k", text("x"), tagged);
            assertThat(read("k")).isEqualTo("x");
        } else {
            assertThatThrownBy(() -> storage.put("k", text("x"), tagged))
                    .isInstanceOf(StorageException.Unsupported.class);
            assertThat(storage.stat("k")).isEmpty();
        }
    }

    @Test
    void progressGoesForwardByPartsAndEndsWithTheSize() throws Exception {
        List<Long> heard = new ArrayList<>();
        storage.put(
                "k",
                Content.of(new byte[1_000_000]),
                PutOptions.DEFAULT.withPartSize(300_000).with(heard::add));
        assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(1_000_000L);
        assertThat(heard).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void contentThatFailsLeavesNothing() throws Exception {
        assertThatThrownBy(() ->
                        storage.put("k", () -> new OddStreams.Failing(new IOException("disk")), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class)
                .hasRootCauseMessage("disk");
        assertThat(storage.stat("k")).isEmpty();
        assertThat(keys("", Depth.ALL)).isEmpty();
    }

    @Test
    void contentThatIsCancelledLeavesTheOldObject() throws Exception {
        storage.put("k", text("old"), PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.put(
                        "k", () -> new OddStreams.Failing(new CancellationException("stop")), PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(read("k")).isEqualTo("old");
        assertThat(keys("", Depth.ALL)).containsExactly("k");
    }

    @Test
    void rangesAreCutToTheObject() throws Exception {
        storage.put("k", text("0123456789"), PutOptions.DEFAULT);
        assertThat(read("k", 2, 3)).isEqualTo("234");
        assertThat(read("k", 0, 10)).isEqualTo("0123456789");
        assertThat(read("k", 8, Long.MAX_VALUE)).isEqualTo("89");
        assertThat(read("k", 10, 5)).isEmpty();
        assertThat(read("k", 99, 5)).isEmpty();
        assertThat(read("k", 3, 0)).isEmpty();
    }

    @Test
    void negativeRangesAreRefused() throws Exception {
        storage.put("k", text("x"), PutOptions.DEFAULT);
        assertThatIllegalArgumentException().isThrownBy(() -> storage.open("k", -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.open("k", 0, -1));
    }

    @Test
    void aListingIsFlatAndInOrder() throws Exception {
        putAll("b", "a/z", "a-b", "a/b/c", "a.txt", "ä", "Z");
        assertThat(keys("", Depth.ALL)).containsExactly("Z", "a-b", "a.txt", "a/b/c", "a/z", "b", "ä");
        assertThat(keys("a/", Depth.ALL)).containsExactly("a/b/c", "a/z");
    }

    @Test
    void oneLevelShowsObjectsAndFolders() throws Exception {
        putAll("top", "a/1", "a/2/3", "a/2/4", "a/5", "b/6");
        ListPage top = storage.list("", Depth.ONE_LEVEL, "", 100);
        assertThat(top.folders()).containsExactly("a/", "b/");
        assertThat(top.objects()).extracting(StoredObject::key).containsExactly("top");
        ListPage inside = storage.list("a/", Depth.ONE_LEVEL, "", 100);
        assertThat(inside.folders()).containsExactly("a/2/");
        assertThat(inside.objects()).extracting(StoredObject::key).containsExactly("a/1", "a/5");
    }

    @Test
    void aListingOfNothingIsEmpty() throws Exception {
        assertThat(keys("", Depth.ALL)).isEmpty();
        assertThat(keys("no/thing/", Depth.ALL)).isEmpty();
        assertThat(Listing.folders(storage, "no/")).isEmpty();
    }

    @Test
    void pagesCoverEverythingOnceWhateverTheirSize() throws Exception {
        List<String> names = List.of("A", "a-", "a/1", "a/2", "a0", "b/1/x", "b/1/y", "b/2", "c");
        putAll(names.toArray(String[]::new));
        for (int size = 1; size <= 10; size++) {
            assertThat(Pages.names(storage, "", Depth.ALL, size)).containsExactlyElementsOf(keys("", Depth.ALL));
            assertThat(Pages.names(storage, "", Depth.ONE_LEVEL, size))
                    .containsExactly("A", "a-", "a/", "a0", "b/", "c");
            assertThat(Pages.names(storage, "b/", Depth.ONE_LEVEL, size)).containsExactly("b/1/", "b/2");
        }
    }

    @Test
    void whatStaysIsListedOnceWhileOthersComeAndGo() throws Exception {
        putAll("a", "b", "c", "d", "e");
        ListPage first = storage.list("", Depth.ALL, "", 2);
        storage.delete("a");
        storage.delete("d");
        putAll("aa", "bb");
        List<String> rest = new ArrayList<>();
        for (String after = first.next().orElseThrow(); !after.isEmpty(); ) {
            ListPage page = storage.list("", Depth.ALL, after, 2);
            page.objects().forEach(object -> rest.add(object.key()));
            after = page.next().orElse("");
        }
        assertThat(rest).containsExactly("bb", "c", "e");
    }

    @Test
    void aPageSizeOutOfBoundsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> storage.list("", Depth.ALL, "", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage.list("", Depth.ALL, "", StorageClient.MAX_PAGE + 1));
    }

    @Test
    void deleteRemovesAndMayBeRepeated() throws Exception {
        putAll("k", "other");
        storage.delete("k");
        storage.delete("k");
        assertThat(keys("", Depth.ALL)).containsExactly("other");
    }

    @Test
    void anEmptyFolderShowsOnOneLevelOnly() throws Exception {
        storage.putFolder("systems/one/");
        storage.putFolder("systems/one/");
        assertThat(Listing.folders(storage, "systems/")).containsExactly("systems/one/");
        assertThat(Listing.folders(storage, "systems/one/")).isEmpty();
        assertThat(keys("", Depth.ALL)).isEmpty();
        assertThat(storage.stat("systems/one")).isEmpty();
    }

    @Test
    void aFolderInUseIsNotDeleted() throws Exception {
        storage.putFolder("a/");
        putAll("a/file");
        storage.deleteFolder("a/");
        assertThat(read("a/file")).isNotEmpty();
        storage.delete("a/file");
        storage.deleteFolder("a/");
        storage.deleteFolder("a/");
        assertThat(Listing.folders(storage, "")).isEmpty();
    }

    @Test
    void hostileKeysAreRefusedByEveryOperation() {
        for (String key : HostileNames.keys()) {
            assertRefused(() -> storage.put(key, text("x"), PutOptions.DEFAULT), key);
            assertRefused(() -> storage.open(key).close(), key);
            assertRefused(() -> storage.stat(key), key);
            assertRefused(() -> storage.delete(key), key);
            assertRefused(() -> storage.putFolder(key + "/"), key);
            if (!key.isEmpty()) {
                assertRefused(() -> storage.list(key + "/", Depth.ALL, "", 10), key);
            }
        }
    }

    @Test
    void oddButHonestKeysAreTaken() throws Exception {
        for (String key : HostileNames.oddButValid()) {
            assertThat(StorageKeys.isValid(key)).as(key).isTrue();
            storage.put(key, text(key), PutOptions.DEFAULT);
            assertThat(read(key)).isEqualTo(key);
            storage.delete(key);
        }
    }

    @Test
    void aPrefixWithoutSlashIsRefused() {
        assertRefused(() -> storage.list("a", Depth.ALL, "", 10), "a");
        assertRefused(() -> storage.putFolder("a"), "a");
    }

    @Test
    void aStorageThatIsThereCanBeProbed() throws Exception {
        storage.probe(Duration.ofSeconds(5));
        assertThat(keys("", Depth.ALL)).isEmpty();
        assertThat(storage.describe()).isNotBlank();
    }

    private boolean creates(String key, String content) throws StorageException {
        try {
            storage.put(key, text(content), CREATE);
            return true;
        } catch (StorageException.PreconditionFailed e) {
            return false;
        }
    }

    private boolean can(Capability capability) {
        return storage.capabilities().contains(capability);
    }

    private void putAll(String... keys) throws StorageException {
        for (String key : keys) {
            storage.put(key, text(key), PutOptions.DEFAULT);
        }
    }

    private List<String> keys(String prefix, Depth depth) throws StorageException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, prefix, depth, object -> keys.add(object.key()));
        return keys;
    }

    private String read(String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private String read(String key, long offset, long length) throws IOException {
        try (InputStream in = storage.open(key, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String key) {
        assertThatThrownBy(call).as(key).isInstanceOf(StorageException.InvalidKey.class);
    }
}
