package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.settings.SecretException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private String resolve(String reference) {
        return Secret.of(reference).resolve(environment::get).orElseThrow();
    }

    private SecretException refused(String reference) {
        SecretException refused = catchThrowableOfType(SecretException.class, () -> resolve(reference));
        assertThat(refused).as("the secret was resolved").isNotNull();
        assertThat(refused).hasNoCause();
        assertThat(refused.getMessage()).matches("[^\\n]+\\.").doesNotContain("hunter2");
        return refused;
    }

    @Test
    void noSecretResolvesToNothing() {
        assertThat(Secret.NONE.resolve(environment::get)).isEmpty();
        assertThat(Secret.NONE.isSet()).isFalse();
        assertThat(Secret.NONE).hasToString("Secret[not set]");
    }

    @Test
    void aVariableIsLookedUpAtTheMomentOfUse() {
        Secret secret = Secret.of("${env:TOKEN}");
        environment.put("TOKEN", "old");
        assertThat(secret.resolve(environment::get)).contains("old");
        environment.put("TOKEN", "new\r\n");
        assertThat(secret.resolve(environment::get)).contains("new");
    }

    @Test
    void thisProcessesEnvironmentIsTheUsualOne() {
        assertThatThrownBy(
                        () -> Secret.of("${env:HOLDFAST_TEST_SURELY_NOT_SET}").resolve())
                .isInstanceOf(SecretException.class)
                .hasMessage("The environment variable HOLDFAST_TEST_SURELY_NOT_SET, which holds a secret, is not set.");
    }

    @Test
    void anUnusableVariableSaysWhy() {
        assertThat(refused("${env:TOKEN}").reason()).isEqualTo(Reason.VARIABLE_NOT_SET);
        environment.put("TOKEN", "\n");
        assertThat(refused("${env:TOKEN}").reason()).isEqualTo(Reason.EMPTY);
        environment.put("TOKEN", "hunter2\nX-Header: hunter2");
        assertThat(refused("${env:TOKEN}").reason()).isEqualTo(Reason.NOT_ONE_LINE);
    }

    @Test
    void whatAVariableHoldsIsTheSecretEvenIfItLooksLikeAReference() {
        environment.put("TOKEN", "${env:OTHER}");
        assertThat(resolve("${env:TOKEN}")).isEqualTo("${env:OTHER}");
    }

    @Test
    void aFileIsReadWithoutItsLineEnd() throws IOException {
        Path file = Files.writeString(directory.resolve("my token"), " hunter2 \n");
        assertThat(resolve("${file:" + file + "}")).isEqualTo(" hunter2 ");
    }

    @Test
    void anUnusableFileSaysWhy() throws IOException {
        Path file = directory.resolve("token");
        String reference = "${file:" + file + "}";
        assertThat(refused(reference).reason()).isEqualTo(Reason.FILE_MISSING);
        Files.createFile(file);
        assertThat(refused(reference)).hasMessage("The file " + file + ", which holds a secret, is empty.");
        Files.writeString(file, "hunter2\nhunter2");
        assertThat(refused(reference).reason()).isEqualTo(Reason.NOT_ONE_LINE);
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThat(refused(reference).reason()).isEqualTo(Reason.NOT_ONE_LINE);
        Files.writeString(file, "x".repeat(64 * 1024 + 1));
        assertThat(refused(reference).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refused("${file:" + directory + "}").reason()).isEqualTo(Reason.FILE_UNREADABLE);
        assertThat(refused("${file:" + file + "/below}").reason()).isEqualTo(Reason.FILE_UNREADABLE);
    }

    @Test
    void aFileMayBeBelowTheUsersHomeOrBesideTheSettingsFile() throws IOException {
        Given given = new Given(directory).file("http_token: ${file:~/token}\nserve_token: ${file:tokens/serve}\n");
        given.file(given.userHome().resolve("token"), "one").file(given.home().resolve("tokens/serve"), "two");
        Settings settings = given.load();
        assertThat(settings.get(Keys.HTTP_TOKEN).resolve(environment::get)).contains("one");
        assertThat(settings.get(Keys.SERVE_TOKEN).resolve(environment::get)).contains("two");
        assertThat(settings.get(Keys.SERVE_TOKEN).reference()).isEqualTo("${file:tokens/serve}");
    }

    @Test
    void aLiteralInTheEnvironmentIsKeptAsTheNameOfItsVariable() {
        Settings settings = new Given(directory)
                .variable("HOLDFAST_HTTP_TOKEN", "hunter2")
                .variable("HOLDFAST_SERVE_TOKEN", "${env:OTHER}")
                .load();
        environment.put("HOLDFAST_HTTP_TOKEN", "hunter2");
        assertThat(settings.get(Keys.HTTP_TOKEN).reference()).isEqualTo("${env:HOLDFAST_HTTP_TOKEN}");
        assertThat(settings.get(Keys.HTTP_TOKEN).resolve(environment::get)).contains("hunter2");
        assertThat(settings.get(Keys.SERVE_TOKEN).reference()).isEqualTo("${env:OTHER}");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCommandIsGivenToTheShellAsItStands() {
        assertThat(resolve("${command:printf '%s\\n' \"a  b\" | tr a-z A-Z}")).isEqualTo("A  B");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCommandGetsNoInput() {
        assertThat(resolve("${command:read line || echo none}")).isEqualTo("none");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFailedCommandIsReportedWithoutItsTextOrItsOutput() {
        SecretException refused = refused("${command:echo hunter2; echo hunter2 >&2; exit 3}");
        assertThat(refused.reason()).isEqualTo(Reason.COMMAND_FAILED);
        assertThat(refused).hasMessage("The command that prints a secret failed; run it in a terminal to see why.");
        assertThat(refused("${command:true}").reason()).isEqualTo(Reason.EMPTY);
        assertThat(refused("${command:yes hunter2}").reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aCommandThatDoesNotExistIsReported() {
        assertThatThrownBy(() -> SecretLookup.command(List.of("holdfast-no-such-program"), Duration.ofSeconds(10)))
                .isInstanceOf(SecretException.class)
                .hasNoCause()
                .hasMessage("The command that prints a secret cannot be started.");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCommandThatHangsIsEndedWithItsChildren() throws Exception {
        Path pid = directory.resolve("pid");
        List<String> command = List.of("sh", "-c", "sleep 600 & echo $! > '" + pid + "'; wait");
        assertThatThrownBy(() -> SecretLookup.command(command, Duration.ofSeconds(2)))
                .isInstanceOf(SecretException.class)
                .hasMessage("The command that prints a secret did not end within 2 seconds.");
        long child = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::onExit).stream())
                .allSatisfy(ended -> assertThat(ended).succeedsWithin(Duration.ofSeconds(60)));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anInterruptedLookUpStopsAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        SecretException refused = refused("${command:sleep 600}");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(refused.reason()).isEqualTo(Reason.INTERRUPTED);
    }

    @Test
    void whatIsNoReferenceIsRefusedWithoutRepeatingIt() {
        for (String text : List.of("hunter2", "${hunter2}", "${env:}", "${env:hunter2 }", "", "${file:hunter2}x")) {
            assertThatThrownBy(() -> Secret.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("Not a reference to a secret: ")
                    .hasMessageNotContaining("hunter2");
        }
    }
}
