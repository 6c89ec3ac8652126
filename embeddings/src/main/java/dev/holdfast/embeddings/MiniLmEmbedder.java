package dev.holdfast.embeddings;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The model all-MiniLM-L6-v2, quantised, run by the ONNX runtime. Everything comes with the extension's jar; no network is
 * used. The first call takes about a second and 100 MB, and unpacks the runtime's native library beside the jar, once.
 *
 * <p>Each text is run by itself: beside others in one batch it would get a slightly different vector, because a quantised
 * model scales by all that it is given. Several texts are spread over the processors. Thread-safe.
 */
public final class MiniLmEmbedder implements Embedder {
    private @Nullable MiniLm loaded;

    /** Costs nothing. */
    public MiniLmEmbedder() {}

    @Override
    public String model() {
        return "all-MiniLM-L6-v2";
    }

    @Override
    public int dimensions() {
        return MiniLm.DIMENSIONS;
    }

    @Override
    public List<float[]> embed(List<String> texts) throws EmbeddingException {
        List<String> all = List.copyOf(texts);
        if (all.isEmpty()) {
            return List.of();
        }
        MiniLm model = load();
        float[][] vectors = new float[all.size()][];
        try {
            IntStream.range(0, vectors.length).parallel().forEach(i -> vectors[i] = model.vector(all.get(i)));
        } catch (MiniLm.RunException e) {
            throw new EmbeddingException("The embedding model could not be run on this machine: " + e.reason(), e);
        }
        return Arrays.asList(vectors);
    }

    private synchronized MiniLm load() throws EmbeddingException {
        if (loaded == null) {
            loaded = MiniLm.load();
        }
        return loaded;
    }
}
