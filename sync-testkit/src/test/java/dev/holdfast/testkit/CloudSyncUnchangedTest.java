package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.snapshot.SeenUnits;
import dev.holdfast.sync.snapshot.SnapshotUnit;
import dev.holdfast.sync.snapshot.StateSeenUnits;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that looks as it did is not read again, and is uploaded all the same whenever the remote lacks it. */
class CloudSyncUnchangedTest {
    @TempDir
    Path temp;

    private final MemoryStorage remote = new MemoryStorage();
    private Path notes;
    private StateDatabase state;
    private Reads reads;

    @BeforeEach
    void writeSources() throws IOException {
        notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("a.md"), "alpha");
        Files.writeString(notes.resolve("b.md"), "beta");
        state = new StateDatabase(temp.resolve("home"), Instant::now);
        reads = new Reads(new StateSeenUnits(state, () -> Instant.now().plus(Duration.ofMinutes(2))));
    }

    @AfterEach
    void close() {
        state.close();
    }

    /** Counts how many units were read: those are the ones remembered. */
    private static final class Reads implements SeenUnits {
        private final SeenUnits next;
        private int count;

        Reads(SeenUnits next) {
            this.next = next;
        }

        int sinceLast() {
            int since = count;
            count = 0;
            return since;
        }

        @Override
        public Instant now() {
            return next.now();
        }

        @Override
        public Optional<Seen> find(SnapshotUnit unit) {
            return next.find(unit);
        }

        @Override
        public void keep(SnapshotUnit unit, Seen seen) {
            count++;
            next.keep(unit, seen);
        }

        @Override
        public void flush() {
            next.flush();
        }
    }

    private MethodResult sync(boolean deduplicate) throws Exception {
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.ENABLE_DEDUPLICATION, deduplicate)
                .set(Keys.REMOTE, Optional.of(URI.create("s3://bucket")))
                .build();
        CloudSync cloud =
                new CloudSync(settings, any -> remote, Clock.systemUTC(), new VirtualPause(), Set.of(), reads);
        MethodRequest request = new MethodRequest(List.of(new SourceSetting("notes", notes)), "command");
        return cloud.sync(request, SyncContext.quiet());
    }

    @Test
    void whatLooksUnchangedIsNotReadAgain() throws Exception {
        assertThat(sync(true).filesUploaded()).hasSize(2);
        assertThat(reads.sinceLast()).isEqualTo(2);

        MethodResult second = sync(true);
        assertThat(reads.sinceLast()).isZero();
        assertThat(second.uploadId()).isEmpty();
        assertThat(second.filesSkipped()).containsExactly("notes/a.md", "notes/b.md");
    }

    @Test
    void onlyWhatChangedIsReadAndTheManifestNamesTheRest() throws Exception {
        sync(true);
        reads.sinceLast();
        Files.writeString(notes.resolve("b.md"), "BETA");

        assertThat(sync(true).filesUploaded()).containsExactly("notes/b.md");
        assertThat(reads.sinceLast()).isEqualTo(1);
        assertThat(sync(true).uploadId()).isEmpty();
    }

    @Test
    void anEmptiedRemoteIsFilledAgain() throws Exception {
        sync(true);
        reads.sinceLast();
        for (String key : remote.keys()) {
            remote.delete(key);
        }

        assertThat(sync(true).filesUploaded()).hasSize(2);
        assertThat(reads.sinceLast()).isEqualTo(2);
    }

    @Test
    void withoutDeduplicationEverythingIsReadAndSentEachTime() throws Exception {
        sync(false);
        reads.sinceLast();

        assertThat(sync(false).filesUploaded()).hasSize(2);
        assertThat(reads.sinceLast()).isEqualTo(2);
    }

    @Test
    void aRenamedFileIsReadOnceAndNotSent() throws Exception {
        sync(true);
        reads.sinceLast();
        Files.move(notes.resolve("b.md"), notes.resolve("c.md"));

        MethodResult moved = sync(true);
        assertThat(moved.filesUploaded()).isEmpty();
        assertThat(moved.uploadId()).isPresent();
        assertThat(reads.sinceLast()).isEqualTo(1);
    }
}
