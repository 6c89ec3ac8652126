package dev.holdfast.sync.method.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03.456Z");
    private static final String ID = "20261121_010203_4560000_host";
    private static final UploadLayout LAYOUT = new UploadLayout("host");
    private static final String HASH = "a".repeat(64);

    private static Manifest manifest(String systemId, String key) {
        ManifestFile file = new ManifestFile("notes", "a.md", "file", 5, HASH, NOW, key, 9, HASH, "zstd");
        return new Manifest(
                ID,
                systemId,
                "machine1",
                NOW,
                "tool",
                List.of("notes"),
                List.of(file),
                List.of("notes.a.md.zst"),
                Optional.empty());
    }

    private static Manifest sound() {
        return manifest("host", LAYOUT.upload(ID) + "notes.a.md.zst");
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        assertThat(ManifestJson.read(ManifestJson.write(sound(), NOW), LAYOUT, ID))
                .isEqualTo(sound());
    }

    @Test
    void itHasTheSeedsFieldsAndAkoshas() throws Exception {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(ManifestJson.write(sound(), NOW));
        assertThat(json.path("upload_id").asText()).isEqualTo(ID);
        assertThat(json.path("system_id").asText()).isEqualTo("host");
        assertThat(json.path("timestamp").asText()).isEqualTo("2026-11-21T01:02:03.456Z");
        assertThat(json.path("uploaded_at").asText()).endsWith("Z");
        assertThat(json.path("version").asText()).isEqualTo("1.0");
        assertThat(json.path("conversation_count").isInt()).isTrue();
        assertThat(json.path("total_size_bytes").asLong()).isEqualTo(5);
        assertThat(json.path("checksum").asText()).matches("[a-f0-9]{64}");
        assertThat(json.path("compressed").asBoolean()).isTrue();
        assertThat(json.path("compression_format").asText()).isEqualTo("zstd");
        assertThat(json.path("files").get(0).asText()).isEqualTo("notes.a.md.zst");
        assertThat(ManifestRules.violations(json, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "uploaded_at, '\"2026-11-21T01:02:03\"'",
        "uploaded_at, '\"2026-11-21T01:08:03Z\"'",
        "uploaded_at, '\"2025-01-01T00:00:00Z\"'",
        "uploaded_at, null",
        "system_id, '\"host.local\"'",
        "system_id, '\"\"'",
        "upload_id, '\"a/b\"'",
        "version, '\"1.0.0\"'",
        "compression_format, '\"none\"'",
        "compression_format, null",
        "compressed, false",
        "conversation_count, 1000001",
        "conversation_count, -1",
        "conversation_count, null",
        "total_size_bytes, 100000000001",
        "checksum, '\"ABC\"'",
        "system_type, '\"\"'",
        "files, '[\"a/b\"]'",
        "files, '[\"a..b\"]'",
        "files, '[\"a b\"]'",
        "files, '[\"\"]'",
        "metadata, '[]'"
    })
    void whatAkoshaRejectsIsFound(String field, String value) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(ManifestJson.write(sound(), NOW));
        json.set(field, mapper.readTree(value == null ? "null" : value));
        assertThat(ManifestRules.violations(json, NOW)).isNotEmpty();
    }

    @Test
    void aManifestThatAkoshaWouldRejectIsNotWritten() {
        assertThatThrownBy(() -> ManifestJson.write(manifest("host.local", LAYOUT.upload(ID) + "x"), NOW))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("system_id");
    }

    @ParameterizedTest
    @CsvSource({"systems/other/uploads/x/file", "systems/host/uploads/../../other/x", "/etc/passwd", "''"})
    void aManifestThatPointsElsewhereIsNotBelieved(String key) throws Exception {
        byte[] bytes = ManifestJson.write(manifest("host", key), NOW);
        assertThatThrownBy(() -> ManifestJson.read(bytes, LAYOUT, ID)).isInstanceOf(StorageException.Corrupt.class);
    }

    @ParameterizedTest
    @CsvSource({"''", "'{'", "'[]'", "'{\"upload_id\":\"other\"}'", "'null'"})
    void nonsenseIsCorrupt(String text) {
        assertThatThrownBy(() -> ManifestJson.read(text.getBytes(UTF_8), LAYOUT, ID))
                .isInstanceOf(StorageException.Corrupt.class);
    }

    @Test
    void aManifestThatIsOlderThanAkoshaTakesIsStillRead() throws Exception {
        Instant then = NOW.minusSeconds(3L * 366 * 86_400);
        byte[] old = ManifestJson.write(
                new Manifest(ID, "host", "", then, "tool", List.of("notes"), List.of(), List.of(), Optional.empty()),
                then);
        assertThat(ManifestJson.read(old, LAYOUT, ID).uploadedAt()).isEqualTo(then);
    }

    @Test
    void theSealIsTheHashOfAllOtherBytes() throws Exception {
        byte[] sealed = ManifestJson.write(sound(), NOW);
        String text = new String(sealed, UTF_8);
        String hash = new ObjectMapper()
                .readTree(text)
                .at("/metadata/manifest_sha256")
                .asText();
        assertThat(Hashes.of(text.replace(hash, "0".repeat(64)).getBytes(UTF_8)))
                .isEqualTo(hash);
        assertThat(ManifestSeal.isWhole(sealed)).isTrue();
        assertThat(ManifestSeal.isWhole(
                        text.replace("manifest_sha256", "manifest_sha257").getBytes(UTF_8)))
                .isFalse();
        assertThat(ManifestSeal.isWhole("{\"manifest_sha256\":\"00".getBytes(UTF_8)))
                .isFalse();
    }

    @Test
    void aFlippedBitInAnyByteIsFound() throws Exception {
        byte[] sealed = ManifestJson.write(sound(), NOW);
        for (int at = 0; at < sealed.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = sealed.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> ManifestJson.read(flipped, LAYOUT, ID))
                        .isInstanceOf(StorageException.Corrupt.class)
                        .hasMessageContaining(LAYOUT.manifest(ID));
            }
        }
    }

    @Test
    void aNameThatLooksLikeTheSealDoesNotMislead() throws Exception {
        ManifestFile odd = new ManifestFile(
                "notes",
                "\"manifest_sha256\":\"" + "0".repeat(64) + "\"",
                "file",
                5,
                HASH,
                NOW,
                LAYOUT.upload(ID) + "x",
                9,
                HASH,
                Encoding.ZSTD.label());
        Manifest manifest = new Manifest(
                ID,
                "host",
                "machine1",
                NOW,
                "tool",
                List.of("notes"),
                List.of(odd),
                List.of("x.zst"),
                Optional.empty());
        assertThat(ManifestJson.read(ManifestJson.write(manifest, NOW), LAYOUT, ID))
                .isEqualTo(manifest);
    }
}
