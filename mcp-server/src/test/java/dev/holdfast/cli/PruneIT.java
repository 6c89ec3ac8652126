package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old uploads, as their owner meets them. */
@Tag("once")
class PruneIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @TempDir
    Path notes;

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    private JsonNode prune(String... arguments) throws Exception {
        Holdfast.Result result = run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        return JSON.readTree(result.out());
    }

    @Test
    void oldUploadsAreShownThenLetGoAndTheRestCanBeRestored() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  notes: '" + notes + "'\n");
        for (int i = 1; i <= 3; i++) {
            Files.writeString(notes.resolve("note.md"), "version " + i);
            assertThat(run("sync").status()).isZero();
        }
        Holdfast.Result nothing = run("prune");
        assertThat(nothing.out()).contains("Let go of 0 uploads").contains("no keep_ setting is set");

        JsonNode plan = prune("prune", "--dry-run", "--json", "--set", "keep_last=1");
        assertThat(plan.path("forgotten")).hasSize(2);
        assertThat(prune("prune", "--dry-run", "--json", "--set", "keep_last=1"))
                .isEqualTo(plan);

        Holdfast.Result done = run("prune", "--set", "keep_last=1");
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("Let go of 2 uploads")
                .contains("1 stays")
                .contains("Waiting: 2 uploads");
        assertThat(prune("prune", "--json", "--set", "keep_last=1").path("kept"))
                .hasSize(1);

        assertThat(run("verify", "--read-data").out()).contains("Sound: 1 upload");
        Path target = home.resolve("back");
        assertThat(run("restore", "--to", target.toString()).status()).isZero();
        assertThat(target.resolve("notes/note.md")).hasContent("version 3");
    }
}
