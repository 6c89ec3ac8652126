package dev.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What both memory servers are filled with and asked for, the same each time. */
final class GraphFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIFFERENT = 2000;
    private static final int LENGTH = 20;
    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final List<String> WORDS = words();

    private GraphFile() {}

    /** Writes so many entities with an observation each, as the official memory server keeps them. */
    static void write(Path file, int entities) throws IOException {
        Random random = new Random(entities);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < entities; i++) {
                out.write(JSON.writeValueAsString(Map.of(
                        "type",
                        "entity",
                        "name",
                        "entity-" + i,
                        "entityType",
                        "note",
                        "observations",
                        List.of(text(random)))));
                out.newLine();
            }
        }
    }

    /** Some words. */
    static String text(Random random) {
        return IntStream.range(0, LENGTH).mapToObj(i -> word(random)).collect(Collectors.joining(" "));
    }

    /** One that a hundredth of all texts have. */
    static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static List<String> words() {
        Random random = new Random(1);
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < DIFFERENT) {
            words.add(syllable(random) + syllable(random) + syllable(random));
        }
        return List.copyOf(words);
    }

    private static String syllable(Random random) {
        return "" + CONSONANTS.charAt(random.nextInt(CONSONANTS.length()))
                + VOWELS.charAt(random.nextInt(VOWELS.length()));
    }
}
