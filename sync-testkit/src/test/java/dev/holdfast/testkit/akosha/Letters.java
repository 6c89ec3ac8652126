package dev.holdfast.testkit.akosha;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.method.http.OutgoingMemory;
import java.util.Arrays;
import java.util.List;

/** Embeddings made of a text's length alone. */
final class Letters implements Embedder {
    @Override
    public String model() {
        return "letters";
    }

    @Override
    public int dimensions() {
        return OutgoingMemory.DIMENSIONS;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream()
                .map(text -> {
                    float[] vector = new float[OutgoingMemory.DIMENSIONS];
                    Arrays.fill(vector, text.length());
                    return vector;
                })
                .toList();
    }
}
