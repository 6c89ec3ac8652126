package dev.holdfast.bench;

import dev.holdfast.embeddings.MiniLmEmbedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A thousand short texts as vectors, beside the library that the model comes from. */
final class EmbeddedTexts implements Row {
    private static final int TEXTS = 1000;
    private static final int MOST_WORDS = 30;
    private static final List<String> WORDS = List.of(
            ("the lantern service keeps its reservation events for a year and then lets them go because nobody asked"
                            + " about older ones so far choir practice moved to Friday evening bread needs more salt")
                    .split(" "));

    private final List<String> texts;
    /** Loaded by its first run, which is not counted; so is the other side's, for the whole process. */
    private final MiniLmEmbedder embedder = new MiniLmEmbedder();

    private EmbeddedTexts(List<String> texts) {
        this.texts = texts;
    }

    static Row open(Path root) {
        // It would look for a graphics card's libraries to download, and report to its makers.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("DJL_CACHE_DIR", root.resolve("bench/target/djl").toString());
        Random random = new Random(1);
        return new EmbeddedTexts(IntStream.range(0, TEXTS)
                .mapToObj(i -> IntStream.rangeClosed(0, random.nextInt(MOST_WORDS))
                        .mapToObj(word -> WORDS.get(random.nextInt(WORDS.size())))
                        .collect(Collectors.joining(" ")))
                .toList());
    }

    @Override
    public String title() {
        return "Embeddings";
    }

    @Override
    public String note() {
        return "A thousand texts of up to 30 words as vectors by the same model and the same runtime, once it is loaded; the"
                + " other side's tokenizer is native code, and its runtime has threads of its own beside those that it"
                + " spreads the texts over.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("1,000 short texts embedded", "ms", Limit.ratio(1.10)));
    }

    @Override
    public Contender ours() {
        return new Side("holdfast's extension embeddings", () -> {
            try {
                return embedder.embed(texts).size();
            } catch (EmbeddingException e) {
                throw new IOException(e);
            }
        });
    }

    @Override
    public Contender peer() {
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        String version = Optional.ofNullable(
                        AllMiniLmL6V2QuantizedEmbeddingModel.class.getPackage().getImplementationVersion())
                .orElse("");
        return new Side(
                ("langchain4j " + version).strip(),
                () -> new AllMiniLmL6V2QuantizedEmbeddingModel()
                        .embedAll(segments)
                        .content()
                        .size());
    }

    /** Embeds all texts, and says how many came back. */
    @FunctionalInterface
    private interface Embedding {
        int run() throws IOException;
    }

    private record Side(String name, Embedding embedding) implements Contender {
        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public List<Double> run() throws IOException {
            long start = System.nanoTime();
            int embedded = embedding.run();
            double millis = (System.nanoTime() - start) / 1e6;
            if (embedded != TEXTS) {
                throw new IOException(name + " embedded " + embedded + " texts");
            }
            return List.of(millis);
        }
    }
}
