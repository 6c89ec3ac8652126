package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mcp.stdio.ProtocolStreams;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line can do about memories that a memory API and this machine do not agree on. */
class MemoryConflictsTest {
    private static final String API = "http://127.0.0.1:1";
    private static final int CONFLICTS = 7;

    @TempDir
    Path home = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void conflicts() throws IOException {
        Files.writeString(home.resolve("holdfast.yaml"), "memory_api_url: " + API + "\n");
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            for (int i = 0; i < CONFLICTS; i++) {
                String id = store.add(NewMemory.fact("memory " + i)).memory().id();
                store.records(API + " ").change(book -> {
                    book.conflict(id);
                    return id;
                });
            }
        }
    }

    private Cli cli() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Map<String, String> environment = Map.of("HOLDFAST_HOME", home.toString(), "HOME", home.toString());
        ProtocolStreams streams =
                new ProtocolStreams(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream());
        Terminal terminal = Terminal.of(new PrintWriter(out), new PrintWriter(err, true), environment);
        return new Cli(streams, terminal, environment, SyncServices::standard);
    }

    private int memory(String... arguments) {
        return MemoryCommand.with(cli(), List.of(arguments)).execute(arguments);
    }

    @Test
    void aListOfConflictsThatIsNotWholeSaysSoAndWhatIsSettledMakesRoom() {
        assertThat(memory("list", "--conflicts")).as(err.toString()).isZero();
        assertThat(out.toString().lines()).hasSize(5);
        assertThat(err.toString()).contains("2 more").contains("memory settle ID");
        String first = out.toString().substring(0, out.toString().indexOf(' '));

        assertThat(memory("settle", first)).as(err.toString()).isZero();
        assertThat(memory("settle", first)).as("it is off the list").isEqualTo(ExitCode.FAILED);
        assertThat(memory("show", first)).as("it is kept").isZero();

        memory("list", "--conflicts");
        assertThat(out.toString().lines()).hasSize(5).noneMatch(line -> line.startsWith(first));
        assertThat(err.toString()).contains("1 more");
    }

    @Test
    void whoeverHasAnIdTriedAgainThatNothingHasIsToldWhereToLook() {
        assertThat(new CommandLine(new RetryCommand(cli())).execute("nobody")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no job nobody").contains("holdfast status");
    }
}
