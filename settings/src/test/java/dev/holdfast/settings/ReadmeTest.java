package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of settings says what the code says. */
class ReadmeTest {
    private static final String BEGIN = "<!-- settings:begin -->\n";
    private static final String END = "<!-- settings:end -->";

    @Test
    void theTableOfSettingsIsTheOneInTheCode() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("holdfast.root"), "README.md"));
        String table = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertThat(table.strip()).isEqualTo(expected().strip());
    }

    private static String expected() {
        Settings defaults = Settings.builder(Path.of("home")).build();
        return Keys.all().stream()
                .map(key -> "| `" + key.name() + "` | " + defaultOf(key, defaults) + " | "
                        + key.description().replace("|", "\\|") + " Must be "
                        + key.rule().replace("|", "\\|") + ". |")
                .collect(Collectors.joining("\n", "| setting | default | what it does |\n| --- | --- | --- |\n", "\n"));
    }

    /** Two defaults depend on the machine. */
    private static String defaultOf(Key<?> key, Settings defaults) {
        if (key == Keys.HOME) {
            return "the platform's data directory";
        }
        if (key == Keys.SYSTEM_ID) {
            return "the host's name";
        }
        String value = SettingView.of(defaults, key).value();
        return value.equals("not set") ? "" : "`" + value + "`";
    }
}
