package dev.holdfast.sync.memory;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.embedding.EmbeddingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An embedder that knows a few themes: two texts mean the same as far as their words belong to the same themes. */
final class Themes implements Embedder {
    static final int DIMENSIONS = 384;

    private static final List<Set<String>> THEMES = List.of(
            Set.of("bread", "sourdough", "loaf", "oven", "baking"),
            Set.of("car", "engine", "vehicle", "garage", "automobile"),
            Set.of("sea", "ship", "harbour", "sailing", "boat"));

    final Set<String> seen = ConcurrentHashMap.newKeySet();
    volatile boolean broken;

    private final String model;

    Themes(String model) {
        this.model = model;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public List<float[]> embed(List<String> texts) throws EmbeddingException {
        if (broken) {
            throw new EmbeddingException("The themes are lost.", null);
        }
        seen.addAll(texts);
        List<float[]> vectors = new ArrayList<>();
        texts.forEach(text -> vectors.add(vector(text)));
        return vectors;
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        // What no theme is about is still about something, each its own.
        vector[THEMES.size() + Math.floorMod(text.hashCode(), DIMENSIONS - THEMES.size())] = 0.3f;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
            for (int theme = 0; theme < THEMES.size(); theme++) {
                vector[theme] += THEMES.get(theme).contains(word) ? 1 : 0;
            }
        }
        double length = 0;
        for (float number : vector) {
            length += number * number;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(length);
        }
        return vector;
    }
}
