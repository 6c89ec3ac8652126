package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.ForceMethod;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.Embedders;
import dev.holdfast.sync.extension.Extensions;
import dev.holdfast.sync.method.FoundMethods;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.SyncMethodFactory;
import dev.holdfast.sync.method.cloud.CloudSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that the user has put into the home: good, bad and dangerous ones. */
class ExtensionsTest {
    private static final String METHOD = """
            import dev.holdfast.settings.Settings;
            import dev.holdfast.sync.method.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.*;

            public class CLASS implements SyncMethodFactory {
                public SyncMethod create(Settings settings, Path folder) {
                    CREATE
                    return new SyncMethod() {
                        public String name() { return "NAME"; }
                        public int priority() { return PRIORITY; }
                        public Availability availability(Duration limit) { return Availability.yes(folder.toString()); }
                        public List<PlannedFile> plan(MethodRequest request, SyncContext context) { return List.of(); }
                        public MethodResult sync(MethodRequest request, SyncContext context) {
                            return new MethodResult(List.of(), List.of(), 0, Optional.empty());
                        }
                    };
                }
            }
            """;

    @TempDir
    Path temp = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("home").resolve(Extensions.FOLDER));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Puts a method into {@code jar.jar}. */
    private void method(String jar, String name, int priority, String create) throws IOException {
        String type = Character.toUpperCase(jar.charAt(0)) + jar.substring(1) + "Factory";
        String text = METHOD.replace("CLASS", type)
                .replace("NAME", name)
                .replace("PRIORITY", Integer.toString(priority))
                .replace("CREATE", create);
        provider(jar, type, text, SyncMethodFactory.class);
    }

    private void provider(String jar, String type, String text, Class<?> service) throws IOException {
        Path source = Files.writeString(temp.resolve(type + ".java"), text);
        ExtensionJar.build(
                folder.resolve(jar + ".jar"),
                source,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                service,
                type);
    }

    private FoundMethods found() {
        return FoundMethods.withExtensions(
                List.of(), Settings.builder(temp.resolve("home")).build());
    }

    @Test
    void withNothingAddedThereIsNothing() throws IOException {
        Files.delete(folder);
        assertThat(found().methods()).isEmpty();
        assertThat(found().problems()).isEmpty();
        assertThat(Extensions.of(temp.resolve("home")).jars()).isEmpty();
    }

    @Test
    void theMethodsOfSeveralJarsAreTriedByTheirPriorities() throws Exception {
        method("alpha", "late", 300, "");
        method("beta", "early", 50, "");
        FoundMethods found = found();
        assertThat(found.problems()).isEmpty();
        assertThat(found.methods()).extracting(SyncMethod::name).containsExactly("late", "early");
        assertThat(found.methods().get(1).availability(Duration.ofSeconds(1)).reason())
                .as("its own place")
                .isEqualTo(folder.resolve("beta").toString());
        MethodRequest request = new MethodRequest(List.of(new SourceSetting("s", temp)), "tool");
        assertThat(new HybridSync(this::found, ForceMethod.AUTO, true)
                        .sync("auto", true, request, SyncContext.quiet())
                        .method())
                .isEqualTo("early");
    }

    @Test
    void oneThatIsBrokenIsToldInASentenceAndNeverStopsTheOthers() throws Exception {
        Files.writeString(folder.resolve("garbage.jar"), "this is no jar");
        method("throws", "throwing", 1, "if (folder != null) throw new IllegalStateException(\"secret internals\");");
        method("good", "good", 100, "");
        // Names a class that is not in it.
        Path source = Files.writeString(temp.resolve("Other.java"), "public class Other {}");
        ExtensionJar.build(folder.resolve("hollow.jar"), source, "", SyncMethodFactory.class, "Nowhere");
        FoundMethods found = found();
        assertThat(found.methods()).extracting(SyncMethod::name).containsExactly("good");
        assertThat(found.problems())
                .hasSize(3)
                .allMatch(problem -> problem.endsWith(".") && !problem.contains("internals"))
                .anyMatch(problem -> problem.contains("garbage.jar"))
                .anyMatch(problem -> problem.contains("throws.jar"))
                .anyMatch(problem -> problem.contains("hollow.jar"));
        assertThat(new HybridSync(this::found, ForceMethod.AUTO, true).notices())
                .isEqualTo(found.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloud", "auto", "twice", "Not A Name", ""})
    void aMethodCanNeitherTakeAnothersNameNorHaveAnOddOne(String name) throws Exception {
        method("first", "twice", 1, "");
        method("second", name, 1, "");
        Settings settings = Settings.builder(temp.resolve("home")).build();
        FoundMethods found = FoundMethods.withExtensions(List.of(new CloudSync(settings, Set.of())), settings);
        assertThat(found.methods()).extracting(SyncMethod::name).containsExactly("cloud", "twice");
        assertThat(found.problems()).singleElement().asString().contains("second.jar");
    }

    @Test
    void codeIsNotRunFromWhereOthersMayWrite() throws Exception {
        method("good", "good", 100, "");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(found().methods()).isEmpty();
        assertThat(found().problems()).singleElement().asString().contains("chmod go-w");
    }

    @Test
    void aJarThatOthersMayChangeIsNotRunAndTheOthersAre() throws Exception {
        method("good", "good", 100, "");
        method("open", "open", 100, "");
        Files.setPosixFilePermissions(folder.resolve("open.jar"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(found().methods()).extracting(SyncMethod::name).containsExactly("good");
        assertThat(found().problems()).singleElement().asString().contains("open.jar");
    }

    @Test
    void anEmbedderIsFoundOrItIsSaidHowToAddOne() throws Exception {
        assertThat(Embedders.find(temp.resolve("empty"))).isEmpty();
        assertThat(Embedders.missing(temp.resolve("empty"))).contains("holdfast extension add embeddings");
        provider("words", "Words", """
                import java.util.List;

                public class Words implements dev.holdfast.sync.embedding.Embedder {
                    public String model() { return "words"; }
                    public int dimensions() { return 1; }
                    public List<float[]> embed(List<String> texts) { return List.of(new float[] {1}); }
                }
                """, Embedder.class);
        assertThat(Embedders.find(temp.resolve("home")))
                .get()
                .extracting(Embedder::model)
                .isEqualTo("words");
        assertThat(found().methods()).as("it brings no method").isEmpty();
        assertThat(found().problems()).isEmpty();
    }

    @Test
    void ofSeveralEmbeddersTheOneThatServersTakeIsUsed() throws Exception {
        for (int dimensions : new int[] {1, 384, 2}) {
            // By the jars' names, those of one and two numbers stand first and last.
            String jar = dimensions == 384 ? "middle" : dimensions == 1 ? "alpha" : "omega";
            String type = "Embedder" + dimensions;
            provider(
                    jar,
                    type,
                    """
                    import java.util.List;

                    public class TYPE implements dev.holdfast.sync.embedding.Embedder {
                        public String model() { return "TYPE"; }
                        public int dimensions() { return DIMENSIONS; }
                        public List<float[]> embed(List<String> texts) { return List.of(); }
                    }
                    """.replace("TYPE", type).replace("DIMENSIONS", Integer.toString(dimensions)),
                    Embedder.class);
        }
        assertThat(Embedders.find(temp.resolve("home")))
                .get()
                .extracting(Embedder::model)
                .isEqualTo("Embedder384");
    }

    @Test
    void anEmbedderThatCannotBeUsedIsToldAsSuch() throws IOException {
        Files.writeString(folder.resolve("embeddings.jar"), "cut off");
        assertThat(Embedders.find(temp.resolve("home"))).isEmpty();
        assertThat(Embedders.missing(temp.resolve("home"))).contains("embeddings.jar");
    }
}
