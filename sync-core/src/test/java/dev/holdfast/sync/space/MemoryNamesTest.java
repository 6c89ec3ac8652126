package dev.holdfast.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryNamesTest {
    private static final String ID = "01k0aaaaaabbbbbbbbbbcccccc";

    private static String name(String words) {
        return MemoryNames.file(ID, words, name -> false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# Anna likes: tea!             | anna-likes-tea-cccccc.md",
                "One two three four five six seven | one-two-three-four-five-six-cccccc.md",
                "../../etc/passwd               | etc-passwd-cccccc.md",
                "Übergrößen zählen              | übergrößen-zählen-cccccc.md",
                "हिन्दी में                         | हिन्दी-में-cccccc.md",
                "❤️ hearts                      | hearts-cccccc.md",
                "'...'                          | memory-cccccc.md",
                "con                            | con-cccccc.md"
            })
    void aNameIsMadeOfTheFirstWords(String words, String expected) {
        assertThat(name(words)).isEqualTo(expected);
    }

    @Test
    void aNameIsNeverTooLongNorCutWithinACharacter() {
        String name = name("字".repeat(500));

        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThan(140);
        assertThat(name("👍x".repeat(300))).startsWith("x-x-x-x-x-x-");
        assertThat(name("𝒳".repeat(500)).codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff))
                .isTrue();
    }

    @Test
    void aTakenNameGetsTheWholeId() {
        String first = name("tea");
        String second = MemoryNames.file(ID, "tea", first::equals);

        assertThat(second).isEqualTo("tea-" + ID + ".md");
        assertThat(MemoryNames.file(ID, "tea", name -> name.equals(first) || name.equals(second)))
                .isEqualTo("tea-" + ID + "-2.md");
    }

    @Test
    void directoriesAreNamesThatEverySystemTakes() {
        assertThat(MemoryNames.directory("facts")).isEqualTo("facts");
        assertThat(MemoryNames.directory("a/b\\c:d")).isEqualTo("a-b-c-d");
        assertThat(MemoryNames.directory("AUX")).isEqualTo("AUX_");
        assertThat(MemoryNames.directory("..")).isEqualTo("memories");
        assertThat(MemoryNames.directory(".hidden")).isEqualTo("hidden");
    }

    @Test
    void onlyMarkdownFitsAndNothingHidden() {
        assertThat(MemoryNames.fits("a/b.md", false)).isTrue();
        assertThat(MemoryNames.fits("a/b.MD", false)).isTrue();
        assertThat(MemoryNames.fits("a/b", true)).isTrue();
        assertThat(MemoryNames.fits("a/b.png", false)).isFalse();
        assertThat(MemoryNames.fits("a/.md", false)).isFalse();
        assertThat(MemoryNames.fits(".obsidian", true)).isFalse();
        assertThat(MemoryNames.fits("a/.trash/b.md", false)).isFalse();
    }
}
