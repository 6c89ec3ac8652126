package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void home() throws IOException {
        given = new Given(directory);
        Files.createDirectories(given.home());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but words\n", "---\n", "\uFEFF", "{}", "---\n...\n"})
    void anEmptyFileSaysNothing(String text) {
        assertThat(given.file(text).load().get(Keys.MAX_RETRIES)).isEqualTo(3);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() {
        assertThat(given.file("\uFEFFmax_retries: 4").load().get(Keys.MAX_RETRIES))
                .isEqualTo(4);
    }

    @Test
    void linesMayEndAsOnWindows() {
        assertThat(given.file("# one\r\nmax_retries: 4\r\nchunk_size_mb: 0\r\n").message())
                .startsWith(given.file() + ":3: chunk_size_mb");
    }

    @Test
    void jsonIsReadToo() {
        Settings settings =
                given.file("{\"max_retries\": 4, \"sources\": {\"a\": \"/a\"}}").load();
        assertThat(settings.get(Keys.MAX_RETRIES)).isEqualTo(4);
        assertThat(settings.get(Keys.SOURCES)).hasSize(1);
    }

    @Test
    void aMissingFileIsFineInTheHomeAndAnErrorWhenNamed() {
        assertThat(given.load().get(Keys.MAX_RETRIES)).isEqualTo(3);
        Path missing = directory.resolve("missing.yaml");
        assertThat(given.config(missing.toString()).message())
                .isEqualTo(missing + ": The settings file does not exist.");
    }

    @Test
    void theNamedFileIsReadInsteadOfTheOneInTheHome() {
        Path other = directory.resolve("other.yaml");
        given.file("max_retries: 4\nchunk_size_mb: 9")
                .file(other, "max_retries: 5")
                .config(other.toString());
        Settings settings = given.load();
        assertThat(settings.get(Keys.MAX_RETRIES)).isEqualTo(5);
        assertThat(settings.get(Keys.CHUNK_SIZE_MB)).isEqualTo(5);
        assertThat(settings.origin(Keys.MAX_RETRIES)).hasToString(other + ":1");
    }

    @Test
    void theNamedFileMayBeBelowTheUsersHome() {
        given.file(given.userHome().resolve("my.yaml"), "max_retries: 5").config("~/my.yaml");
        assertThat(given.load().get(Keys.MAX_RETRIES)).isEqualTo(5);
    }

    @Test
    void noFileIsLookedForInTheCurrentDirectory() throws IOException {
        Path stray = Path.of("holdfast.yaml").toAbsolutePath();
        Files.writeString(stray, "max_retries: 9");
        try {
            assertThat(given.load().get(Keys.MAX_RETRIES)).isEqualTo(3);
        } finally {
            Files.delete(stray);
        }
    }

    @Test
    void aDirectoryInItsPlaceIsAnError() throws IOException {
        Files.createDirectory(given.file());
        assertThat(given.message()).isEqualTo(given.file() + ": The settings file is a directory, not a file.");
    }

    @Test
    void anotherEncodingIsAnError() throws IOException {
        Files.write(given.file(), "system_id: büro".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(given.message())
                .isEqualTo(given.file() + ": The settings file is not UTF-8 text; save it with that encoding.");
    }

    @Test
    void aHugeFileIsRefusedUnread() {
        given.file("#".repeat(256 * 1024 + 1));
        assertThat(given.message())
                .isEqualTo(given.file() + ": The settings file is larger than 256 KiB, which no settings file needs.");
    }

    @Test
    void aLargeFileOfNothingButBracketsIsRefusedQuickly() {
        given.file("{a: ".repeat(60_000));
        assertThat(given.message()).contains("nested more than 10 deep");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToNothingIsAnErrorAndNotTheSameAsNoFile() throws IOException {
        Files.createSymbolicLink(given.file(), directory.resolve("gone.yaml"));
        assertThat(given.message())
                .isEqualTo(given.file() + ": The settings file is a link to a file that does not exist.");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsRefusedAndNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", given.file().toString()).start().waitFor())
                .isZero();
        assertThat(given.message()).isEqualTo(given.file() + ": The settings file is not a regular file.");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anUnreadableFileIsAnError() throws IOException {
        given.file("max_retries: 4");
        Files.setPosixFilePermissions(given.file(), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(given.file()), "the superuser can read everything");
        assertThat(given.message())
                .isEqualTo(given.file() + ": The settings file cannot be read, because permission is denied.");
    }

    @Test
    void everyProblemOfEveryLayerIsReportedAtOnce() {
        given.file("max_retries: 11\ncolour: red\nchunk_size_mb: 0\n")
                .variable("HOLDFAST_LOG_LEVEL", "loud")
                .set("force_method=ftp");
        SettingsException refused = given.refused();
        assertThat(refused.problems())
                .extracting(problem -> problem.key() + " " + problem.where().kind())
                .containsExactly(
                        "max_retries FILE",
                        "colour FILE",
                        "chunk_size_mb FILE",
                        "log_level ENVIRONMENT",
                        "force_method FLAG");
        assertThat(given.message().lines())
                .hasSize(5)
                .containsExactlyElementsOf(refused.problems().stream()
                        .map(SettingsProblem::toString)
                        .toList());
    }

    @Test
    void aBrokenFileDoesNotHideTheOtherLayers() {
        given.file("max_retries: [").variable("HOLDFAST_LOG_LEVEL", "loud").home("relative");
        assertThat(given.refused().problems()).extracting(SettingsProblem::key).containsExactly("home", "log_level");
    }

    @Test
    void namesFromAFileStayOnTheirLineInAMessage() {
        assertThat(given.file("\"a\\nb\\e[31m\": 3").message())
                .startsWith(given.file() + ":1: a?b?[31m is not a setting");
    }
}
