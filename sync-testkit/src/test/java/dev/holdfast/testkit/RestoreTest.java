package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was synced comes back byte for byte: every kind of source, packed in every way, from every kind of remote. */
class RestoreTest {
    @TempDir
    Path temp = Path.of("");

    private StorageClient remote(String kind) throws IOException {
        if (kind.equals("s3")) {
            return new S3Storage(S3Proxy.shared().newBucket().withPrefix("team"));
        }
        return new LocalStorage(Files.createDirectories(temp.resolve("remote")));
    }

    @ParameterizedTest
    @CsvSource({"folder, zstd", "folder, gzip", "folder, identity", "s3, zstd", "s3, gzip", "s3, identity"})
    void everyKindOfSourceComesBackByteForByte(String kind, String encoding) throws Exception {
        try (StorageClient remote = remote(kind)) {
            Machine old = new Machine(temp.resolve("old"), "old", remote).withEveryKind();
            old.compression(!encoding.equals("identity")).sync();
            // Most files of the second upload lie in the first one.
            old.write("notes/a.md", "alpha two").sync();
            if (encoding.equals("gzip")) {
                repackAsGzip(remote);
            }
            assertEveryFileIsStoredAs(remote, encoding);

            RestoreReport report = old.restore("back");
            assertThat(report.problems()).isEmpty();
            assertThat(report.restored()).hasSize(10);
            assertEqual(old, old.path("back"));
            VerifyReport verified = old.verify(true);
            assertThat(verified.problems()).isEmpty();
            assertThat(verified.bytesRead()).isEqualTo(verified.bytes()).isPositive();
            assertThat(verified.uploads()).isEqualTo(2);
        }
    }

    private static void assertEqual(Machine old, Path back) throws Exception {
        Map<String, String> files = Machine.files(back);
        Machine.files(old.path("notes"))
                .forEach((name, hash) -> assertThat(files).containsEntry("notes/" + name, hash));
        for (String file : new String[] {"plain.txt", "nothing", "rows.db", "graph.duckdb", "graph.duckdb.wal"}) {
            String source = file.replaceAll("\\..*", "");
            assertThat(files).containsEntry(source + "/" + file, Manifests.sha256(Files.readAllBytes(old.path(file))));
        }
        assertThat(files).hasSize(10);
        Path memory = back.resolve("memory/memory.db");
        assertThat(Machine.rows(memory, "memory")).isEqualTo(2000);
        assertThat(Machine.rows(memory, "pragma_integrity_check WHERE integrity_check = 'ok'"))
                .isEqualTo(1);
        assertThat(Machine.rows(back.resolve("rows/rows.db"), "none")).isZero();
        assertThat(Files.getLastModifiedTime(back.resolve("plain/plain.txt")).toMillis())
                .isEqualTo(Files.getLastModifiedTime(old.path("plain.txt")).toMillis());
    }

    private static void assertEveryFileIsStoredAs(StorageClient remote, String encoding) throws IOException {
        for (String key : Manifests.all(remote)) {
            Manifests.read(remote, key)
                    .path("metadata")
                    .path("files")
                    .forEach(file -> assertThat(file.path("encoding").asText()).isEqualTo(encoding));
        }
    }

    /** As an uploader would leave it that packs with gzip. */
    private static void repackAsGzip(StorageClient remote) throws IOException {
        for (String key : Manifests.all(remote)) {
            Manifests.forge(remote, key, manifest -> {
                manifest.put("compression_format", "gzip");
                manifest.path("metadata").path("files").forEach(file -> repack(remote, (ObjectNode) file));
                manifest.putArray("files");
            });
        }
    }

    private static void repack(StorageClient remote, ObjectNode file) {
        try {
            byte[] packed = Manifests.get(remote, file.path("key").asText());
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (var in = new ZstdInputStream(new ByteArrayInputStream(packed));
                    var out = new GZIPOutputStream(gzip)) {
                in.transferTo(out);
            }
            String key = file.path("key").asText().replace(".zst", ".gz");
            Manifests.put(remote, key, gzip.toByteArray());
            file.put("key", key).put("encoding", "gzip");
            file.put("stored_size", gzip.size()).put("stored_sha256", Manifests.sha256(gzip.toByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
