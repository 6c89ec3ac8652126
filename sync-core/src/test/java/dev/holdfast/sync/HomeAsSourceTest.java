package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.space.DocumentWish;
import dev.holdfast.sync.space.MemoryPlaces;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.spool.Spool;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.tree.KeptHashes;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload takes of a home that is in full use and that a source holds: what is the user's, and nothing else. */
class HomeAsSourceTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final String[] TAKEN = {"all/holdfast.yaml", "all/memory.db", "all/note.md", "all/spaces.db"};

    @TempDir
    Path work = Path.of("");

    private Path home = work;
    private Settings settings = Settings.builder(work).build();
    private MirrorSetting folders = new MirrorSetting("", "", "", "");
    private MirrorSetting memories = folders;
    private MirrorSetting bucket = folders;

    /** These stay open, so that logs lie beside them. */
    private MemoryStore store = new MemoryStore(work, CLOCK);

    private MemoryPlaces places = new MemoryPlaces(work, CLOCK);

    @BeforeEach
    void settle() throws Exception {
        home = Files.createDirectories(work.resolve("home"));
        Path left = Files.createDirectories(work.resolve("left"));
        Path right = Files.createDirectories(work.resolve("right"));
        folders = new MirrorSetting("folders", left.toString(), right.toString(), "twoWay");
        memories = new MirrorSetting(
                "memories",
                MirrorSetting.ofSpace("memories"),
                Files.createDirectories(work.resolve("memories")).toString(),
                "twoWay");
        bucket = new MirrorSetting("bucket", left.toString(), "s3://bucket/x", "twoWay");
        settings = Settings.builder(home)
                .set(Keys.SYSTEM_ID, "here")
                .set(Keys.SOURCES, List.of(new SourceSetting("all", home)))
                .set(Keys.UPLOAD_MEMORIES, false)
                .set(Keys.UPLOAD_SPACES, false)
                .build();
        store = new MemoryStore(home, CLOCK);
        places = new MemoryPlaces(home, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
        places.close();
    }

    @Test
    void onlyWhatIsTheUsersLeavesTheMachine() throws Exception {
        write("note.md");
        write("holdfast.yaml");
        remember();
        try (Mirrors mirrors = new Mirrors(settings, CLOCK);
                HomeLock watched = mirrors.watching(folders)) {
            assertThat(watched).isNotNull();
            mirror(mirrors);
            leaveWhatOthersLeave();

            SyncReport first = sync();

            assertThat(first.filesUploaded()).containsExactlyInAnyOrder(TAKEN);
            assertThat(Stream.of(
                            StateDatabase.FILE_NAME,
                            MemoryPlaces.FILE_NAME,
                            MemoryPlaces.FILE_NAME + "-wal",
                            MemoryVectors.FILE_NAME,
                            MemoryStore.KEY_FILE_NAME,
                            KeptHashes.FILE_NAME,
                            "memory-files.lock",
                            "drain.lock",
                            "locks",
                            "machine-id",
                            "staging",
                            "remote"))
                    .as("what has to be there for this to say anything")
                    .allMatch(name -> Files.exists(home.resolve(name)));

            SyncReport again = sync();
            assertThat(again.filesUploaded())
                    .as("nor does it take what a sync leaves in the home")
                    .isEmpty();
            assertThat(again.uploadId()).isEmpty();
        }
    }

    private void write(String name) throws Exception {
        Files.createDirectories(home.resolve(name).resolveSibling(""));
        Files.writeString(home.resolve(name), "what " + name + " says\n");
    }

    private void remember() throws Exception {
        store.add(NewMemory.fact("Anna likes tea."));
        store.add(new NewMemory("facts", new MemoryText("canary", "", ""), 0.5, true));
        try (MemoryVectors vectors = new MemoryVectors(home, CLOCK, () -> Optional.of(new Lengths()))) {
            vectors.update(new CancelSignal());
        }
        try (SpaceStore spaces = new SpaceStore(home, CLOCK)) {
            spaces.put("notes", DocumentWish.at("a.md"), () -> new ByteArrayInputStream(new byte[] {'a'}));
        }
    }

    private void mirror(Mirrors mirrors) throws Exception {
        for (String side : List.of(folders.source(), folders.destination())) {
            Path note = Files.writeString(Path.of(side).resolve("a.md"), "alpha");
            // What was written just now is never believed to be what was read.
            Files.setLastModifiedTime(note, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        for (MirrorSetting each : List.of(folders, memories)) {
            assertThat(mirrors.run(each, false, ProgressListener.NONE, new CancelSignal())
                            .ok())
                    .isTrue();
        }
        MirrorTrees.holds(bucket, bucket.destination(), settings).keep("token");
        assertThat(places.<Boolean>read(false, connection -> true)).isTrue();
    }

    /** By other processes, by earlier ones, and by those that died. */
    private void leaveWhatOthersLeave() throws Exception {
        try (StateDatabase state = new StateDatabase(home, CLOCK)) {
            write("spool/bad/x.json");
            write("spool/one.json");
            new Spool(home, state, CLOCK).takeAll(Duration.ZERO, (attributes, note) -> true);
        }
        for (String name : List.of(
                "drain-2.lock",
                "drain-3.lock",
                "drain-4.lock",
                "logs/holdfast.log",
                "drivers/duckdb.jar",
                "extensions/more/model.bin",
                "damaged-objects",
                "state.db.damaged-20260101T000000Z",
                "state.db.damaged-20260101T000000Z-wal",
                "memory-vectors.db.damaged-20260101T000000Z-2",
                "hashes.db-journal",
                "memory.key.part",
                RecordService.LOCK_FILE_NAME,
                RecordService.CONTACT_FILE_NAME,
                RecordService.CONTACT_PART_FILE_NAME)) {
            write(name);
        }
    }

    private SyncReport sync() throws Exception {
        try (SyncService service = SyncServices.standard(settings)) {
            SyncService.Ticket ticket = service.submit(SyncRequest.everything(Trigger.COMMAND));
            service.startDraining();
            SyncReport report = service.await(
                            ticket.jobId(), Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal())
                    .get();
            assertThat(report.success()).as("%s", report).isTrue();
            return report;
        }
    }

    /** What a text means, by its length. */
    private static final class Lengths implements Embedder {
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
}
