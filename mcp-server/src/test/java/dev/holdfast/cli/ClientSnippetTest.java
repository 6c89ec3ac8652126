package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientSnippetTest {
    private static final Path HOME = Path.of("home").toAbsolutePath();

    @ParameterizedTest
    @EnumSource(names = "CLAUDE_CODE", mode = EnumSource.Mode.EXCLUDE)
    void theJsonStartsThisLauncher(ClientSnippet client) throws IOException {
        String launcher = "/opt/my \"tools\"/holdfast";
        String text = client.text(launcher, Map.of(), HOME);
        JsonNode json = new ObjectMapper().readTree(text.substring(text.indexOf("{\n"), text.lastIndexOf('}') + 1));
        JsonNode server = json.elements().next().path("holdfast");
        assertThat(server.path("command").asText()).isEqualTo(launcher);
        assertThat(server.path("args").path(0).asText()).isEqualTo("serve");
    }

    @Test
    void theShellCommandQuotesOddPaths() {
        assertThat(ClientSnippet.CLAUDE_CODE.text("/opt/it's here/holdfast", Map.of(), HOME))
                .contains("holdfast -- '/opt/it'\\''s here/holdfast' serve");
        assertThat(ClientSnippet.CLAUDE_CODE.text("/opt/holdfast", Map.of(), HOME))
                .contains("-- /opt/holdfast serve");
    }
}
