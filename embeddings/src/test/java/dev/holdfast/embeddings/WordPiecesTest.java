package dev.holdfast.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pieces are those that the tokenizer makes which the model was trained with. */
class WordPiecesTest {
    private static List<WordPieces> loaded = List.of();

    @BeforeAll
    static void load() throws IOException {
        try (InputStream vocabulary = resource("/all-minilm-l6-v2-q-tokenizer.json")) {
            loaded = List.of(WordPieces.read(vocabulary));
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(WordPiecesTest.class.getResourceAsStream(name), name);
    }

    /** Texts and their pieces as Hugging Face's tokenizers (by ai.djl.huggingface 0.36.0) have them. */
    static Stream<JsonNode> reference() throws IOException {
        try (InputStream in = resource("word-pieces.json")) {
            JsonNode all = new ObjectMapper().readTree(in);
            return StreamSupport.stream(all.spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("reference")
    void theyAreThoseOfTheReference(JsonNode text) {
        List<Long> expected = new ArrayList<>();
        text.path("ids").forEach(id -> expected.add(id.asLong()));
        assertThat(loaded.get(0).ids(text.path("text").asText()))
                .as(text.path("text").asText())
                .containsExactly(expected.toArray(Long[]::new));
    }

    @Test
    void neverMoreThanTheModelTakesAreMade() {
        assertThat(loaded.get(0).ids("word ".repeat(2000))).hasSize(WordPieces.MOST_PIECES + 2);
        assertThat(loaded.get(0).ids("x".repeat(100_000)))
                .as("one unknown word")
                .hasSize(3);
    }

    @Test
    void aFileThatIsNoTokenizerIsRefused() {
        InputStream other = new ByteArrayInputStream("{\"model\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> WordPieces.read(other)).isInstanceOf(IOException.class);
    }
}
