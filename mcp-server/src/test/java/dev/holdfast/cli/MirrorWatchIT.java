package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs that are in no settings, watched and settled by command. */
@Tag("once")
class MirrorWatchIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LARGE = 256 << 20;

    @TempDir
    Path home;

    @TempDir
    Path work;

    private String pair;

    @BeforeEach
    void twoFolders() throws IOException {
        Files.createDirectories(work.resolve("notes"));
        Files.createDirectories(work.resolve("copy"));
        pair = work.resolve("notes") + ":tw:" + work.resolve("copy");
    }

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> all = Files.list(work.resolve(folder))) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @Test
    void aWatchBringsChangesOverAndEndsCleanlyInTheMiddleOfAFile() throws Exception {
        Files.writeString(work.resolve("notes/a.md"), "alpha");
        Path out = home.resolve("watch.out");
        Process watch = Holdfast.in(home)
                .start(
                        ProcessBuilder.Redirect.to(out.toFile()),
                        home.resolve("watch.err"),
                        "mirror",
                        "watch",
                        pair,
                        "--settle",
                        "0.05",
                        "--rescan",
                        "3600");
        try {
            await().atMost(LIMIT).until(() -> Files.exists(work.resolve("copy/a.md")));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(out).content().contains("Done: mirror notes, 1 created"));
            Files.writeString(work.resolve("copy/b.md"), "beta");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(work.resolve("notes/b.md")).hasContent("beta"));
            Holdfast.Result second = run("mirror", "watch", pair);
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("The mirror notes is being watched already");
            Files.write(work.resolve("notes/large"), new byte[LARGE]);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            names("copy").stream().anyMatch(name -> name.endsWith(".part") || name.equals("large")));
        } finally {
            watch.destroy(); // SIGTERM, as a system that shuts down sends it.
        }
        assertThat(watch.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(names("copy")).noneMatch(name -> name.endsWith(".part"));
        if (Files.exists(work.resolve("copy/large"))) {
            assertThat(work.resolve("copy/large")).hasSize(LARGE);
        }
        assertThat(Files.readString(home.resolve("watch.err"))).doesNotContain("Exception");
    }

    @Test
    void whatAilsOneMirrorIsToldOnceOnStderrAndMendedWhileAnotherGoesOn() throws Exception {
        Files.createDirectories(work.resolve("letters"));
        Files.createDirectories(work.resolve("backup"));
        assertThat(run("mirror", "run", pair).status()).isZero();
        Path lock = lockOfTheOneMirror();
        Path out = home.resolve("watch.out");
        Path err = home.resolve("watch.err");
        Process watch = Holdfast.in(home)
                .start(
                        ProcessBuilder.Redirect.to(out.toFile()),
                        err,
                        "mirror",
                        "watch",
                        pair,
                        work.resolve("letters") + ":tw:" + work.resolve("backup"),
                        "--settle",
                        "0.05",
                        "--rescan",
                        "0.2");
        try {
            bring("letters", "backup", "first.md");
            bring("notes", "copy", "first.md");
            await().atMost(LIMIT)
                    .ignoreException(FileAlreadyExistsException.class)
                    .until(() -> {
                        Files.deleteIfExists(lock); // A run that goes on just now makes it again.
                        return Files.isDirectory(Files.createDirectory(lock));
                    });
            Files.writeString(work.resolve("notes/second.md"), "2");
            await().atMost(LIMIT).until(() -> !troubles(err).isEmpty());
            bring("letters", "backup", "second.md");
            bring("letters", "backup", "third.md");
            assertThat(troubles(err))
                    .singleElement()
                    .asString()
                    .contains("the mirror notes can't be run just now, and is tried again: ")
                    .contains(lock.getFileName().toString());
            assertThat(work.resolve("copy/second.md")).doesNotExist();
            Files.delete(lock);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(work.resolve("copy/second.md")).hasContent("2"));
            failAndMend(out);
        } finally {
            watch.destroy();
        }
        assertThat(watch.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(troubles(err)).hasSize(1);
    }

    /** A side that is missing for many rescans is told of once, and so is that it is back. */
    private void failAndMend(Path out) throws Exception {
        Files.move(work.resolve("copy"), work.resolve("away"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(out).content().contains("Not all done: mirror notes"));
        bring("letters", "backup", "fourth.md");
        bring("letters", "backup", "fifth.md");
        Files.move(work.resolve("away"), work.resolve("copy"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(out).content().contains("Done: mirror notes, nothing to do."));
        assertThat(Files.readAllLines(out).stream().filter(line -> line.contains("Not all done: mirror notes")))
                .doesNotHaveDuplicates();
    }

    private void bring(String from, String to, String file) throws IOException {
        Files.writeString(work.resolve(from).resolve(file), file);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(work.resolve(to).resolve(file)).hasContent(file));
    }

    private Path lockOfTheOneMirror() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("locks"))) {
            return all.filter(file -> file.getFileName().toString().matches("mirror-.*\\.lock"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> troubles(Path err) throws IOException {
        return Files.readAllLines(err).stream()
                .filter(line -> line.startsWith("holdfast: "))
                .toList();
    }

    @Test
    void aPairThatCanNeverBeRunEndsTheWatchAtItsStart() throws Exception {
        Holdfast.Result refused =
                run("mirror", "watch", pair, work.resolve("notes") + ":tw:" + work.resolve("notes/in"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("are one place or lie in one another");
    }

    @Test
    void aPairIsRunRememberedSettledAndRestoredWithoutAnySettings() throws Exception {
        Files.writeString(work.resolve("notes/note.md"), "first");
        Files.writeString(work.resolve("notes/other.md"), "o");
        Files.writeString(work.resolve("notes/draft.tmp"), "d");
        assertThat(run("mirror", "run", pair, "--ignore", "*.tmp").status()).isZero();
        assertThat(names("copy")).containsExactly("note.md", "other.md");
        Files.writeString(work.resolve("notes/note.md"), "mine");
        Files.writeString(work.resolve("copy/note.md"), "theirs");
        Holdfast.Result open = run("mirror", "run", pair, "--ignore", "*.tmp", "--conflicts", "manual", "--json");
        assertThat(open.status()).as(open.err()).isEqualTo(1);
        JsonNode standing =
                JSON.readTree(run("mirror", "status", pair, "--json").out()).get(0);
        assertThat(standing.path("open_conflicts").asInt()).isEqualTo(1);
        String id = JSON.readTree(run("mirror", "conflicts", "--json").out())
                .get(0)
                .path("id")
                .asText();
        Holdfast.Result resolved = run("mirror", "resolve", id, "destination", pair, "--ignore", "*.tmp");
        assertThat(resolved.status()).as(resolved.out() + resolved.err()).isZero();
        assertThat(work.resolve("notes/note.md")).hasContent("theirs");
        JsonNode trashed = JSON.readTree(run("mirror", "trash", pair, "--json").out());
        assertThat(trashed).hasSize(1);
        assertThat(trashed.get(0).path("side").asText()).isEqualTo("source");
        Holdfast.Result taken = run("mirror", "restore", pair, "note.md");
        assertThat(taken.status()).isEqualTo(1);
        assertThat(taken.err()).contains("Something is at note.md now");
        Files.move(work.resolve("notes/note.md"), work.resolve("notes/kept.md"));
        Holdfast.Result restored = run(
                "mirror",
                "restore",
                pair,
                "note.md",
                "--at",
                trashed.get(0).path("deleted_at").asText());
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(work.resolve("notes/note.md")).hasContent("mine");
    }

    @Test
    void whatIsWrongWithAPairIsSaidInOneSentence() throws Exception {
        Holdfast.Result bad = run("mirror", "run", pair, "--comparison", "fast");
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).contains("the comparison \"fast\" is none of hash_only");
        Holdfast.Result idle = run("mirror", "run", "--comparison", "size_only");
        assertThat(idle.status()).isEqualTo(2);
        assertThat(idle.err()).contains("such a flag is for a pair source[:mode]:destination");
        Holdfast.Result unsafe = run("mirror", "run", pair, "--comparison", "size_only");
        assertThat(unsafe.out()).contains("SIZE_ONLY, which is unsafe");
        Holdfast.Result missing = run("mirror", "restore", pair, "nothing");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("There is no such file in the trash");
    }
}
