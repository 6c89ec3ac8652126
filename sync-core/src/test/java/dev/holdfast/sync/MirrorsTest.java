package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.MirrorStatus;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors over real folders, in one home whose settings change. */
class MirrorsTest {
    @TempDir
    Path work;

    private Settings.Builder settings;
    private MirrorSetting notes;

    @BeforeEach
    void bothSidesHaveTheSameNote() throws IOException {
        settings = Settings.builder(work.resolve("home")).set(Keys.SYSTEM_ID, "here");
        notes = mirror("left", "right", "twoWay");
        Files.createDirectories(work.resolve("right"));
        Files.writeString(Files.createDirectories(work.resolve("left")).resolve("note.md"), "first");
        assertThat(run(notes).ok()).isTrue();
    }

    private MirrorSetting mirror(String left, String right, String mode) {
        return new MirrorSetting(
                "notes", work.resolve(left).toString(), work.resolve(right).toString(), mode);
    }

    private Mirrors mirrors(MirrorSetting mirror) {
        return new Mirrors(settings.set(Keys.MIRRORS, List.of(mirror)).build(), InstantSource.system());
    }

    private MirrorReport run(MirrorSetting mirror) {
        try (Mirrors mirrors = mirrors(mirror)) {
            return mirrors.run(mirror, false, ProgressListener.NONE, new CancelSignal());
        }
    }

    private RecordedConflict conflict() throws IOException {
        Files.writeString(work.resolve("left/note.md"), "mine");
        Files.writeString(work.resolve("right/note.md"), "theirs");
        assertThat(run(notes).ok()).isTrue();
        try (Mirrors mirrors = mirrors(notes)) {
            assertThat(mirrors.conflicts(false)).hasSize(1);
            return mirrors.conflicts(false).get(0);
        }
    }

    @Test
    void anotherPairOfTheSameNameLeavesThisOnesConflictsOpen() throws IOException, StorageException {
        RecordedConflict conflict = conflict();
        assertThat(conflict.place()).isEqualTo("notes");
        Files.createDirectories(work.resolve("elsewhere"));
        MirrorSetting other = mirror("left", "elsewhere", "sourceBackup");
        MirrorSetting third = mirror("elsewhere", "third", "twoWay");
        Files.createDirectories(work.resolve("third"));
        assertThat(run(third).ok()).isTrue();
        assertThat(run(other).ok()).isTrue();
        try (Mirrors mirrors = mirrors(other)) {
            assertThat(mirrors.status().get(0).openConflicts()).isZero();
            assertThatThrownBy(() -> mirrors.resolve(conflict.id(), ConflictChoice.SOURCE, new CancelSignal()))
                    .isInstanceOf(UnknownMirrorException.class)
                    .hasMessageContaining("not in these settings");
        }
        try (Mirrors mirrors = mirrors(notes)) {
            assertThat(mirrors.status().get(0).openConflicts()).isEqualTo(1);
            assertThat(mirrors.resolve(conflict.id(), ConflictChoice.SOURCE, new CancelSignal())
                            .ok())
                    .isTrue();
        }
        assertThat(work.resolve("right/note.md")).hasContent("mine");
    }

    @Test
    void aBucketAtAnotherServiceOrOfAnotherAccountIsAnotherPair() {
        MirrorSetting bucket = new MirrorSetting("notes", work.resolve("left").toString(), "s3://bucket/x", "twoWay");
        String plain = id(bucket);
        settings.set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://minio.example:9000")));
        String endpoint = id(bucket);
        settings.set(Keys.CLOUD_PROFILE, "other");
        assertThat(List.of(plain, endpoint, id(bucket))).doesNotHaveDuplicates();
        String folders = id(notes);
        settings.set(Keys.CLOUD_PROFILE, "third");
        assertThat(id(notes)).isEqualTo(folders);
    }

    private String id(MirrorSetting mirror) {
        try (Mirrors mirrors = mirrors(mirror)) {
            return mirrors.id(mirror);
        }
    }

