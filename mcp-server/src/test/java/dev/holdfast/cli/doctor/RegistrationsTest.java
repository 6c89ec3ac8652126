package dev.holdfast.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationsTest {
    @TempDir
    Path home;

    private List<Finding> find() {
        return Registrations.find(home, Map.of(), home.resolve("desktop.json"), home.resolve("data"));
    }

    private void claudeCode(String json) throws IOException {
        Files.writeString(home.resolve(".claude.json"), json);
    }

    @Test
    void nobodyKnowsUsYet() {
        assertThat(find()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(finding.text()).contains("register --print");
        });
    }

    @Test
    void aRegistrationIsShown() throws IOException {
        claudeCode("{\"mcpServers\":{\"holdfast\":{\"command\":\"holdfast\"},\"x\":{\"env\":{\"KEY\":\"canary\"}}}}");
        assertThat(find()).containsExactly(Finding.ok("clients", "Claude Code starts holdfast"));
        assertThat(find().toString()).doesNotContain("canary");
    }

    @Test
    void aLauncherThatIsGoneIsAProblem() throws IOException {
        String gone = home.resolve("gone/holdfast").toString().replace("\\", "\\\\");
        claudeCode("{\"mcpServers\":{\"holdfast\":{\"command\":\"" + gone + "\"}}}");
        assertThat(find()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
            assertThat(finding.text()).contains("not there any more");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"env\":{\"HOLDFAST_HOME\":\"@\"}", "\"args\":[\"serve\",\"--home\",\"@\"]"})
    void aServerWithAnotherHomeThanThisShellIsPointedOut(String how) throws IOException {
        String entry = "{\"mcpServers\":{\"holdfast\":{\"command\":\"holdfast\"," + how + "}}}";
        claudeCode(entry.replace("@", json(home.resolve("data"))));
        assertThat(find()).singleElement().extracting(Finding::level).isEqualTo(Finding.Level.OK);

        claudeCode(entry.replace("@", json(home.resolve("other"))));
        assertThat(find()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(finding.text()).contains(home.resolve("other").toString(), "HOLDFAST_HOME");
        });
    }

    private static String json(Path path) {
        return path.toString().replace("\\", "\\\\");
    }

    @Test
    void aFileThatIsNoJsonIsSaid() throws IOException {
        claudeCode("{ not json");
        assertThat(find()).anySatisfy(finding -> assertThat(finding.text()).contains("can't be read as JSON"));
    }
}
