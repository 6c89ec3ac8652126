package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is damaged or gone on the remote is named, is never restored, and keeps nothing else from being restored. */
class RestoreDamageTest {
    @TempDir
    Path temp = Path.of("");

    // One that can't tell hashes, as with S3's large objects: only reading shows what is in an object.
    private final MemoryStorage remote = MemoryStorage.without(Capability.CONTENT_HASH);
    private Machine machine = new Machine(temp, "laptop", remote);
    private int restores;

    @BeforeEach
    void twoUploads() throws Exception {
        machine = new Machine(temp, "laptop", remote)
                .write("notes/a.md", "alpha")
                .write("notes/b.md", "beta ".repeat(9_000))
                .write("notes/empty", "")
                .source("notes");
        machine.sync();
        machine.write("plain.txt", "text").source("plain", "plain.txt").sync();
    }

    private List<String> objects() {
        return remote.keys().stream()
                .filter(key -> !key.endsWith("manifest.json"))
                .toList();
    }

    private String object(String name) {
        return objects().stream().filter(key -> key.contains(name)).findFirst().orElseThrow();
    }

    private void change(String key, UnaryOperator<byte[]> how) throws Exception {
        Manifests.put(remote, key, how.apply(Manifests.get(remote, key)));
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << bit);
        return copy;
    }

    private String next() {
        return "back" + ++restores;
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip", "none"})
    void aFlippedBitInAnyObjectIsNamedByRestoreAndVerify(String format) throws Exception {
        for (String key : remote.keys()) {
            remote.delete(key);
        }
        machine.compression(format).sync();
        assertThat(objects()).hasSize(4);
        for (String key : objects()) {
            byte[] whole = Manifests.get(remote, key);
            for (int at : places(whole.length)) {
                Manifests.put(remote, key, flipped(whole, at, (at + 3) % 8));
                assertNamed(key, 3);
            }
            // What is empty has no bit to flip, but may get some.
            Manifests.put(remote, key, Arrays.copyOf(whole, whole.length + 1));
            assertNamed(key, 3);
            Manifests.put(remote, key, whole);
        }
        assertThat(machine.verify(true).problems()).isEmpty();
        assertThat(machine.restore(next()).problems()).isEmpty();
    }

    /** Every byte of what is short, so that headers, sizes and checksums of all formats are met, and some of the rest. */
    private static int[] places(int length) {
        return IntStream.range(0, length)
                .filter(at -> length < 40 || at % (length / 5) == 0 || at == length - 1)
                .toArray();
    }

    /** The one object is named, no file of it is there, and all the others are. */
    private void assertNamed(String key, int others) throws Exception {
        String to = next();
        RestoreReport report = machine.restore(to);
        assertThat(report.success()).isFalse();
        assertThat(report.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.object()).isEqualTo(key);
            assertThat(problem.sentence()).contains(key);
            assertThat(machine.path(to).resolve(problem.file())).doesNotExist();
        });
        assertThat(Machine.files(machine.path(to))).hasSize(others);
        VerifyReport verified = machine.verify(true);
        assertThat(verified.problems()).extracting(RemoteProblem::object).containsExactly(key);
    }

    /** The size is right, so only who reads it can know; the sync that follows must not rely on it. */
    @Test
    void whatVerifyFoundDamagedIsSentAgainByTheNextSync() throws Exception {
        change(object("b.md"), bytes -> flipped(bytes, bytes.length - 1, 3));
        assertThat(machine.verify(true).problems()).hasSize(1);
        assertThat(machine.sync().filesUploaded()).containsExactly("notes/b.md");
        assertThat(machine.restore(next()).problems()).isEmpty();
        assertThat(machine.sync().uploadId()).isEmpty();
    }

    @Test
    void soIsWhatARestoreFoundDamagedAlsoInPlace() throws Exception {
        change(object("b.md"), bytes -> flipped(bytes, bytes.length - 1, 3));
        assertThat(machine.restore(next()).problems()).hasSize(1);
        assertThat(machine.sync().filesUploaded()).containsExactly("notes/b.md");
        change(object("plain"), bytes -> flipped(bytes, bytes.length - 1, 3));
        machine.write("plain.txt", "changed");
        assertThatThrownBy(() -> machine.inPlace("plain")).hasMessageContaining("is damaged");
        machine.write("plain.txt", "text");
        assertThat(machine.sync().filesUploaded()).containsExactly("plain/plain.txt");
        assertThat(machine.restore(next()).problems()).isEmpty();
    }

    @Test
    void aFlippedBitInAManifestIsFoundWhereverItIs() throws Exception {
        String key = Manifests.all(remote).get(1);
        byte[] whole = Manifests.get(remote, key);
        assertThat(whole.length).isGreaterThan(1000);
        for (int at = 0; at < whole.length; at += 41) {
            Manifests.put(remote, key, flipped(whole, at, at % 8));
            assertThat(machine.verify(false).problems())
                    .as("byte " + at)
                    .extracting(RemoteProblem::object)
                    .containsExactly(key);
        }
    }

    @Test
    void aDamagedManifestEndsTheRestoreAndAnotherTimeOrSourceDoesNotNeedIt() throws Exception {
        List<RestorePoints.Point> points =
                machine.recovery().points(Optional.empty(), new CancelSignal()).points();
        Instant first = points.get(1).at();
        String damaged = Manifests.all(remote).get(1);
        change(damaged, bytes -> flipped(bytes, 40, 1));
        String to = next();
        assertThatThrownBy(() -> machine.restore(to)).isInstanceOfSatisfying(SyncException.class, e -> {
            assertThat(e.isTransient()).isFalse();
            assertThat(e.sentence()).contains(damaged).contains("take a time before it");
        });
        assertThat(machine.path(to)).doesNotExist();
        assertThat(machine.recovery()
                        .points(Optional.empty(), new CancelSignal())
                        .points())
                .extracting(point -> point.problem().isPresent())
                .containsExactly(true, false);
        assertThat(machine.restoreAt(first, to).restored()).hasSize(3);

        // The older one is damaged: what the newer one describes in full does not need it.
        change(damaged, bytes -> flipped(bytes, 40, 1));
        change(Manifests.all(remote).get(0), bytes -> flipped(bytes, 40, 1));
        assertThat(machine.restore(next(), "notes", "plain").restored()).hasSize(4);
    }

    @Test
    void whatIsGoneShorterOrLongerIsNamedAndTheQuickCheckSeesIt() throws Exception {
        String a = object("a.md");
        String b = object("b.md");
        String plain = object("plain");
        remote.delete(a);
        change(b, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
        change(plain, bytes -> Arrays.copyOf(bytes, bytes.length + 1));
        assertThat(machine.verify(false).problems())
                .extracting(RemoteProblem::object)
                .containsExactlyInAnyOrder(a, b, plain);
        RestoreReport report = machine.restore(next());
        assertThat(report.problems()).extracting(RemoteProblem::object).containsExactlyInAnyOrder(a, b, plain);
        assertThat(report.problems())
                .filteredOn(problem -> problem.object().equals(a))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("no longer at"));
        assertThat(report.restored()).containsExactly("notes/empty");
    }

    @Test
    void whatUnpacksToFarMoreThanItShouldIsStoppedEarly() throws Exception {
        byte[] bomb = Zstd.compress(new byte[64 << 20]);
        String key = object("a.md");
        Manifests.put(remote, key, bomb);
        for (String manifest : Manifests.all(remote)) {
            Manifests.forge(
                    remote,
                    manifest,
                    json -> json.path("metadata").path("files").forEach(file -> {
                        if (file.path("key").asText().equals(key)) {
                            ((ObjectNode) file)
                                    .put("stored_size", bomb.length)
                                    .put("stored_sha256", Manifests.sha256(bomb));
                        }
                    }));
        }
        assertNamed(key, 3);
    }

    @Test
    void aWrongHashOfTheContentIsFoundEvenWhenWhatIsStoredIsRight() throws Exception {
        String key = object("a.md");
        for (String manifest : Manifests.all(remote)) {
            Manifests.forge(
                    remote,
                    manifest,
                    json -> json.path("metadata").path("files").forEach(file -> {
                        if (file.path("key").asText().equals(key)) {
                            ((ObjectNode) file).put("sha256", "0".repeat(64));
                        }
                    }));
        }
        assertNamed(key, 3);
    }

    @Test
    void twoManifestsThatContradictEachOtherAreAProblem() throws Exception {
        String key = object("a.md");
        Manifests.forge(
                remote,
                Manifests.all(remote).get(0),
                json -> json.path("metadata").path("files").forEach(file -> {
                    if (file.path("key").asText().equals(key)) {
                        ((ObjectNode) file).put("size", 6);
                    }
                }));
        assertThat(machine.verify(false).problems())
                .extracting(RemoteProblem::object)
                .containsExactly(key);
    }

    @Test
    void anUploadThatIsNotFinishedIsCountedAndIsNoProblem() throws Exception {
        String torn = Manifests.all(remote).get(1);
        remote.delete(torn);
        VerifyReport report = machine.verify(true);
        assertThat(report.problems()).isEmpty();
        assertThat(report.uploads()).isEqualTo(1);
        assertThat(report.unfinished()).isEqualTo(1);
        assertThat(machine.restore(next()).restored()).hasSize(3);
    }

    @Test
    void aSoundRemoteIsCountedRight() throws Exception {
        VerifyReport quick = machine.verify(false);
        assertThat(quick.success()).isTrue();
        assertThat(quick.uploads()).isEqualTo(2);
        assertThat(quick.files()).isEqualTo(7);
        assertThat(quick.objects()).isEqualTo(4);
        assertThat(quick.bytesRead()).isZero();
        long stored = 0;
        for (String key : objects()) {
            stored += Manifests.get(remote, key).length;
        }
        assertThat(quick.bytes()).isEqualTo(stored);
        assertThat(machine.verify(true).bytesRead()).isEqualTo(stored);
    }

    @Test
    void nothingToCheckIsNotSound() throws Exception {
        for (String key : remote.keys()) {
            remote.delete(key);
        }
        assertThatThrownBy(() -> machine.verify(true))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("no upload of the system laptop");
        assertThat(Files.exists(machine.path(next()))).isFalse();
    }
}
