package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spaces as users meet them: by command. */
@Tag("once")
class SpaceIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @TempDir
    Path work;

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    /** The README's walk-through, as it is written, in a shell. */
    @Test
    void theWalkThroughWorksAsItIsWritten() throws Exception {
        Path out = work.resolve("out");
        Path shell = Files.createDirectories(work.resolve("walk"));
        Process process = new ProcessBuilder("sh", "-e", "-c", walkThrough())
                .directory(shell.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("1 created").contains("# Ideas").contains("\"author\" : \"Ada\"");
        assertThat(shell.resolve("my-notes/monday.md")).hasContent("# Monday\n- water the plants\n");
        assertThat(shell.resolve("exported/monday.md")).hasContent("# Monday\n");
        assertThat(shell.resolve("exported/ideas.md.meta.json")).exists();
    }

    private static String walkThrough() throws IOException {
        String readme = Files.readString(Holdfast.root().resolve("README.md"));
        String section = readme.substring(readme.indexOf("## Keep documents, and edit them as files"));
        String block = section.substring(section.indexOf("```sh\n") + 6);
        return block.substring(0, block.indexOf("```"))
                .replace("./holdfast", Holdfast.root().resolve("holdfast").toString());
    }

    @Test
    void oneDocumentIsStoredShownDeletedAndBroughtBack() throws Exception {
        Holdfast.Result put = Holdfast.in(home).runWithInput("text\n", "space", "put", "notes", "deep/a.md", "--json");
        assertThat(put.status()).as(put.err()).isZero();
        JsonNode stored = JSON.readTree(put.out());
        assertThat(stored.path("outcome").asText()).isEqualTo("created");
        String id = stored.path("document").path("id").asText();
        assertThat(run("space", "show", "notes", id).out())
                .contains("deep/a.md")
                .contains("text");
        JsonNode described =
                JSON.readTree(run("space", "put", "notes", id, "--keep", "--metadata", "{\"k\":1}", "--json")
                        .out());
        assertThat(described.path("document").path("path").asText()).isEqualTo("deep/a.md");
        assertThat(run("space", "delete", "notes", "deep/a.md").out()).contains("space undo notes " + id);
        assertThat(JSON.readTree(run("space", "list", "notes", "--json").out())).isEmpty();
        assertThat(run("space", "undo", "notes", id).status()).isZero();
        JsonNode all = JSON.readTree(run("space", "list", "--json").out());
        assertThat(all.path(0).path("documents").asLong()).isOne();
        Holdfast.Result sync = run("sync", "--json");
        assertThat(sync.status()).as(sync.err()).isZero();
        assertThat(sync.out()).contains("spaces.db");
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws Exception {
        Holdfast.Result unknown =
                run("space", "export", "nothing", work.resolve("out").toString());
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no space 'nothing'");
        Holdfast.Result name = run("space", "list", "../x");
        assertThat(name.status()).isEqualTo(2);
        assertThat(name.err()).contains("can't be the name of a space");
        Holdfast.Result missing =
                run("space", "import", "notes", work.resolve("none").toString());
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("There is no directory");
        Holdfast.Result way = run("space", "sync", "notes", work.toString(), "--direction", "up");
        assertThat(way.status()).isEqualTo(2);
        assertThat(way.err()).contains("space_to_directory");
        assertThat(home.resolve("spaces.db")).doesNotExist();
    }
}
