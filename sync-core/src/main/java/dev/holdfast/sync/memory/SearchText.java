package dev.holdfast.sync.memory;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Texts and questions as the index takes them. The index knows words by the spaces and signs between them. So signs of
 * scripts that set no spaces become words of their own, which makes any part of such a text findable; emoji and whatever else
 * the index takes for no letter are spelled out by their number.
 */
final class SearchText {
    private static final int MOST_WORDS = 32;
    private static final int SHORTEST_BEGINNING = 4;

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private SearchText() {}

    /** What goes into the index for a text. The same text gives the same, in every version of the schema. */
    static String indexed(String text) {
        StringBuilder words = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(words, c));
        return words.toString();
    }

    /** The words of a question, each as a piece of {@link #indexed} text; the first ones of very many. */
    static List<String> words(String question) {
        Set<String> words = new LinkedHashSet<>();
        for (String piece : question.split("\\s+", -1)) {
            String word = indexed(piece).strip();
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                words.add(word);
            }
        }
        return new ArrayList<>(words).subList(0, Math.min(words.size(), MOST_WORDS));
    }

    /** Finds texts with any of these words, and prefers, over longer words that begin like them, the words themselves. */
    static String match(List<String> words) {
        StringBuilder match = new StringBuilder();
        for (String word : words) {
            String quoted = "\"" + word + "\"";
            match.append(match.length() == 0 ? "" : " OR ").append(quoted);
            if (word.length() >= SHORTEST_BEGINNING) {
                match.append(" OR ").append(quoted).append(" *");
            }
        }
        return match.toString();
    }

    private static void append(StringBuilder words, int c) {
        if (isJoiner(c)) {
            return;
        }
        if (Character.getType(c) == Character.OTHER_SYMBOL || isHighLetter(c)) {
            words.append(" u").append(Integer.toHexString(c)).append(' ');
        } else if (WITHOUT_SPACES.contains(UnicodeScript.of(c))) {
            words.append(' ').appendCodePoint(c).append(' ');
        } else if (c == '"' || Character.isISOControl(c)) {
            words.append(' ');
        } else {
            words.appendCodePoint(c);
        }
    }

    /** What only says how the signs beside it are drawn. */
    private static boolean isJoiner(int c) {
        return c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f);
    }

    /** SQLite's tables of letters are older than many of those beyond the first plane. */
    private static boolean isHighLetter(int c) {
        return Character.isSupplementaryCodePoint(c) && Character.isLetterOrDigit(c);
    }
}
