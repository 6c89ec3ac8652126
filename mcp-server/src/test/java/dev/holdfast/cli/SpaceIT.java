package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path shell = Files.createDirectories(work.resolve("walk"));
        String said = WalkThrough.run("## Keep documents, and edit them as files", shell);
        assertThat(said).contains("1 created").contains("# Ideas").contains("\"author\" : \"Ada\"");
        assertThat(shell.resolve("my-notes/monday.md")).hasContent("# Monday\n- water the plants\n");
        assertThat(shell.resolve("exported/monday.md")).hasContent("# Monday\n");
        assertThat(shell.resolve("exported/ideas.md.meta.json")).exists();
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
    void aDocumentIsMovedWithItsIdAndHistoryAndNeverOverAnother() throws Exception {
        String id = stored("a.md", "one\n");
        stored("a.md", "two\n");
        stored("b.md", "other\n");

        JsonNode moved = JSON.readTree(
                run("space", "move", "notes", "a.md", "deep/c.md", "--json").out());
        assertThat(moved.path("outcome").asText()).isEqualTo("updated");
        assertThat(moved.path("document").path("id").asText()).isEqualTo(id);
        assertThat(run("space", "show", "notes", "deep/c.md", "--history").out())
                .contains(id)
                .contains("two")
                .contains("revision 1");
        assertThat(run("space", "move", "notes", id, "a.md").out()).contains("is at a.md now");
        assertThat(run("space", "move", "notes", "a.md", "a.md").out()).contains("is at a.md already");

        Holdfast.Result taken = run("space", "move", "notes", "a.md", "b.md");
        assertThat(taken.status()).isEqualTo(1);
        assertThat(taken.err())
                .contains("There is no room for a document 'b.md'")
                .hasLineCount(1);
        Holdfast.Result out = run("space", "move", "notes", "a.md", "../a.md");
        assertThat(out.status()).isEqualTo(1);
        assertThat(out.err())
                .contains("'../a.md' can't be the path of a document")
                .hasLineCount(1);
        Holdfast.Result missing = run("space", "move", "notes", "c.md", "d.md");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("There is no document 'c.md' in the space notes");
    }

    private String stored(String path, String text) throws Exception {
        Holdfast.Result put = Holdfast.in(home).runWithInput(text, "space", "put", "notes", path, "--json");
        assertThat(put.status()).as(put.err()).isZero();
        return JSON.readTree(put.out()).path("document").path("id").asText();
    }

    @Test
    void aWholeSpaceIsDeletedAndBroughtBackAndAMirrorOfItDeletesNothing() throws Exception {
        String id = stored("a.md", "one\n");
        stored("deep/b.md", "two\n");
        Path directory = Files.createDirectories(work.resolve("dir"));
        assertThat(run("space", "sync", "notes", directory.toString()).status()).isZero();

        Holdfast.Result neither = run("space", "delete", "notes");
        assertThat(neither.status()).isEqualTo(2);
        assertThat(neither.err()).contains("Name the DOCUMENT to delete, or give --all");
        assertThat(run("space", "delete", "notes", "a.md", "--all").status()).isEqualTo(2);
        Holdfast.Result deleted = run("space", "delete", "notes", "--all");
        assertThat(deleted.status()).as(deleted.err()).isZero();
        assertThat(deleted.out())
                .contains("The space notes with its 2 documents is deleted")
                .contains("holdfast space undo notes --all");
        assertThat(JSON.readTree(run("space", "list", "--json").out())).isEmpty();
        JsonNode gone =
                JSON.readTree(run("space", "list", "--deleted", "--json").out());
        assertThat(gone).hasSize(1);
        assertThat(gone.path(0).path("name").asText()).isEqualTo("notes");
        assertThat(gone.path(0).path("deleted").asText()).isNotEmpty();
        for (String[] look : new String[][] {
            {"space", "list", "notes"},
            {"space", "sync", "notes", directory.toString(), "--dry-run"},
            {"space", "undo", "notes", id}
        }) {
            Holdfast.Result refused = run(look);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("The space 'notes' was deleted; 'holdfast space undo notes --all' brings it back")
                    .hasLineCount(1);
        }
        Holdfast.Result stopped = run("space", "sync", "notes", directory.toString());
        assertThat(stopped.status()).isEqualTo(1);
        assertThat(stopped.out()).contains("The space 'notes' was deleted");
        assertThat(directory.resolve("a.md")).hasContent("one");

        JsonNode back =
                JSON.readTree(run("space", "undo", "notes", "--all", "--json").out());
        assertThat(back.path("documents").asLong()).isEqualTo(2);
        assertThat(back.path("deleted").isNull()).isTrue();
        assertThat(run("space", "show", "notes", id).out()).contains("one");
        assertThat(run("space", "sync", "notes", directory.toString()).out()).contains("nothing to do");
        Holdfast.Result again = run("space", "undo", "notes", "--all");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("The space 'notes' is there");
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
