package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeDirectoryTest {
    @TempDir
    Path directory;

    private Given given;

    @BeforeEach
    void nobodyNamesAHome() {
        given = new Given(directory).home(null);
    }

    @Test
    void onLinuxItIsBelowTheUsersDataDirectory() {
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve(".local/share/holdfast"));
        given.variable("XDG_DATA_HOME", directory.resolve("data").toString());
        assertThat(given.load().home()).isEqualTo(directory.resolve("data/holdfast"));
        assertThat(given.load().origin(Keys.HOME)).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void aRelativeDataDirectoryIsIgnored() {
        given.variable("XDG_DATA_HOME", "data");
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve(".local/share/holdfast"));
    }

    @Test
    void onMacItIsTheApplicationSupportDirectory() {
        given.on("Mac OS X").variable("XDG_DATA_HOME", directory.toString());
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve("Library/Application Support/holdfast"));
    }

    @Test
    void onWindowsItIsTheLocalApplicationData() {
        given.on("Windows 11");
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve("AppData/Local/holdfast"));
        given.variable("LOCALAPPDATA", directory.resolve("local").toString());
        assertThat(given.load().home()).isEqualTo(directory.resolve("local/holdfast"));
    }

    @Test
    void theVariableWinsOverTheUsualPlaceAndTheFlagOverTheVariable() {
        given.variable("HOLDFAST_HOME", "~/state/../memory");
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve("memory"));
        assertThat(given.load().origin(Keys.HOME)).hasToString("HOLDFAST_HOME");
        given.home(directory.resolve("flag").toString());
        assertThat(given.load().home()).isEqualTo(directory.resolve("flag"));
        assertThat(given.load().origin(Keys.HOME)).hasToString("--home");
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        given.variable("HOLDFAST_HOME", "").variable("XDG_DATA_HOME", "");
        assertThat(given.load().home()).isEqualTo(given.userHome().resolve(".local/share/holdfast"));
    }

    @Test
    void theSettingsFileIsLookedForInTheHomeThatWon() {
        given.file(directory.resolve("a/holdfast.yaml"), "max_retries: 4")
                .file(directory.resolve("b/holdfast.yaml"), "max_retries: 5")
                .variable("HOLDFAST_HOME", directory.resolve("a").toString())
                .home(directory.resolve("b").toString());
        assertThat(given.load().get(Keys.MAX_RETRIES)).isEqualTo(5);
    }

    @Test
    void aRelativeHomeIsRefusedBecauseItWouldDependOnTheCurrentDirectory() {
        assertThat(given.home("state").message())
                .isEqualTo("--home: home must be the absolute path of a directory, which need not exist yet; the path"
                        + " \"state\" is relative, and outside a settings file a path must be absolute.");
        assertThat(given.home("").message()).contains("; a path in it is empty.");
    }

    @Test
    void aFileInItsPlaceIsAnError() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(given.home(file.toString()).message())
                .isEqualTo("--home: home must be the absolute path of a directory, which need not exist yet; " + file
                        + " is a file.");
    }

    @Test
    void aMachineThatKnowsNoHomeDirectoryAsksForOne() {
        SettingsSources sources = new SettingsSources(Map.of(), SettingsFlags.NONE, new Platform("Linux", null));
        assertThatThrownBy(() -> SettingsLoader.load(sources))
                .isInstanceOf(SettingsException.class)
                .hasMessage("home has no usual place on this machine, because it does not know the user's home"
                        + " directory; set HOLDFAST_HOME.");
    }

    @Test
    void theUsersHomeFollowsTheEnvironmentAsItDoesInAShell() {
        String osName = System.getProperty("os.name");
        Platform platform = Platform.current(Map.of("HOME", directory.toString()));
        assertThat(platform.osName()).isEqualTo(osName);
        if (!platform.isWindows()) {
            assertThat(platform.userHome()).isEqualTo(directory);
        }
        assertThat(Platform.current(Map.of("HOME", "relative")).userHome())
                .isEqualTo(Path.of(System.getProperty("user.home")));
    }

    @Test
    void nothingIsMadeOnDisk() throws IOException {
        given.load();
        try (var entries = Files.list(directory)) {
            assertThat(entries).isEmpty();
        }
    }
}
