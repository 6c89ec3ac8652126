package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors as users meet them: by command. */
@Tag("once")
class MirrorIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @TempDir
    Path work;

    @BeforeEach
    void twoFolders() throws IOException {
        Files.createDirectories(work.resolve("notes"));
        Files.createDirectories(work.resolve("copy"));
        Files.writeString(home.resolve("holdfast.yaml"), """
                mirrors:
                  - {local: %s, remote: %s, alias: notes}
                """.formatted(work.resolve("notes"), work.resolve("copy")));
    }

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    private static Map<String, String> files(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path) && !path.toString().contains(".holdfast-trash")) {
                    found.put(tree.relativize(path).toString(), Files.readString(path));
                }
            }
        }
        return found;
    }

    @Test
    void aDryRunTellsWhatTheRunThenDoes() throws Exception {
        Files.writeString(Files.createDirectories(work.resolve("notes/deep")).resolve("a.md"), "alpha");
        Files.writeString(work.resolve("copy/b.md"), "beta");
        Holdfast.Result dry = run("mirror", "run", "--dry-run", "--json");
        assertThat(dry.status()).as(dry.err()).isZero();
        JsonNode planned = JSON.readTree(dry.out()).get(0);
        assertThat(files(work.resolve("copy"))).containsOnlyKeys("b.md");
        Holdfast.Result real = run("mirror", "run", "notes", "--json");
        assertThat(real.status()).as(real.err()).isZero();
        JsonNode report = JSON.readTree(real.out()).get(0);
        assertThat(report.path("done")).isEqualTo(planned.path("would_do"));
        assertThat(files(work.resolve("copy")))
                .isEqualTo(files(work.resolve("notes")))
                .hasSize(2);
        Holdfast.Result status = run("mirror", "status");
        assertThat(status.out()).contains("Mirror notes: ").contains("DONE");
    }

    @Test
    void anEmptiedFolderStopsTheRunUntilSomebodyAllowsIt() throws Exception {
        Files.writeString(work.resolve("notes/a.md"), "alpha");
        assertThat(run("mirror", "run").status()).isZero();
        Files.delete(work.resolve("notes/a.md"));
        Holdfast.Result stopped = run("mirror", "run");
        assertThat(stopped.status()).isEqualTo(1);
        assertThat(stopped.out()).contains("Stopped").contains("has no files any more");
        assertThat(files(work.resolve("copy"))).hasSize(1);
        assertThat(run("mirror", "run", "--allow-deletes").status()).isZero();
        assertThat(files(work.resolve("copy"))).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws Exception {
        Holdfast.Result unknown = run("mirror", "run", "nothing");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no mirror 'nothing': there are notes.");
        Holdfast.Result conflict = run("mirror", "resolve", "abc", "both");
        assertThat(conflict.status()).isEqualTo(2);
        assertThat(conflict.err()).contains("There is no open conflict 'abc'");
        Holdfast.Result within = run("mirror", "run", "--set", "mirrors=[\"" + home + ":" + work + "\"]");
        assertThat(within.status()).isEqualTo(1);
        assertThat(within.out()).contains("Holdfast's own home");
    }

    @Test
    void aSyncOfEverythingRunsTheMirrorsAndStopsWhereTheyWould() throws Exception {
        Files.writeString(work.resolve("notes/a.md"), "alpha");
        Holdfast.Result sync = run("sync");
        assertThat(sync.status()).as(sync.out() + sync.err()).isZero();
        assertThat(sync.out()).contains("Mirror notes: both sides are the same");
        assertThat(files(work.resolve("copy"))).containsOnlyKeys("a.md");
        Files.delete(work.resolve("copy/a.md"));
        Holdfast.Result stopped = run("sync");
        assertThat(stopped.status()).isEqualTo(1);
        assertThat(stopped.out() + stopped.err()).contains("has no files any more");
        assertThat(files(work.resolve("notes"))).containsOnlyKeys("a.md");
    }

    @Test
    void theTrashOfTheMemoriesSaysHowADeletedMemoryComesBack() throws Exception {
        assertThat(run("memory", "add", "Anna likes tea.").status()).isZero();
        assertThat(run("memory", "add", "Bob likes coffee.").status()).isZero();
        String pair = "space:memories:twoWay:" + work.resolve("copy");
        assertThat(run("mirror", "run", pair).status()).isZero();
        for (String name : files(work.resolve("copy")).keySet()) {
            if (name.contains("anna")) {
                Files.delete(work.resolve("copy").resolve(name));
            }
        }
        assertThat(run("mirror", "run", pair).status()).isZero();

        Holdfast.Result trash = run("mirror", "trash", pair);

        assertThat(trash.status()).isZero();
        assertThat(trash.err())
                .contains("Deleted memories are not listed here: 'holdfast memory list --deleted' shows them")
                .doesNotContain("Nothing is in the trash");
        Holdfast.Result json = run("mirror", "trash", pair, "--json");
        assertThat(JSON.readTree(json.out())).isEmpty();
        assertThat(json.err()).contains("holdfast memory undo ID");
        JsonNode deleted =
                JSON.readTree(run("memory", "list", "--deleted", "--json").out());
        assertThat(deleted.path("memories")).hasSize(1);
        String id = deleted.at("/memories/0/id").asText();
        assertThat(run("memory", "undo", id).status()).isZero();
        assertThat(run("mirror", "run", pair).status()).isZero();
        assertThat(files(work.resolve("copy")).values()).anyMatch(text -> text.contains("Anna likes tea."));
        assertThat(run("mirror", "trash", "notes").err()).contains("Nothing is in the trash of either side");
    }

    /** The README's walk-through, as it is written, in a shell. */
    @Test
    void theWalkThroughForTwoMachinesWorksAsItIsWritten() throws Exception {
        Path shell = Files.createDirectories(work.resolve("walk"));
        String said = WalkThrough.run("## Keep a folder the same", shell);
        assertThat(said)
                .contains("milk, bread")
                .contains("Both changed: list.md")
                .contains("Resolved: source");
        assertThat(files(shell.resolve("laptop"))).isEqualTo(Map.of("list.md", "milk, eggs\n"));
        assertThat(files(shell.resolve("shared"))).isEqualTo(files(shell.resolve("laptop")));
        assertThat(files(shell.resolve("desk"))).isEqualTo(files(shell.resolve("laptop")));
    }
}
