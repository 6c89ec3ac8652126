package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.holdfast.settings.CompressionFormat;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a sync leaves on the remote, as Akosha's worker sees it, which knows nothing of ours. */
class AkoshaReadsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp = Path.of("");

    private Path notes = temp;

    @BeforeEach
    void writeSource() throws IOException {
        notes = Files.createDirectories(temp.resolve("my notes"));
        Files.writeString(notes.resolve("Zoë's plan (v2)..md"), "plan");
        Files.writeString(notes.resolve("packed.zst"), "not packed by us");
        Files.writeString(notes.resolve("empty"), "");
    }

    private void sync(StorageClient storage, boolean compress, CompressionFormat format) throws Exception {
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.ENABLE_COMPRESSION, compress)
                .set(Keys.COMPRESSION_FORMAT, format)
                .build();
        new CloudSync(settings, any -> storage, Clock.systemUTC(), new VirtualPause(), Set.of())
                .sync(new MethodRequest(List.of(new SourceSetting("notes", notes)), "tool"), SyncContext.quiet());
    }

    private static Schema schema() throws IOException {
        try (InputStream in = AkoshaReadsTest.class.getResourceAsStream("akosha-manifest.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(in));
        }
    }

    private JsonNode manifest(boolean compress, CompressionFormat format) throws Exception {
        MemoryStorage remote = new MemoryStorage();
        sync(remote, compress, format);
        String key = remote.keys().stream()
                .filter(name -> name.endsWith("/manifest.json"))
                .findFirst()
                .orElseThrow();
        return Manifests.read(remote, key);
    }

    @ParameterizedTest
    @CsvSource({"true, ZSTD, zstd", "true, GZIP, gzip", "false, ZSTD,"})
    void theManifestPassesTheSchema(boolean compress, CompressionFormat format, String told) throws Exception {
        JsonNode manifest = manifest(compress, format);
        assertThat(schema().validate(manifest)).isEmpty();
        assertThat(manifest.path("compression_format").asText(null)).isEqualTo(told);
        assertThat(manifest.path("compressed").asBoolean()).isEqualTo(told != null);
        assertThat(manifest.path("files")).hasSize(3);
    }

    /** So that the test above can fail. */
    @ParameterizedTest
    @CsvSource({
        "uploaded_at, '\"2026-11-21T01:02:03\"'",
        "uploaded_at, null",
        "timestamp, '\"2026-11-21 01:02:03Z\"'",
        "system_id, '\"host.local\"'",
        "system_id, '\"\"'",
        "upload_id, '\"a/b\"'",
        "version, '\"1.0.0\"'",
        "conversation_count, -1",
        "conversation_count, 1000001",
        "total_size_bytes, 100000000001",
        "checksum, '\"ABCDEF\"'",
        "system_type, '\"\"'",
        "compression_format, '\"none\"'",
        "compression_format, null",
        "compressed, false",
        "files, '[\"notes/a.md\"]'",
        "files, '[\"a..b\"]'",
        "files, '[\"~a\"]'",
        "files, '[\"../a\"]'",
        "files, '[\"a b\"]'",
        "metadata, '[]'"
    })
    void whatAkoshaRejectsTheSchemaRejects(String field, String value) throws Exception {
        ObjectNode manifest = (ObjectNode) manifest(true, CompressionFormat.ZSTD);
        manifest.set(field, JSON.readTree(value));
        assertThat(schema().validate(manifest)).isNotEmpty();
    }

    @Test
    void aListerOfOneLevelFindsTheUpload() throws Exception {
        S3Options bucket = S3Proxy.shared().newBucket();
        try (StorageClient storage = new S3Storage(bucket);
                S3Client client = S3Proxy.shared().client()) {
            sync(storage, true, CompressionFormat.ZSTD);
            List<String> systems = folders(client, bucket.bucket(), "systems/");
            assertThat(systems).containsExactly("systems/unit/");
            assertThat(folders(client, bucket.bucket(), "systems/unit/")).containsExactly("systems/unit/uploads/");
            List<String> uploads = folders(client, bucket.bucket(), "systems/unit/uploads/");
            assertThat(uploads).hasSize(1);
            assertThat(readable(client, bucket.bucket(), uploads.get(0))).isTrue();
        }
    }

    /** It keeps every key below a system that ends in a slash, and looks for a manifest there. */
    @Test
    void aListerOfWholeKeysFindsTheUpload() throws Exception {
        S3Options bucket = S3Proxy.shared().newBucket();
        try (StorageClient storage = new S3Storage(bucket);
                S3Client client = S3Proxy.shared().client()) {
            sync(storage, true, CompressionFormat.ZSTD);
            List<String> found = new ArrayList<>();
            for (String system : marks(client, bucket.bucket(), "systems/")) {
                for (String upload : marks(client, bucket.bucket(), system)) {
                    if (readable(client, bucket.bucket(), upload)) {
                        found.add(upload);
                    }
                }
            }
            assertThat(Set.copyOf(found))
                    .singleElement()
                    .asString()
                    .startsWith("systems/unit/uploads/")
                    .endsWith("/");
        }
    }

    private static List<String> folders(S3Client client, String bucket, String prefix) {
        return client
                .listObjectsV2(request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .toList();
    }

    private static List<String> marks(S3Client client, String bucket, String prefix) {
        List<S3Object> marks =
                client.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                        .filter(object -> object.key().endsWith("/"))
                        .toList();
        assertThat(marks).as("nothing in them can be damaged").allMatch(mark -> mark.size() == 0);
        return marks.stream().map(S3Object::key).toList();
    }

    private static boolean readable(S3Client client, String bucket, String prefix) throws IOException {
        String key = prefix + "manifest.json";
        boolean there = client.listObjectsV2(request -> request.bucket(bucket).prefix(key)).contents().stream()
                .anyMatch(object -> object.key().equals(key));
        return there
                && schema().validate(JSON.readTree(client.getObjectAsBytes(
                                        request -> request.bucket(bucket).key(key))
                                .asByteArray()))
                        .isEmpty();
    }
}
