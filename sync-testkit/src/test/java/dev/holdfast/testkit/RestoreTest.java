package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was synced comes back byte for byte: every kind of source, packed in every way, from every kind of remote. */
class RestoreTest {
    private static final int FILES = 12;
    private static final List<String> SAME = List.of(
            "plain.txt", "nothing", "rows.db", "graph.duckdb", "graph.duckdb.wal", "secret.db", "secret.db-wal");

    @TempDir
    Path temp = Path.of("");

    private StorageClient remote(String kind) throws IOException {
        if (kind.equals("s3")) {
            return new S3Storage(S3Proxy.shared().newBucket().withPrefix("team"));
        }
        return new LocalStorage(Files.createDirectories(temp.resolve("remote")));
    }

    @ParameterizedTest
    @CsvSource({"folder, zstd", "folder, gzip", "folder, none", "s3, zstd", "s3, gzip", "s3, none"})
    void everyKindOfSourceComesBackByteForByte(String kind, String format) throws Exception {
        try (StorageClient remote = remote(kind)) {
            Machine old = new Machine(temp.resolve("old"), "old", remote).withEveryKind();
            old.compression(format).sync();
            // Most files of the second upload lie in the first one.
            old.write("notes/a.md", "alpha two").sync();
            assertEveryFileIsStoredAs(remote, format.equals("none") ? "identity" : format);

            RestoreReport report = old.restore("back");
            assertThat(report.problems()).isEmpty();
            assertThat(report.restored()).hasSize(FILES);
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
        for (String file : SAME) {
            String source = file.replaceAll("\\..*", "");
            assertThat(files).containsEntry(source + "/" + file, Manifests.sha256(Files.readAllBytes(old.path(file))));
        }
        assertThat(files).hasSize(FILES);
        Path memory = back.resolve("memory/memory.db");
        assertThat(Machine.rows(memory, "memory")).isEqualTo(2000);
        assertThat(Machine.rows(memory, "pragma_integrity_check WHERE integrity_check = 'ok'"))
                .isEqualTo(1);
        assertThat(Machine.rows(back.resolve("rows/rows.db"), "none")).isZero();
        Path graph = back.resolve("graph/graph.duckdb");
        assertThat(Machine.rows(graph, "node")).as("the log's rows, too").isEqualTo(502);
        assertThat(Machine.rows(graph, "edge")).isZero();
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
}
