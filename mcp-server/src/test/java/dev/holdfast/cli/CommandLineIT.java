package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as its users meet it. */
@Tag("once")
class CommandLineIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @TempDir
    Path work;

    private Holdfast.Result run(String... arguments) throws IOException, InterruptedException {
        return Holdfast.in(home).run(arguments);
    }

    private static String example() {
        return Holdfast.root().resolve("examples/memory").toString();
    }

    @Test
    void theFirstCommandSyncsTheExampleAndTheSecondRunHasNothingToSend() throws Exception {
        Holdfast.Result first = run("sync", example());
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).contains("Synced:").contains("Upload:").contains(home.toString());
        assertThat(first.err()).contains("memory/assistant.db").contains("memory/notes/");
        assertThat(manifests()).hasSize(1);

        Holdfast.Result second = run("sync", example());
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("Unchanged:").contains("0 bytes sent");
        assertThat(manifests()).hasSize(1);
    }

    @Test
    void jsonHasTheToolsFieldsAndNothingElseOnStdout() throws Exception {
        Holdfast.Result result = run("sync", "--json", example());
        JsonNode report = JSON.readTree(result.out());
        assertThat(report.fieldNames())
                .toIterable()
                .contains(
                        "method",
                        "success",
                        "files_uploaded",
                        "files_skipped",
                        "bytes_transferred",
                        "duration_seconds",
                        "upload_id",
                        "attempts",
                        "error",
                        "triggered_by",
                        "job_id");
        assertThat(report.path("success").asBoolean()).isTrue();
        assertThat(report.path("method").asText()).isEqualTo("cloud");
        assertThat(report.path("triggered_by").asText()).isEqualTo("command");

        JsonNode again = JSON.readTree(run("sync", "--json", example()).out());
        assertThat(again.path("bytes_transferred").asLong()).isZero();
        assertThat(again.path("upload_id").isNull()).isTrue();
    }

    @Test
    void aDryRunShowsWhatWouldLeaveAndSendsNothing() throws Exception {
        Holdfast.Result result = run("sync", "--dry-run", example());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("would send").contains("assistant.db").contains("Nothing was sent");
        assertThat(manifests()).isEmpty();
    }

    @Test
    void statusSaysThatTheEmbeddedRemoteSharesTheDiskItProtects() throws Exception {
        run("sync", example());
        Holdfast.Result status = run("status");
        assertThat(status.out()).contains("disk it protects").contains("0 pending");
        JsonNode json = JSON.readTree(run("status", "--json").out());
        assertThat(json.path("queue").path("pending").asInt()).isZero();
        assertThat(json.path("home").asText()).isEqualTo(home.toString());
    }

    @Test
    void everyProblemInTheSettingsIsToldWithItsPlaceAndNothingIsDone() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "max_retries: 99\nchunk_sise_mb: 5\n");
        Holdfast.Result sync = run("sync", example());
        assertThat(sync.status()).isEqualTo(2);
        assertThat(sync.out()).isEmpty();
        assertThat(sync.err())
                .contains("max_retries")
                .contains("holdfast.yaml:1")
                .contains("chunk_sise_mb")
                .contains("holdfast.yaml:2");
        assertThat(run("config", "check").status()).isEqualTo(2);
        assertThat(run("serve").status()).isEqualTo(2);
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(home.resolve("holdfast.yaml"));
        }
    }

    @Test
    void configShowTellsWhereEachValueCameFrom() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "# first line\nmax_retries: 5\n");
        Holdfast.Result result = Holdfast.in(home)
                .with(Map.of("HOLDFAST_CHUNK_SIZE_MB", "7"))
                .run("config", "show", "--set", "log_level=error");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("max_retries.*5.*holdfast\\.yaml:2")
                .containsPattern("chunk_size_mb.*7.*HOLDFAST_CHUNK_SIZE_MB")
                .containsPattern("log_level.*error.*--set")
                .containsPattern("enable_fallback.*true.*default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "sync",
                "status",
                "end",
                "drain",
                "restore",
                "verify",
                "prune",
                "retry",
                "memory",
                "memory add",
                "memory import",
                "memory export",
                "config",
                "config show",
                "config check",
                "extension",
                "extension add",
                "extension list",
                "extension remove",
                "doctor",
                "register"
            })
    void everyCommandHasHelp(String command) throws Exception {
        String[] arguments = Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"))
                .filter(a -> !a.isEmpty())
                .toArray(String[]::new);
        Holdfast.Result result = run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("Usage: holdfast").contains("--help");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "sync --frobnicate",
                "config",
                "register",
                "register --print netscape",
                "drain --limit x",
                "restore",
                "restore --list --to x",
                "restore --to x --at yesterday",
                "restore --in-place a --source b",
                "memory",
                "memory list --limit 0",
                "memory update 0 --json",
                "memory export --format xml"
            })
    void badUsageIsOneSentenceAndExitStatusTwo(String command) throws Exception {
        String[] arguments = command.isEmpty() ? new String[0] : command.split(" ");
        Holdfast.Result result = run(arguments);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("holdfast: ").contains("--help").doesNotContain("Exception");
    }

    @Test
    void aSourceThatIsNotThereIsSaid() throws Exception {
        Holdfast.Result result = run("sync", "no-such-thing");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'no-such-thing'").contains("nor a file or directory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --method ftp",
                "serve --http 99999",
                "serve --host 0.0.0.0",
                "serve --http 0 --host 0.0.0.0",
                "serve --http 0 --set serve_token=${env:NOT_SET_ANYWHERE}"
            })
    void whatCannotWorkIsRefusedBeforeAnythingIsBegun(String command) throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  example: " + example() + "\n");
        Holdfast.Result result = run(command.split(" "));
        assertThat(result.status()).as(result.err()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("holdfast: ")
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        JsonNode queue = JSON.readTree(run("status", "--json").out()).path("queue");
        assertThat(queue.path("pending").asInt() + queue.path("parked").asInt()).isZero();
    }

    @Test
    void anEmptySourceIsNotTheCurrentDirectory() throws Exception {
        Holdfast.Result result = run("sync", "");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("a SOURCE is empty");
    }

    @Test
    void aSourceThatHoldsTheHomeLeavesOurOwnFilesOut() throws Exception {
        run("status");
        Files.writeString(home.resolve("mine.md"), "mine");
        Holdfast.Result result = run("sync", "--json", home.toString());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(JSON.readTree(result.out()).path("files_uploaded"))
                .singleElement()
                .satisfies(file -> assertThat(file.asText()).endsWith("/mine.md"));
    }

    @AfterEach
    void nobodyIsLeft() {
        Detached.awaitEnd(home);
    }

    @Test
    void aHookThatKeepsItsEndOpenDoesNotCostTheSessionsEnd() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  example: " + example() + "\n");
        Path err = work.resolve("err");
        Process end = Holdfast.in(home).start(ProcessBuilder.Redirect.DISCARD, err, "end");
        // Its stdin stays open: nothing is written and nothing closed.
        assertThat(end.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(end.exitValue()).as(Files.readString(err)).isZero();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(manifests()).hasSize(1));
    }

    @Test
    void aRemoteFolderThatIsNotThereFailsInOneSentence() throws Exception {
        Path unmounted = work.resolve("usb/holdfast");
        Holdfast.Result result = run("sync", "--set", "remote=" + unmounted.toUri(), example());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("Failed for now: The folder ")
                .contains("usb")
                .hasLineCount(1);
        assertThat(Files.exists(work.resolve("usb")))
                .as("an unmounted disk must not become a new folder")
                .isFalse();
    }

    @Test
    void versionIsOneLine() throws Exception {
        Holdfast.Result result = run("--version");
        assertThat(result.status()).isZero();
        assertThat(result.out()).matches("holdfast \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void endQueuesWithoutWaitingAndDrainUploads() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  example: " + example() + "\n");
        Holdfast.Result end = Holdfast.in(home)
                .runWithInput(
                        "{\"session_id\":\"s-1\",\"transcript_path\":\"/x\",\"cwd\":\"/w\",\"hook_event_name\":\"SessionEnd\",\"reason\":\"exit\"}",
                        "end",
                        "--json");
        assertThat(end.status()).as(end.err()).isZero();
        assertThat(JSON.readTree(end.out()).path("job_id").asText()).isNotEmpty();

        Holdfast.Result drain = run("drain");
        assertThat(drain.status()).as(drain.out() + drain.err()).isZero();
        assertThat(manifests()).hasSize(1);
        assertThat(run("status").status()).isZero();
    }

    @Test
    void doctorLooksAtEverythingAndSaysWhatToDo() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  gone: " + work.resolve("gone.db") + "\n");
        Holdfast.Result result = Holdfast.in(home)
                .with(Map.of("CLAUDE_CONFIG_DIR", work.toString()))
                .run("doctor", "--json");
        assertThat(result.status()).as(result.err()).isEqualTo(1);
        JsonNode findings = JSON.readTree(result.out());
        assertThat(findings.findValuesAsText("check"))
                .contains("java", "settings", "home", "disk", "sources", "state", "remote cloud", "clock", "clients");
        assertThat(result.out()).contains("gone.db").contains("correct its path");
    }

    private List<Path> manifests() throws IOException {
        Path remote = home.resolve("remote");
        if (!Files.exists(remote)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(remote)) {
            return files.filter(file -> file.endsWith("manifest.json")).toList();
        }
    }
}
