package dev.holdfast.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Splits texts as the model was trained: cleaned, in lower case and without accents, into words and punctuation marks, and
 * each word into the longest pieces that the vocabulary has. What looks like one of the model's own marks, such as
 * {@code [SEP]}, is text like any other. Immutable.
 */
final class WordPieces {
    /** What the model takes, its two marks not counted. */
    static final int MOST_PIECES = 510;

    /** A text's beginning that surely holds as many pieces as are read; nobody should pay for the rest of a book. */
    private static final int MOST_CHARACTERS = 20_000;

    private static final int LONGEST_WORD = 100;

    private final Map<String, Integer> vocabulary;
    private final long begin;
    private final long end;
    private final int unknown;

    private WordPieces(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        this.begin = vocabulary.getOrDefault("[CLS]", 0);
        this.end = vocabulary.getOrDefault("[SEP]", 0);
        this.unknown = vocabulary.getOrDefault("[UNK]", 0);
    }

    /** From a {@code tokenizer.json}. */
    static WordPieces read(InputStream tokenizer) throws IOException {
        JsonNode pieces = new ObjectMapper().readTree(tokenizer).at("/model/vocab");
        Map<String, Integer> vocabulary = new HashMap<>(pieces.size() * 2);
        pieces.properties()
                .forEach(
                        piece -> vocabulary.put(piece.getKey(), piece.getValue().asInt()));
        if (!vocabulary.keySet().containsAll(List.of("[CLS]", "[SEP]", "[UNK]"))) {
            throw new IOException("no vocabulary of word pieces");
        }
        return new WordPieces(vocabulary);
    }

    /** The numbers of a text's pieces between the marks of its begin and end; a long text's first ones. */
    long[] ids(String text) {
        List<Integer> ids = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int[] characters = normalized(text).codePoints().toArray();
        for (int i = 0; i < characters.length && ids.size() < MOST_PIECES; i++) {
            int character = characters[i];
            boolean alone = isPunctuation(character) || isIdeograph(character);
            if (alone || character == ' ') {
                split(word, ids);
            }
            if (character != ' ') {
                word.appendCodePoint(character);
            }
            if (alone) {
                split(word, ids);
            }
        }
        split(word, ids);
        LongStream kept = ids.stream().limit(MOST_PIECES).mapToLong(Integer::longValue);
        return LongStream.concat(LongStream.concat(LongStream.of(begin), kept), LongStream.of(end))
                .toArray();
    }

    /** Adds the word's pieces and empties it. A word that has a piece which the vocabulary lacks is unknown as a whole. */
    private void split(StringBuilder word, List<Integer> ids) {
        String whole = word.toString();
        word.setLength(0);
        if (whole.isEmpty()) {
            return;
        }
        List<Integer> pieces = new ArrayList<>();
        int start = whole.codePointCount(0, whole.length()) > LONGEST_WORD ? -1 : 0;
        while (start >= 0 && start < whole.length()) {
            start = piece(whole, start, pieces);
        }
        ids.addAll(start < 0 ? List.of(unknown) : pieces);
    }

    /** Adds the longest piece that begins here. Returns where it ends, or -1 when there is none. */
    private int piece(String word, int start, List<Integer> pieces) {
        for (int end = word.length(); end > start; end--) {
            Integer id = vocabulary.get((start == 0 ? "" : "##") + word.substring(start, end));
            if (id != null) {
                pieces.add(id);
                return end;
            }
        }
        return -1;
    }

    private static String normalized(String text) {
        String beginning = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        StringBuilder clean = new StringBuilder(beginning.length());
        beginning
                .codePoints()
                .filter(character -> !isNoise(character))
                .map(character -> isSpace(character) ? ' ' : character)
                .forEach(clean::appendCodePoint);
        StringBuilder plain = new StringBuilder(clean.length());
        Normalizer.normalize(clean, Normalizer.Form.NFD)
                .codePoints()
                .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                // One by one: a sigma at a word's end would become another letter than the vocabulary was made with.
                .map(Character::toLowerCase)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isSpace(int character) {
        return character == '\t' || character == '\n' || character == '\r' || Character.isSpaceChar(character);
    }

    /** Control characters, format characters, halves of pairs, and what no text should hold. */
    private static boolean isNoise(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\t' && character != '\n' && character != '\r';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
            default -> character == 0xFFFD;
        };
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            case Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.MODIFIER_SYMBOL -> character < 0x80;
            default -> false;
        };
    }

    /** Chinese characters, each of which is a word; Korean and Japanese syllables are not. */
    private static boolean isIdeograph(int character) {
        return (character >= 0x4E00 && character <= 0x9FFF)
                || (character >= 0x3400 && character <= 0x4DBF)
                || (character >= 0xF900 && character <= 0xFAFF)
                || (character >= 0x20000 && character <= 0x2A6DF)
                || (character >= 0x2A700 && character <= 0x2CEAF)
                || (character >= 0x2F800 && character <= 0x2FA1F);
    }
}
