package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.method.cloud.CloudRecovery;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.snapshot.SeenUnits;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** What uploads hold for Akosha: the memories as one object that it finds by a key with two slashes, and can read. */
class MemoriesForAkoshaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "memories.json";

    /** More than are read from the store at once. */
    private static final int MANY = 230;

    @TempDir
    Path temp = Path.of("");

    private final WorkspaceClock clock = new WorkspaceClock(Instant.now().toString());
    private final MemoryStorage shown = new MemoryStorage(clock);
    private final MemoryStorage hidden = new MemoryStorage(clock);
    private final DoubledKeys remote = new DoubledKeys(shown, hidden);
    private final Settings.Builder settings =
            Settings.builder(temp).set(Keys.SYSTEM_ID, "unit").set(Keys.MAX_RETRIES, 0);
    private Optional<Embedder> embedder = Optional.empty();
    private Path home = temp;
    private Path notes = temp;

    @BeforeEach
    void writeSources() throws IOException {
        home = temp.resolve("home");
        settings.set(Keys.HOME, home);
        notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("a.md"), "alpha");
    }

    private Memory remember(NewMemory memory) {
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            return store.add(memory).memory();
        }
    }

    private Memory remember(String content) {
        return remember(NewMemory.fact(content));
    }

    private static NewMemory sensitive(String content) {
        return new NewMemory("facts", new MemoryText(content, "", ""), 0.5, true);
    }

    private SourceSetting store() {
        return new SourceSetting("holdfast-memories", home.resolve(MemoryStore.FILE_NAME));
    }

    private MethodResult sync(StorageClient storage, SourceSetting... sources) throws SyncException {
        return new CloudSync(
                        settings.build(),
                        any -> storage,
                        clock,
                        new VirtualPause(),
                        Set.of(),
                        SeenUnits.NONE,
                        () -> embedder)
                .sync(new MethodRequest(List.of(sources), "command"), SyncContext.quiet());
    }

    private String upload(StorageClient storage, SourceSetting... sources) throws SyncException {
        String id = sync(storage, sources).uploadId().orElseThrow();
        clock.pass(Duration.ofSeconds(60));
        return id;
    }

    private static String key(String upload) {
        return "systems/unit/uploads/" + upload + "//" + NAME;
    }

    private CloudRecovery recovery(StorageClient storage) {
        return new CloudRecovery(settings.build(), any -> storage, clock, new VirtualPause());
    }

    private VerifyReport verify() throws SyncException {
        return recovery(remote).verify(Optional.empty(), true, SyncContext.quiet());
    }

    private static String text(StorageClient storage, String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private List<String> contents(String key) throws IOException {
        return JSON.readTree(text(remote, key)).path("conversations").findValuesAsText("content");
    }

    private JsonNode manifest(String upload) throws IOException {
        return Manifests.read(remote, "systems/unit/uploads/" + upload + "/manifest.json");
    }

    @Test
    void aRealServiceGivesThemToAkoshasOwnWayOfAsking() throws Exception {
        NewMemory odd =
                new NewMemory("projects", new MemoryText("Zoë's \"plan\" 🚀\n\u0001", "a, b", "scheme"), 0.75, false);
        Memory first = remember(odd);
        for (int i = 1; i < MANY; i++) {
            remember("fact " + i);
        }
        S3Options bucket = S3Proxy.shared().newBucket();
        try (StorageClient storage = new S3Storage(bucket);
                S3Client akosha = S3Proxy.shared().client()) {
            String upload = upload(storage, store(), new SourceSetting("notes", notes));
            String prefix = "systems/unit/uploads/" + upload + "/";
            JsonNode read = JSON.readTree(akosha.getObjectAsBytes(
                            request -> request.bucket(bucket.bucket()).key(prefix + "/" + NAME))
                    .asByteArray());
            assertThat(read.path("conversations")).hasSize(MANY);
            JsonNode conversation = read.path("conversations").get(0);
            assertThat(conversation.path("id").asText()).isEqualTo(first.id());
            assertThat(conversation.path("content").asText())
                    .isEqualTo(odd.text().content());
            assertThat(conversation.path("timestamp").asText())
                    .isEqualTo(first.created().toString());
            assertThat(conversation.path("source").asText()).isEqualTo("holdfast");
            assertThat(conversation.at("/metadata/type").asText()).isEqualTo("projects");
            assertThat(conversation.at("/metadata/tags").asText()).isEqualTo("a, b");
            assertThat(conversation.at("/metadata/importance").asDouble()).isEqualTo(0.75);
            JsonNode manifest = Manifests.read(storage, prefix + "manifest.json");
            assertThat(manifest.path("conversation_count").asInt()).isEqualTo(MANY);
            assertThat(manifest.path("files").toString()).contains("\"" + NAME + "\"");
            assertThat(sync(storage, store(), new SourceSetting("notes", notes)).uploadId())
                    .as("nothing has changed")
                    .isEmpty();
            VerifyReport report = recovery(storage).verify(Optional.empty(), true, SyncContext.quiet());
            assertThat(report.problems()).isEmpty();
            akosha.deleteObject(request -> request.bucket(bucket.bucket()).key(prefix + "/" + NAME));
            assertThat(recovery(storage)
                            .verify(Optional.empty(), true, SyncContext.quiet())
                            .problems())
                    .extracting(RemoteProblem::object)
                    .containsExactly(prefix + "/" + NAME);
        }
    }

    @Test
    void aFolderHasThemUnderASingleSlash() throws Exception {
        remember("in a folder");
        String id = upload(shown, store());
        assertThat(text(shown, "systems/unit/uploads/" + id + "/" + NAME)).contains("in a folder");
        assertThat(sync(shown, store()).uploadId()).isEmpty();
    }

    @Test
    void aServiceThatTakesNoSuchKeyGetsThemUnderASingleSlash() throws Exception {
        remember("refused there");
        remote.refusing();
        String id = upload(remote, store());
        assertThat(contents("systems/unit/uploads/" + id + "/" + NAME)).containsExactly("refused there");
        assertThat(sync(remote, store()).uploadId()).isEmpty();
        assertThat(verify().problems()).isEmpty();
    }

    static Stream<Supplier<StorageException>> refusals() {
        return Stream.of(
                () -> new StorageException.Permanent("400", null),
                () -> new StorageException.Denied("The signature does not match.", null),
                () -> new StorageException.NotFound("404", null),
                () -> new StorageException.Corrupt("What arrived is something else.", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whateverAServiceSaysToSuchAKeyTheUploadIsMade(Supplier<StorageException> refusal) throws Exception {
        remember("said no to");
        remote.refusing(refusal);
        String id = upload(remote, store());
        assertThat(contents("systems/unit/uploads/" + id + "/" + NAME)).containsExactly("said no to");
        assertThat(sync(remote, store()).uploadId()).isEmpty();
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aGatewayThatPutsThemElsewhereGetsThemUnderASingleSlash() throws Exception {
        remember("moved");
        remote.misplacing();
        String id = upload(remote, store());
        assertThat(manifest(id).at("/metadata/memories/key").asText()).doesNotContain("//");
        assertThat(contents("systems/unit/uploads/" + id + "/" + NAME)).containsExactly("moved");
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void whatMayPassIsNotTakenForARefusalOfTheKey() {
        remember("later");
        remote.refusing(() -> new StorageException.Transient("503", null));
        assertThatThrownBy(() -> sync(remote, store()))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.isTransient()).isTrue());
        assertThat(remote.keys()).noneMatch(key -> key.endsWith(NAME));
    }

    @Test
    void aServiceThatBeginsToRefuseTheKeyGetsThemAgain() throws Exception {
        remember("one");
        upload(remote, store());
        remote.refusing();
        String id = upload(remote, store());
        assertThat(contents("systems/unit/uploads/" + id + "/" + NAME)).containsExactly("one");
    }

    @Test
    void oldUploadsAreClearedAwayWhereNoSuchKeyIsTaken() throws Exception {
        SourceSetting other = new SourceSetting("notes", notes);
        remember("one");
        remote.refusing();
        String first = upload(remote, store(), other);
        Files.writeString(notes.resolve("a.md"), "changed");
        remember("two");
        upload(remote, store(), other);
        settings.set(Keys.KEEP_LAST, 1);
        assertThat(pruneADayLater()).containsExactly(first);
        assertThat(remote.keys()).noneMatch(key -> key.contains(first));
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aTornUploadIsClearedAwayWhereNoSuchKeyIsTaken() throws Exception {
        remember("one");
        remote.refusing();
        assertThat(diesIn(dyingAt(6))).isTrue();
        assertThat(remote.keys()).anyMatch(key -> key.startsWith("holdfast/pending/"));
        clock.pass(Duration.ofDays(2));
        String id = upload(remote, store());
        assertThat(remote.keys()).noneMatch(key -> key.startsWith("holdfast/pending/"));
        assertThat(remote.keys()).filteredOn(key -> key.contains("/uploads/")).allMatch(key -> key.contains(id));
    }

    @Test
    void aSyncThatDiedIsGoneOnWithWhereNoSuchKeyIsTaken() throws Exception {
        remember("one");
        remote.refusing();
        int call = 1;
        for (boolean died = true; died; call++) {
            remember("before call " + call);
            died = diesIn(dyingAt(call));
            sync(remote, store());
            assertThat(contents(newestMemories())).hasSize(call + 1);
            assertThat(verify().problems()).isEmpty();
            clock.pass(Duration.ofSeconds(60));
        }
    }

    /** A try dies with new memories sent, and by the next one they are what the last upload has again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoriesThatWereSentForNothingHoldNothingUp(boolean refusing) throws Exception {
        if (refusing) {
            remote.refusing();
        }
        SourceSetting other = new SourceSetting("notes", notes);
        remember("stays");
        sync(remote, store(), other);
        int call = 1;
        for (boolean died = true; died; call++) {
            clock.pass(Duration.ofSeconds(60));
            String undone = remember("undone").id();
            Files.writeString(notes.resolve("a.md"), clock.instant() + " " + call);
            died = diesIn(dyingAt(call), store(), other);
            try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
                store.delete(undone);
            }
            Files.writeString(notes.resolve("a.md"), clock.instant() + " again " + call);
            sync(remote, store(), other);
            assertThat(contents(newestMemories())).containsOnly("stays");
            assertThat(verify().problems()).isEmpty();
        }
    }

    private StorageClient dyingAt(int call) {
        return new FaultyStorage(remote)
                .failAt(call, Moment.AFTER, IllegalStateException::new)
                .mayMiss();
    }

    @Test
    void theyAreSentAgainOnlyWhenTheyHaveChanged() throws Exception {
        remember("one");
        SourceSetting other = new SourceSetting("notes", notes);
        String first = upload(remote, store(), other);
        Files.writeString(notes.resolve("a.md"), "changed");
        String second = upload(remote, store(), other);
        assertThat(remote.keys()).contains(key(first)).doesNotContain(key(second));
        assertThat(manifest(second).at("/metadata/memories/key").asText()).isEqualTo(key(first));
        assertThat(manifest(second).path("conversation_count").asInt()).isZero();
        remember("two");
        String third = upload(remote, store(), other);
        assertThat(contents(key(third))).containsExactly("one", "two");
        assertThat(sync(remote, store(), other).uploadId()).isEmpty();
        settings.set(Keys.ENABLE_DEDUPLICATION, false);
        assertThat(contents(key(upload(remote, store(), other)))).hasSize(2);
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aSyncThatTakesLongSeesWhetherThoseItRefersToAreStillThere() throws Exception {
        remember("one");
        SourceSetting other = new SourceSetting("notes", notes);
        String first = upload(remote, store(), other);
        Files.writeString(notes.resolve("a.md"), "changed");
        assertThat(manifest(upload(slow(false, first), store(), other))
                        .at("/metadata/memories/key")
                        .asText())
                .isEqualTo(key(first));
        Files.writeString(notes.resolve("a.md"), "changed again");
        assertThatThrownBy(() -> sync(slow(true, first), store(), other))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("cleared away");
        String last = upload(remote, store(), other);
        assertThat(contents(key(last))).containsExactly("one");
    }

    /** It takes half a day and more to send a file, in which somebody may clear away the memories of this upload. */
    private StorageClient slow(boolean clearing, String upload) {
        return new ForwardingStorage(remote) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                if (operation.equals("put") && key.contains("a.md")) {
                    clock.pass(Duration.ofHours(13));
                    if (clearing) {
                        remote.delete(key(upload));
                    }
                }
                return call.run();
            }
        };
    }

    @Test
    void aSyncOfSomethingElseLeavesThemAlone() throws Exception {
        remember("one");
        String id = upload(remote, new SourceSetting("notes", notes));
        assertThat(remote.keys()).noneMatch(key -> key.endsWith(NAME));
        assertThat(manifest(id).at("/metadata/memories").isMissingNode()).isTrue();
    }

    @Test
    void aFolderThatHoldsTheHomeBringsThemToo() throws Exception {
        remember("one");
        assertThat(contents(key(upload(remote, new SourceSetting("all", temp)))))
                .containsExactly("one");
    }

    @Test
    void whoWantsNoMemoriesUploadedGetsNone() throws Exception {
        remember("not for others");
        settings.set(Keys.UPLOAD_MEMORIES, false);
        String id = upload(remote, store());
        assertThat(remote.keys()).noneMatch(key -> key.endsWith(NAME));
        assertThat(manifest(id).at("/metadata/memories").isMissingNode()).isTrue();
    }

    @Test
    void sensitiveOnesAreInThemOnlyWhenTheSettingSaysSo() throws Exception {
        remember("plain");
        remember(sensitive("canary-7261"));
        assertThat(text(remote, key(upload(remote, store()))))
                .contains("plain")
                .doesNotContain("canary", "\"sensitive\":true");
        settings.set(Keys.UPLOAD_SENSITIVE_MEMORIES, true);
        assertThat(contents(key(upload(remote, store())))).containsExactly("plain", "canary-7261");
    }

    @Test
    void eachHasTheEmbeddingThatAkoshaWantsOnceOneCanBeMade() throws Exception {
        remember("bread");
        remember(sensitive("salt and pepper"));
        settings.set(Keys.UPLOAD_SENSITIVE_MEMORIES, true);
        String without = upload(remote, store());
        assertThat(text(remote, key(without))).doesNotContain("embedding");
        embedder = Optional.of(new Lengths());
        String with = upload(remote, store());
        JsonNode conversations = JSON.readTree(text(remote, key(with))).path("conversations");
        assertThat(conversations).hasSize(2).allSatisfy(conversation -> {
            assertThat(conversation.path("embedding")).hasSize(384);
            assertThat(conversation.at("/embedding/7").asDouble())
                    .isCloseTo(conversation.path("content").asText().length(), within(1e-4));
        });
        assertThat(sync(remote, store()).uploadId()).as("the same again").isEmpty();
        assertThat(Files.readString(home.resolve(MemoryVectors.FILE_NAME), ISO_8859_1))
                .as("vectors, and no texts")
                .doesNotContain("bread");
    }

    static Stream<Throwable> failuresOfAnEmbedder() {
        return Stream.of(
                new IllegalStateException("as another maker pleases"),
                new NoClassDefFoundError("left/Out"),
                new IndexOutOfBoundsException());
    }

    @ParameterizedTest
    @MethodSource("failuresOfAnEmbedder")
    void whateverAnEmbedderThrowsTheyAreSentWithoutItsHelp(Throwable failure) throws Exception {
        remember("bread");
        remember(sensitive("salt"));
        settings.set(Keys.UPLOAD_SENSITIVE_MEMORIES, true);
        embedder = Optional.of(new Lengths() {
            @Override
            public List<float[]> embed(List<String> texts) {
                // What is missing is made page by page, after the rest; both are to be survived.
                if (failure instanceof Error error && texts.contains("bread")) {
                    throw error;
                }
                if (failure instanceof RuntimeException exception && texts.contains("salt")) {
                    throw exception;
                }
                return super.embed(texts);
            }
        });
        assertThat(contents(key(upload(remote, store())))).containsExactly("bread", "salt");
    }

    @Test
    void aFileOfVectorsThatCantBeUsedStopsNeitherUploadsNorDeletions() throws Exception {
        String gone = remember("goes").id();
        String sealed = remember("becomes sensitive").id();
        remember("stays");
        Files.createDirectories(home.resolve(MemoryVectors.FILE_NAME).resolve("in the way"));
        embedder = Optional.of(new Lengths());
        assertThat(contents(key(upload(remote, store())))).hasSize(3);
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            store.delete(gone);
            store.add(sensitive("becomes sensitive"));
            assertThat(store.find(gone)).isEmpty();
            assertThat(store.find(sealed).orElseThrow().sensitive()).isTrue();
        }
        assertThat(contents(key(upload(remote, store())))).containsExactly("stays");
    }

    @Test
    void whatTheSyncWithAMemoryApiKeepsInTheHomeIsNoPartOfASourceThatHoldsIt() throws Exception {
        remember("bread");
        for (String name : List.of("records.lock", "memory-api.txt", "memory-api.txt.part")) {
            Files.writeString(home.resolve(name), name);
        }
        assertThat(sync(remote, new SourceSetting("all", home)).filesUploaded()).containsExactly("all/memory.db");
    }

    @Test
    void vectorsAreNoPartOfASourceThatHoldsTheHome() throws Exception {
        remember("bread");
        embedder = Optional.of(new Lengths());
        MethodResult result = sync(remote, new SourceSetting("all", home));
        assertThat(home.resolve(MemoryVectors.FILE_NAME)).exists();
        clock.pass(Duration.ofSeconds(60));
        assertThat(result.filesUploaded()).contains("all/memory.db").noneMatch(file -> file.contains("vectors"));
        assertThat(sync(remote, new SourceSetting("all", home)).uploadId()).isEmpty();
    }

    /** What a text means, by its length. */
    private static class Lengths implements Embedder {
        @Override
        public String model() {
            return "lengths";
        }

        @Override
        public int dimensions() {
            return 384;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            return texts.stream()
                    .map(text -> {
                        float[] vector = new float[dimensions()];
                        Arrays.fill(vector, text.length());
                        return vector;
                    })
                    .toList();
        }
    }

    @Test
    void whatIsDeletedOrSaysNothingIsNotInThem() throws Exception {
        remember("stays");
        String gone = remember("goes").id();
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            store.delete(gone);
        }
        assertThat(contents(key(upload(remote, store())))).containsExactly("stays");
    }

    @Test
    void oneThatIsLostOrDamagedIsToldAndSentAgain() throws Exception {
        remember("one");
        String first = upload(remote, store());
        remote.put(
                key(first),
                Content.of("x".repeat(text(remote, key(first)).length()).getBytes(UTF_8)),
                PutOptions.DEFAULT);
        assertThat(verify().problems()).extracting(RemoteProblem::object).containsExactly(key(first));
        String second = upload(remote, store());
        assertThat(contents(key(second))).containsExactly("one");
        remote.delete(key(second));
        assertThat(verify().problems()).extracting(RemoteProblem::object).contains(key(second));
        assertThat(contents(key(upload(remote, store())))).containsExactly("one");
    }

    @Test
    void aRestoreBringsTheStoreAndNotThem() throws Exception {
        remember("one");
        upload(remote, store());
        Path target = temp.resolve("restored");
        recovery(remote)
                .restore(
                        new RestoreRequest(
                                Optional.empty(), Optional.empty(), List.of(), new RestoreRequest.Into(target)),
                        SyncContext.quiet());
        assertThat(target.resolve("holdfast-memories").toFile().list()).containsExactly(MemoryStore.FILE_NAME);
    }

    @Test
    void theyGoWithTheLastUploadThatRefersToThem() throws Exception {
        SourceSetting other = new SourceSetting("notes", notes);
        remember("one");
        String first = upload(remote, store(), other);
        Files.writeString(notes.resolve("a.md"), "changed");
        upload(remote, store(), other);
        settings.set(Keys.KEEP_LAST, 1);
        assertThat(pruneADayLater()).containsExactly(first);
        assertThat(remote.keys()).contains(key(first));
        assertThat(verify().problems()).isEmpty();
        remember("two");
        String third = upload(remote, store(), other);
        pruneADayLater();
        assertThat(remote.keys()).contains(key(third)).doesNotContain(key(first));
        assertThat(manifest(third).at("/metadata/memories/key").asText()).isEqualTo(key(third));
        assertThat(verify().problems()).isEmpty();
    }

    private List<String> pruneADayLater() throws SyncException {
        List<String> gone = recovery(remote).prune(false, new CancelSignal()).forgotten();
        clock.pass(Duration.ofDays(1).plusSeconds(1));
        recovery(remote).prune(false, new CancelSignal());
        return gone;
    }

    /** Whatever call it dies at, the next sync ends with the memories as they are then; a day later nothing else is left. */
    @Test
    void aSyncThatDiedIsGoneOnWithAlsoWhenTheMemoriesHaveChangedMeanwhile() throws Exception {
        remember("one");
        int call = 1;
        for (boolean died = true; died; call++) {
            died = diesIn(dyingAt(call));
            remember("after call " + call);
            sync(remote, store());
            String newest = newestMemories();
            assertThat(contents(newest)).hasSize(call + 1).contains("after call " + call);
            assertThat(verify().problems()).isEmpty();
            clock.pass(Duration.ofSeconds(60));
        }
        clock.pass(Duration.ofDays(1).plusSeconds(1));
        remember("last");
        sync(remote, store());
        assertThat(remote.keys())
                .filteredOn(key -> key.endsWith(NAME))
                .allMatch(key -> shown.keys().contains(key.replace("//" + NAME, "/manifest.json")));
    }

    private boolean diesIn(StorageClient storage) throws SyncException {
        return diesIn(storage, store());
    }

    private boolean diesIn(StorageClient storage, SourceSetting... sources) throws SyncException {
        try {
            sync(storage, sources);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private String newestMemories() throws IOException {
        List<String> all = Manifests.all(remote);
        return Manifests.read(remote, all.get(all.size() - 1))
                .at("/metadata/memories/key")
                .asText();
    }

    @Test
    void aManifestThatNamesAnotherPlaceForThemIsNotBelieved() throws Exception {
        remember("one");
        String id = upload(remote, store());
        String manifest = "systems/unit/uploads/" + id + "/manifest.json";
        for (String place : List.of("systems/other/uploads/" + id + "//" + NAME, "systems/unit/uploads/" + id + "/x")) {
            Manifests.forge(shown, manifest, json -> {
                if (json.at("/metadata/memories") instanceof ObjectNode memories) {
                    memories.put("key", place);
                }
            });
            assertThat(verify().problems()).extracting(RemoteProblem::object).containsExactly(manifest);
        }
    }
}
