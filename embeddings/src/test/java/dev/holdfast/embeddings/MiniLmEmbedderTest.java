package dev.holdfast.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real model. */
class MiniLmEmbedderTest {
    private static final Embedder EMBEDDER = new MiniLmEmbedder();

    private static float[] vector(String text) throws EmbeddingException {
        return EMBEDDER.embed(List.of(text)).get(0);
    }

    private static double closeness(String one, String other) throws EmbeddingException {
        float[] first = vector(one);
        float[] second = vector(other);
        return IntStream.range(0, first.length)
                .mapToDouble(i -> (double) first[i] * second[i])
                .sum();
    }

    @Test
    void itIsFoundAsAProvider() {
        assertThat(ServiceLoader.load(Embedder.class)).singleElement().isInstanceOf(MiniLmEmbedder.class);
        assertThat(EMBEDDER.model()).isEqualTo("all-MiniLM-L6-v2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The lantern's reservation service keeps its events for a year.",
                "",
                "   \t\n",
                "\u0000\u0007\u200B\uFFFD",
                "\uD83D\uDD6F",
                "half a pair: \uD83D",
                "灯笼的预订服务",
                "[SEP] [CLS] [PAD]",
                "Ça va? İstanbul, ΣΊΣΥΦΟΣ, naïve"
            })
    void everyTextHasAVectorOf384NumbersAndLength1(String text) throws Exception {
        float[] vector = vector(text);
        assertThat(vector).hasSize(384).hasSize(EMBEDDER.dimensions());
        double length = 0;
        for (float number : vector) {
            assertThat(number).isFinite();
            length += (double) number * number;
        }
        assertThat(Math.sqrt(length)).isCloseTo(1, within(1e-5));
    }

    @Test
    void theSameTextHasTheSameVectorWhateverIsBesideIt() throws Exception {
        List<String> texts = IntStream.range(0, 40)
                .mapToObj(i -> "Note " + i + " about sourdough, " + "flour ".repeat(i))
                .toList();
        List<float[]> together = EMBEDDER.embed(texts);
        for (int i = 0; i < texts.size(); i += 13) {
            assertThat(together.get(i)).as(texts.get(i)).containsExactly(vector(texts.get(i)));
        }
        assertThat(new MiniLmEmbedder().embed(texts.subList(7, 8)).get(0))
                .as("by another instance")
                .containsExactly(together.get(7));
        assertThat(EMBEDDER.embed(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A man is playing a guitar.             | Someone plays a musical instrument. | A man is eating pasta.
            The meeting was moved to Friday.       | We will meet on Friday instead.     | The bread needs more salt.
            How do I restore a backup?             | Getting files back from a copy      | The choir sings in the evening.
            The query planner chose a full scan.   | The database did not use the index. | The cat sat on the mat.
            She prefers tea to coffee.             | Her favourite drink is tea.         | The train leaves at noon.
            """)
    void relatedSentencesAreCloserThanUnrelatedOnes(String text, String related, String unrelated) throws Exception {
        assertThat(closeness(text, related)).isGreaterThan(closeness(text, unrelated) + 0.15);
        assertThat(closeness(text, text)).isCloseTo(1, within(1e-5));
    }

    @Test
    void aLongTextIsJudgedByItsBeginningAndCostsNoMoreThanThat() throws Exception {
        String beginning = "The lantern burned down in April. ".repeat(200);
        String book = beginning + "Something else entirely, about tax law. ".repeat(50_000);
        assertThat(vector(book)).containsExactly(vector(beginning));
    }

    @Test
    void manyThreadsGetWhatOneGets() throws Exception {
        List<String> texts = IntStream.range(0, 12)
                .mapToObj(i -> "Memory number " + i + " is about something of its own: " + i * i)
                .toList();
        List<float[]> alone = new ArrayList<>();
        for (String text : texts) {
            alone.add(vector(text));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<List<float[]>> work = () -> EMBEDDER.embed(texts);
            for (Future<List<float[]>> result :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> work).toList())) {
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(result.get().get(i)).containsExactly(alone.get(i));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theNativeLibrariesLieBesideTheCodeWholeAndOnceAndNowhereElse() throws Exception {
        vector("load");
        Path own = Path.of(System.getProperty("onnxruntime.native.path"));
        try (Stream<Path> files = Files.list(own)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            System.mapLibraryName("onnxruntime"), System.mapLibraryName("onnxruntime4j_jni"));
        }
        assertThat(own.getParent()).hasFileName("classes-files");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> left = Files.walk(temporary, 2)) {
            assertThat(left.filter(Files::isRegularFile)
                            .filter(path -> path.toString().contains("onnxruntime-java")))
                    .as("the runtime makes a folder of its own all the same, which goes at the end")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,linux-x64",
        "Linux,aarch64,linux-aarch64",
        "Mac OS X,x86_64,osx-x64",
        "Mac OS X,aarch64,osx-aarch64",
        "Windows 11,amd64,win-x64"
    })
    void thePlatformHasTheRuntimesNameForIt(String os, String arch, String name) {
        assertThat(NativeLibraries.platform(os, arch)).isEqualTo(name);
        String library = os.startsWith("Win")
                ? "onnxruntime.dll"
                : os.startsWith("Mac") ? "libonnxruntime.dylib" : "libonnxruntime.so";
        assertThat(NativeLibraries.class.getResource("/ai/onnxruntime/native/" + name + "/" + library))
                .isNotNull();
    }
}