    @Test
    void hashesAreRememberedOnlyWhereNotEachFileIsToBeReadEachTime() throws IOException {
        MirrorRules rules = MirrorRules.DEFAULT;
        MirrorRules reading = new MirrorRules(
                rules.ignore(),
                rules.excludeDotFiles(),
                rules.sourceTrash(),
                rules.initial(),
                MirrorRules.Comparison.HASH_ONLY,
                rules.mtimeTolerance(),
                rules.conflicts(),
                rules.deleteOrphans(),
                rules.syncMetadata(),
                rules.sensitive(),
                rules.storageId());
        Path hashes = work.resolve("home/hashes.db");
        touch();
        assertThat(run(new MirrorSetting(notes.name(), notes.source(), notes.destination(), notes.mode(), reading))
                        .ok())
                .isTrue();
        assertThat(hashes).doesNotExist();
        touch();
        assertThat(run(notes).ok()).isTrue();
        assertThat(hashes).exists();
    }

    private void touch() throws IOException {
        Path note = work.resolve("left/note.md");
        Files.setLastModifiedTime(
                note, FileTime.from(Files.getLastModifiedTime(note).toInstant().minusSeconds(100)));
    }

    @Test
    void pairsThatAreRunSideBySideHaveHoldsOfTheirOwn() {
        MirrorSetting bucket = new MirrorSetting("a", work.resolve("left").toString(), "s3://bucket/x", "twoWay");
        Settings here = settings.build();
        Settings elsewhere = settings.set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://minio.example:9000")))
                .build();
        assertThat(MirrorTrees.holds(bucket, bucket.destination(), here))
                .isEqualTo(MirrorTrees.holds(bucket, bucket.destination(), here))
                .isNotEqualTo(MirrorTrees.holds(bucket, bucket.destination(), elsewhere));
    }

    @Test
    void nothingIsSettledWhileTheMirrorRunsElsewhereInThisHome() throws IOException, StorageException {
        RecordedConflict conflict = conflict();
        try (Mirrors mirrors = mirrors(notes)) {
            try (HomeLock held = HomeLock.tryAcquire(work.resolve("home/locks/mirror-" + mirrors.id(notes) + ".lock"))
                    .orElseThrow()) {
                assertThat(held).isNotNull();
                assertThatThrownBy(() -> mirrors.resolve(conflict.id(), ConflictChoice.SOURCE, new CancelSignal()))
                        .isInstanceOf(StorageException.Transient.class)
                        .hasMessageContaining("Another process is running the mirror notes");
            }
            assertThat(mirrors.conflicts(false)).hasSize(1);
            assertThat(mirrors.resolve(conflict.id(), ConflictChoice.DESTINATION, new CancelSignal())
                            .ok())
                    .isTrue();
        }
        assertThat(work.resolve("left/note.md")).hasContent("theirs");
    }

    @Test
    void aRunThatDidNotComeToItsSidesShowsInTheStatus() {
        settings.set(Keys.REMOTE, Optional.of(work.resolve("right").toUri()));
        MirrorReport report = run(notes);
        assertThat(report.ok()).isFalse();
        try (Mirrors mirrors = mirrors(notes)) {
            MirrorStatus status = mirrors.status().get(0).status();
            assertThat(status.outcome()).isEqualTo(Outcome.INCOMPLETE);
            assertThat(status.problem()).contains("the remote has to do with");
            assertThat(status.lastEqual()).isNotNull();
        }
    }

    @Test
    void onlyARunBothWaysThatLeavesNothingOutMakesBothSidesTheSame() throws IOException {
        assertThat(run(notes).same()).isTrue();
        Files.writeString(work.resolve("right/only here"), "x");
        MirrorReport backup = run(mirror("left", "right", "sourceBackup"));
        assertThat(backup.ok()).isTrue();
        assertThat(backup.same()).isFalse();
        Files.createSymbolicLink(work.resolve("left/link"), work.resolve("right"));
        MirrorReport linked = run(notes);
        assertThat(linked.ok()).isTrue();
        assertThat(linked.same()).isFalse();
    }
}
