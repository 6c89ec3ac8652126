package dev.holdfast.sync.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.ignores", 40);

    @ParameterizedTest(name = "{0} against {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    *.log       | a.log          | true
                    *.log       | deep/in/a.log  | true
                    *.log       | a.logs         | false
                    a?c         | abc            | true
                    a?c         | a/c            | false
                    [a-c]x      | bx             | true
                    [!a-c]x     | bx             | false
                    [^a-c]x     | dx             | true
                    []]x        | ]x             | true
                    [[:digit:]] | 7              | true
                    [[:digit:]] | x              | false
                    [ab         | a              | false
                    /top        | top            | true
                    /top        | sub/top        | false
                    a/b         | a/b            | true
                    a/b         | x/a/b          | false
                    **/b        | b              | true
                    **/b        | x/y/b          | true
                    a/**/b      | a/b            | true
                    a/**/b      | a/x/y/b        | true
                    a/**        | a/x            | true
                    a/**        | a              | false
                    a**b        | axxb           | true
                    a/*         | a/x/y          | true
                    dir/        | dir            | false
                    dir/        | dir/file       | true
                    dir/        | sub/dir/file   | true
                    \\#a        | #a             | true
                    \\!a        | !a             | true
                    #a          | #a             | false
                    a\\*        | a*             | true
                    a\\*        | ab             | false
                    a//b        | a/b            | false
                    /           | a              | false
                    *a*a*a*a*b  | aaaaaaaaaaaaaa | false
                    caf?        | café           | true
                    """)
    void aPatternMatchesAsGitHasIt(String pattern, String path, boolean ignored) {
        assertThat(rules(pattern).ignores(path, false)).isEqualTo(ignored);
    }

    @Test
    void theLastPatternThatMatchesCounts() {
        IgnoreRules rules = rules("*.txt", "!keep.txt", "keep.txt", "!keep.txt");

        assertThat(rules.ignores("other.txt", false)).isTrue();
        assertThat(rules.ignores("keep.txt", false)).isFalse();
    }

    @Test
    void aDeeperFileHasTheLastWord() {
        IgnoreRules rules = rules("*.txt").with("", "!a.txt").with("sub", "a.txt\n/b.md\n!c.txt\n");

        assertThat(rules.ignores("a.txt", false)).isFalse();
        assertThat(rules.ignores("sub/a.txt", false)).isTrue();
        assertThat(rules.ignores("sub/b.md", false)).isTrue();
        assertThat(rules.ignores("sub/deep/b.md", false)).isFalse();
        assertThat(rules.ignores("b.md", false)).isFalse();
        assertThat(rules.ignores("sub/c.txt", false)).isFalse();
    }

    @Test
    void nothingInAnIgnoredDirectoryIsKept() {
        IgnoreRules rules = rules("build/", "!build/keep.txt").with("build", "!*");

        assertThat(rules.ignores("build", true)).isTrue();
        assertThat(rules.ignores("build/keep.txt", false)).isTrue();
        assertThat(rules.ignores("build/deep/x", false)).isTrue();
        assertThat(rules.ignores("build", false)).isFalse();
    }

    @Test
    void filesWithADotAreLeftOutWhenAskedUnlessTheyAreKept() {
        IgnoreRules rules = IgnoreRules.of(List.of("!.github"), true);

        assertThat(rules.ignores(".env", false)).isTrue();
        assertThat(rules.ignores("sub/.git/config", false)).isTrue();
        assertThat(rules.ignores(".github/workflows/ci.yml", false)).isFalse();
        assertThat(rules.ignores("a.txt", false)).isFalse();
    }

    @Test
    void linesMayComeFromAnyEditor() {
        IgnoreRules rules = rules().with("", "\ufeffa.txt\r\nb.txt   \r\nc\\ \r\n\r\n# d\r\n");

        assertThat(rules.ignores("a.txt", false)).isTrue();
        assertThat(rules.ignores("b.txt", false)).isTrue();
        assertThat(rules.ignores("c ", false)).isTrue();
        assertThat(rules.ignores("# d", false)).isFalse();
    }

    @Test
    void aPatternMadeToTakeForEverDoesNot() {
        String pattern = "*a".repeat(60) + "b";
        String deep = "**/a/".repeat(60) + "b";

        assertThat(rules(pattern).ignores("a".repeat(250), false)).isFalse();
        assertThat(rules(deep).ignores("a/".repeat(250) + "c", false)).isFalse();
    }

    /** Random patterns over few letters, asked of git itself, which has to be there. */
    @Test
    void randomRulesSayWhatGitSays(@TempDir Path folder) throws Exception {
        assumeTrue(runs(folder, "git", "init", "-q", "."), "there is no git here");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = lines(random);
            List<String> inner = lines(random);
            Files.writeString(folder.resolve(".gitignore"), String.join("\n", lines) + "\n");
            Files.createDirectories(folder.resolve("a"));
            Files.writeString(folder.resolve("a/.gitignore"), String.join("\n", inner) + "\n");
            IgnoreRules rules = rules().with("", String.join("\n", lines)).with("a", String.join("\n", inner));
            Set<String> paths = paths(random);

            Set<String> ours = new TreeSet<>(paths);
            ours.removeIf(path -> !rules.ignores(path, false));
            assertThat(ours)
                    .as("seed %d, rules %s, in a: %s, paths %s", seed, lines, inner, paths)
                    .isEqualTo(ignoredByGit(folder, paths));
        }
    }

    private static IgnoreRules rules(String... lines) {
        return IgnoreRules.of(List.of(lines), false);
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<String> names = new ArrayList<>();
            for (int depth = random.nextInt(4); depth >= 0; depth--) {
                names.add(random.nextInt(4) == 0 ? "**" : name(random));
            }
            String line = String.join("/", names);
            lines.add((random.nextInt(4) == 0 ? "!" : "")
                    + (random.nextInt(5) == 0 ? "/" : "")
                    + line
                    + (random.nextInt(5) == 0 ? "/" : ""));
        }
        return lines;
    }

    /** No two stars in a row: what git makes of those within a name is not what it says it does. */
    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int piece = random.nextInt(3); piece >= 0; piece--) {
            name.append(List.of("a", "b", "*", "?", "[ab]", "[!a]").get(random.nextInt(6)));
        }
        return name.toString().replaceAll("\\*+", "*");
    }

    /** Paths of files, of which none is a directory's as well. */
    private static Set<String> paths(Random random) {
        Set<String> paths = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            StringBuilder path = new StringBuilder();
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                path.append(random.nextBoolean() ? "a" : "b").append(random.nextBoolean() ? "b/" : "/");
            }
            paths.add(path.append(random.nextBoolean() ? "a" : "b")
                    .append("ab".charAt(random.nextInt(2)))
                    .append(random.nextBoolean() ? "x" : "aa")
                    .toString());
        }
        return paths;
    }

    private static Set<String> ignoredByGit(Path folder, Set<String> paths) throws Exception {
        Process git = new ProcessBuilder("git", "check-ignore", "--no-index", "--stdin")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = git.getOutputStream()) {
            in.write((String.join("\n", paths) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new TreeSet<>(out.lines().toList());
    }

    private static boolean runs(Path folder, String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
