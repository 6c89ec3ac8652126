package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mcp.stdio.ProtocolStreams;
import dev.holdfast.sync.SyncServices;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
    private static CommandLine line(String... words) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Cli cli = new Cli(
                new ProtocolStreams(InputStream.nullInputStream(), OutputStream.nullOutputStream()),
                Terminal.of(nowhere, nowhere, Map.of()),
                Map.of(),
                SyncServices::standard);
        return Main.commandLine(cli, List.of(words));
    }

    static Stream<List<String>> everyCommand() {
        return below(line(), List.of());
    }

    private static Stream<List<String>> below(CommandLine line, List<String> words) {
        return line.getSubcommands().entrySet().stream().flatMap(each -> {
            List<String> path =
                    Stream.concat(words.stream(), Stream.of(each.getKey())).toList();
            return Stream.concat(Stream.of(path), below(each.getValue(), path));
        });
    }

    private static CommandLine below(CommandLine line, String word) {
        return Objects.requireNonNull(line.getSubcommands().get(word), word);
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void aCommandThatIsAskedForIsMadeAloneAndWithAllOfItsOwn(List<String> path) {
        CommandLine whole = line();
        CommandLine asked = line(path.toArray(String[]::new));
        for (String word : path) {
            whole = below(whole, word);
            if (asked.getSubcommands().size() > 1) {
                // Made by its annotations, as part of the command above it.
                assertThat(asked.getCommandName()).isEqualTo("schedule");
            } else {
                assertThat(asked.getSubcommands()).containsOnlyKeys(word);
            }
            asked = below(asked, word);
            assertThat(asked.getCommandName()).isEqualTo(word);
        }
        assertThat(asked.getUsageMessage()).isEqualTo(whole.getUsageMessage());
        assertThat(new TreeSet<>(asked.getSubcommands().keySet()))
                .isEqualTo(new TreeSet<>(whole.getSubcommands().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "mirrors", "no-such-command", "@words"})
    void whatIsNoCommandMeetsThemAll(String word) {
        assertThat(line(word).getSubcommands().keySet())
                .isEqualTo(line().getSubcommands().keySet())
                .hasSize(17);
        assertThat(line("mirror", word).getSubcommands()).containsOnlyKeys("mirror");
        assertThat(below(line("mirror", word), "mirror").getSubcommands().keySet())
                .containsExactly("run", "watch", "status", "conflicts", "resolve", "trash", "restore");
    }

    /** The file may bring the words between. */
    @Test
    void behindWhatIsNoCommandAllSubcommandsAreThere() {
        assertThat(below(line("@words", "list"), "memory").getSubcommands())
                .hasSize(below(line(), "memory").getSubcommands().size());
    }

    @Test
    void helpInAnyPlaceIsTheHelpOfTheCommandBeforeIt() {
        assertThat(line("mirror", "run", "--help")
                        .parseArgs("mirror", "run", "--help")
                        .subcommand()
                        .subcommand()
                        .isUsageHelpRequested())
                .isTrue();
    }
}
