package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
    private static final List<String> NO_COMMAND = List.of("holdfast-no-such-program");

    @TempDir
    Path directory;

    @Test
    void thisMachinesNameIsAValidSystemIdAndStaysTheSame() {
        assertThat(HostName.systemId()).matches("[A-Za-z0-9_-]{1,100}").isSameAs(HostName.systemId());
    }

    @Test
    void theFirstFileThatHoldsANameIsBelieved() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path file = Files.writeString(directory.resolve("hostname"), "work.local\n");
        Path later = Files.writeString(directory.resolve("later"), "other\n");
        assertThat(HostName.find(
                        List.of(directory.resolve("missing"), empty, file, later), NO_COMMAND, Map.of("HOSTNAME", "x")))
                .isEqualTo("work-local");
    }

    @Test
    void withoutAFileTheCommandIsAskedAndThenTheEnvironment() {
        List<String> command = List.of("sh", "-c", "echo told");
        Map<String, String> both = Map.of("HOSTNAME", "one", "COMPUTERNAME", "TWO");
        assertThat(HostName.find(List.of(), command, both)).isEqualTo("told");
        assertThat(HostName.find(List.of(), NO_COMMAND, both)).isEqualTo("one");
        assertThat(HostName.find(List.of(), List.of("sh", "-c", "echo no; exit 1"), both))
                .isEqualTo("one");
        assertThat(HostName.find(List.of(), NO_COMMAND, Map.of("COMPUTERNAME", "TWO")))
                .isEqualTo("TWO");
    }

    @Test
    void aMachineWithoutAnyNameIsStillNamed() {
        assertThat(HostName.find(List.of(), NO_COMMAND, Map.of("HOSTNAME", "...")))
                .isEqualTo("machine");
    }

    @ParameterizedTest
    @CsvSource({
        "host, host", "Host_1-a, Host_1-a", "host.local, host-local", "büro.example, b-ro-example",
        "--help, help", "a..b.., a-b", "'', ''", "'  ', ''"
    })
    void aNameIsMadeValid(String name, String valid) {
        assertThat(HostName.valid(name)).isEqualTo(valid);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(HostName.valid("a".repeat(300))).hasSize(100);
        assertThat(HostName.valid("a".repeat(99) + ".b")).hasSize(99);
    }
}
