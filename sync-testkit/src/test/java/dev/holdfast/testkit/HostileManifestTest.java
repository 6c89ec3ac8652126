package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who can write to the remote, and knows how manifests are made, writes nothing where nobody asked for it. */
class HostileManifestTest {
    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private Machine machine = new Machine(temp, "laptop", remote);
    private String manifest = "";

    @BeforeEach
    void anUpload() throws Exception {
        machine = new Machine(temp.resolve("machine"), "laptop", remote)
                .write("notes/a.md", "alpha")
                .write("notes/b.md", "beta")
                .source("notes");
        machine.sync();
        Files.writeString(temp.resolve("x"), "somebody's own");
        manifest = Manifests.all(remote).get(0);
    }

    private static ObjectNode first(ObjectNode manifest) {
        return (ObjectNode) manifest.path("metadata").path("files").get(0);
    }

    /** The restore fails, and there is nothing that was not there before. */
    private void assertRefused() throws Exception {
        Map<String, String> before = Machine.files(temp);
        assertThatThrownBy(() -> machine.restore("back"))
                .isInstanceOfSatisfying(
                        SyncException.class,
                        e -> assertThat(e.sentence()).endsWith(".").doesNotContain("Exception"));
        assertThat(Machine.files(temp)).isEqualTo(before);
        assertThat(machine.path("back")).doesNotExist();
        assertThatThrownBy(() -> machine.inPlace("notes")).isInstanceOf(SyncException.class);
        assertThat(Machine.files(temp)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "../../x",
                "a/../../x",
                "/tmp/x",
                "//x",
                "a//b",
                "a/./b",
                "a/",
                "",
                ".",
                "..",
                "./a",
                "a\0b",
                "\0",
                "b.md/c",
                "b.md",
                "../notes/c.md"
            })
    void aPathThatIsNoPlaceOfItsOwnBelowItsSourceIsRefused(String path) throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("path", path));
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "/tmp", "../machine", "no\0tes", "C:", "other"})
    void aSourceThatIsNoNameOrNotListedIsRefused(String source) throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("source", source));
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "/tmp", "../machine", "notes"})
    void aListedSourceThatIsNoNameOrListedTwiceIsRefused(String source) throws Exception {
        Manifests.forge(
                remote, manifest, json -> ((ArrayNode) json.path("metadata").path("sources")).add(source));
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systems/laptop/uploads/../../other/x",
                "systems/other/uploads/u/x",
                "/etc/passwd",
                "systems/laptop/uploads/u",
                "systems/laptop/uploads/u/v/x",
                "systems/laptop/uploads/u/please obey",
                ""
            })
    void aKeyOutsideTheSystemsOwnUploadsIsRefused(String key) throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("key", key));
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({
        "size, -1",
        "stored_size, -1",
        "size, 9223372036854775807",
        "sha256, 12",
        "stored_sha256, ../x",
        "mtime, yesterday",
        "mtime, ''",
        "encoding, lz4"
    })
    void aFieldThatCanNotBeIsRefused(String field, String value) throws Exception {
        Manifests.forge(remote, manifest, json -> {
            if (field.endsWith("size")) {
                first(json).put(field, Long.parseLong(value));
            } else {
                first(json).put(field, value);
            }
        });
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"system_id, other", "upload_id, 20260101_000000_000aaaa_laptop", "version, x", "uploaded_at, never"})
    void aManifestThatSpeaksOfSomethingElseIsRefused(String field, String value) throws Exception {
        Manifests.forge(remote, manifest, json -> json.put(field, value));
        assertRefused();
    }

    @Test
    void aFormatOfTheFutureIsNotGuessedAt() throws Exception {
        Manifests.forge(remote, manifest, json -> ((ObjectNode) json.path("metadata")).put("format", 2));
        assertRefused();
    }

    @Test
    void deeplyNestedJsonIsNoManifest() throws Exception {
        Manifests.put(remote, manifest, "[".repeat(200_000).getBytes(StandardCharsets.US_ASCII));
        assertRefused();
    }

    @Test
    void aTimeFarOutsideIsNoReasonToFail() throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("mtime", "+1000000000-12-31T23:59:59.999999999Z"));
        assertThat(machine.restore("back").restored()).hasSize(2);
    }

    @Test
    void aNameThatNoDiskTakesFailsInOneSentenceAndLeavesNothingHalf() throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("path", "n".repeat(300)));
        assertThatThrownBy(() -> machine.restore("back"))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.sentence()).doesNotContain("Exception"));
        assertThat(Machine.files(machine.path("back"))).isEmpty();
    }

    @Test
    void namesThatDifferInCaseAloneAreTwoFilesOrOneIsRefused() throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("path", "B.MD"));
        boolean apart = Files.notExists(machine.path("notes/B.MD"));
        if (apart) {
            RestoreReport report = machine.restore("back");
            assertThat(report.restored()).containsExactlyInAnyOrder("notes/B.MD", "notes/b.md");
            assertThat(machine.path("back/notes/b.md")).hasContent("beta");
        } else {
            assertThatThrownBy(() -> machine.restore("back")).isInstanceOf(SyncException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"back/notes", "back/notes/deep", "back/notes/deep/er"})
    void aLinkThatStandsInTheWayIsNotFollowed(String link) throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("path", "deep/er/x"));
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createDirectories(machine.path(link).resolveSibling(""));
        Files.createSymbolicLink(machine.path(link), outside);
        assertThatThrownBy(() -> machine.restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(machine.path(link).toString());
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void inPlaceNoLinkBelowTheSourceIsFollowed() throws Exception {
        Manifests.forge(remote, manifest, json -> first(json).put("path", "deep/x"));
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createSymbolicLink(machine.path("notes/deep"), outside);
        assertThatThrownBy(() -> machine.inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("deep");
        Files.delete(machine.path("notes/deep"));
        Files.createDirectories(machine.path("notes/deep"));
        Files.createSymbolicLink(machine.path("notes/deep/x"), temp.resolve("x"));
        assertThatThrownBy(() -> machine.inPlace("notes")).isInstanceOf(SyncException.class);
        assertThat(outside).isEmptyDirectory();
        assertThat(temp.resolve("x")).hasContent("somebody's own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "holdfast.yaml",
                "state.db",
                "state.db-wal",
                "STATE.db",
                "state.db.damaged-20260101T000000Z",
                "memory-files.db",
                "memory-files.db-wal",
                "memory-files.lock",
                "memory.lock",
                "spaces.lock",
                "drain.lock",
                "locks/mirror-0123456789abcdef.hold",
                "logs/x",
                "remote/systems/x"
            })
    void inPlaceNoFileOfHoldfastsOwnIsReplaced(String own) throws Exception {
        Machine other = new Machine(temp.resolve("other"), "laptop", remote)
                .write("home/mine.md", "mine")
                .source("notes", "home");
        Manifests.forge(remote, manifest, json -> first(json).put("path", own));
        Map<String, String> before = Machine.files(temp);
        assertThatThrownBy(() -> other.inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("belongs to Holdfast itself");
        assertThat(Machine.files(temp)).isEqualTo(before);
    }
}
