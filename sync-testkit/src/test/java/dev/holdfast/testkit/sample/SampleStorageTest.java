package dev.holdfast.testkit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.testkit.StorageContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite over the sample backend, and that it and its page stay fit to be read together. */
class SampleStorageTest extends StorageContract {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(\\.[A-Z]+)?`");

    @TempDir
    Path folder = Path.of("");

    @Override
    protected StorageClient emptyStorage() {
        return new SampleStorage(folder.resolve("sample.db"));
    }

    @Test
    void aFileThatIsNoDatabaseIsCorrupt() throws Exception {
        Files.writeString(folder.resolve("other.db"), "not a database, and long enough to be seen as none ".repeat(20));
        StorageClient other = new SampleStorage(folder.resolve("other.db"));
        assertThatThrownBy(() -> other.stat("k")).isInstanceOf(StorageException.Corrupt.class);
    }

    @Test
    void theSampleStaysUnder150Lines() throws Exception {
        Path source = Path.of(
                "sync-testkit/src/test/java", SampleStorage.class.getName().replace('.', '/') + ".java");
        assertThat(Files.readAllLines(ROOT.resolve(source))).hasSizeLessThan(150);
    }

    @Test
    void theStepsToABackendNameClassesThatExist() throws Exception {
        String page = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
        int start = page.indexOf("## Add a storage backend");
        String steps = page.substring(start, page.indexOf("\n## ", start + 1));
        List<String> named = CLASS.matcher(steps)
                .results()
                .map(MatchResult::group)
                .map(code -> CLASS.matcher(code).replaceAll("$1"))
                .toList();
        assertThat(named).contains("SampleStorage", "SampleStorageTest");
        assertThat(classes()).containsAll(named);
    }

    private static Set<String> classes() throws Exception {
        try (Stream<Path> core = Files.walk(ROOT.resolve("sync-core/src/main"));
                Stream<Path> testkit = Files.walk(ROOT.resolve("sync-testkit/src"))) {
            return Stream.concat(core, testkit)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
