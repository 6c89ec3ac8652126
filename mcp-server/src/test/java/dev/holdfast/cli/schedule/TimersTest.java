package dev.holdfast.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Timers by stand-ins of the system's programs, which write down what they are told. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-ins are shell scripts")
class TimersTest {
    private static final String ODD = "it's \"100%\" $HOME \\here";

    @TempDir
    Path temp;

    private Path programs;
    private Path said;
    private Path crontab;
    private Task task;

    @BeforeEach
    void makePlaces() throws IOException {
        programs = Files.createDirectory(temp.resolve("bin"));
        said = Files.createFile(temp.resolve("said"));
        crontab = temp.resolve("crontab");
        Path launcher = Files.createDirectory(temp.resolve(ODD)).resolve("holdfast");
        script(launcher, "printf '%s\\n' \"$HOLDFAST_JAVA\" \"$@\" > '" + said + "'");
        task = new Task(launcher, temp.resolve("home " + ODD), temp.resolve("java " + ODD));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void haveSystemd(String onEnable) throws IOException {
        script(
                programs.resolve("systemctl"),
                "echo \"$@\" >> '" + said + "'\ncase $2 in enable) " + onEnable + " ;; esac\nexit 0");
    }

    private void haveCron() throws IOException {
        script(
                programs.resolve("crontab"),
                "if [ \"$1\" = -l ]; then /bin/cat '" + crontab
                        + "' 2>/dev/null || { echo 'no crontab for me' >&2; exit 1; }\n" + "else /bin/cat > '" + crontab
                        + "'; fi");
    }

    private Timer timer() throws ScheduleException {
        // Whatever this machine has itself must not answer.
        Map<String, String> environment = Map.of(
                "PATH",
                programs.toString(),
                "XDG_CONFIG_HOME",
                temp.resolve("config").toString());
        return Timers.of(task, "Linux", temp.resolve("user"), environment);
    }

    private Path units() {
        return temp.resolve("config/systemd/user");
    }

    @Test
    void aSystemdTimerIsWrittenAndStartedAndRemovedAgain() throws Exception {
        haveSystemd(":");
        haveCron();
        assertThat(timer().status().installed()).isFalse();
        assertThat(timer().install()).contains("every 15 minutes").contains(task.name());

        assertThat(units().resolve(task.name() + ".timer")).content().contains("OnUnitInactiveSec=15min");
        assertThat(units().resolve(task.name() + ".service"))
                .content()
                .contains("it's \\\"100%%\\\" $$HOME \\\\here/holdfast\" \"drain\" \"--home\"")
                .contains("Environment=\"HOLDFAST_JAVA=" + temp + "/java it's \\\"100%%\\\" $HOME \\\\here\"");
        assertThat(said)
                .content()
                .contains("--user daemon-reload\n")
                .contains("--user enable --now " + task.name() + ".timer\n");
        assertThat(timer().status().installed()).isTrue();

        assertThat(timer().remove()).startsWith("Removed");
        assertThat(said).content().contains("--user disable --now " + task.name() + ".timer\n");
        assertThat(units()).isEmptyDirectory();
        assertThat(timer().remove()).contains("nothing to remove");
    }

    @Test
    void aTimerThatSystemdRefusesLeavesNothingBehindAndItsWordsAreShown() throws Exception {
        haveSystemd("echo 'no bus' >&2; exit 1");

        assertThatThrownBy(() -> timer().install())
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("systemctl --user enable --now " + task.name() + ".timer failed: no bus");
        assertThat(units()).isEmptyDirectory();
    }

    @Test
    void aLineInTheCrontabStandsThereOnceAndOtherLinesStay() throws Exception {
        haveCron();
        Files.writeString(crontab, "MAILTO=me\n0 1 * * * backup # holdfast-like\n");
        timer().install();
        timer().install();

        assertThat(Files.readAllLines(crontab)).hasSize(3).startsWith("MAILTO=me", "0 1 * * * backup # holdfast-like");
        assertThat(timer().status().installed()).isTrue();
        assertThat(timer().remove()).startsWith("Removed");
        assertThat(crontab).hasContent("MAILTO=me\n0 1 * * * backup # holdfast-like\n");
        assertThat(timer().status().installed()).isFalse();
    }

    @Test
    void theLineInTheCrontabStartsTheLauncherWhateverItsPath() throws Exception {
        haveCron();
        timer().install();
        String line = Files.readString(crontab);
        assertThat(line).startsWith("*/15 * * * * HOLDFAST_JAVA=");
        // What cron hands to the shell: without the times, with its own escapes undone.
        String command = line.substring("*/15 * * * * ".length()).replace("\\%", "%");
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).start();

        assertThat(shell.waitFor()).isZero();
        assertThat(Files.readAllLines(said))
                .containsExactly(
                        task.java().toString(), "drain", "--home", task.home().toString());
    }

    @Test
    void aCrontabThatCantBeReadIsNotWrittenOver() throws Exception {
        haveCron();
        script(
                programs.resolve("crontab"),
                "[ \"$1\" = -l ] || echo written > '" + crontab + "'\necho 'you may not use cron' >&2; exit 1");

        assertThatThrownBy(() -> timer().install())
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("you may not use cron");
        assertThat(crontab).doesNotExist();
    }

    @Test
    void withoutSystemdAndCronItIsShownWhatToDo() throws Exception {
        Timer timer = timer();
        assertThat(timer.definition()).contains("*/15 * * * *");
        assertThatThrownBy(timer::install)
                .isInstanceOf(ScheduleException.class)
                .hasMessageContaining("schedule --print");
    }

    @Test
    void forMacTheDefinitionIsAWellFormedPropertyList() throws Exception {
        Task odd = new Task(Path.of("/a & <b>/holdfast"), Path.of("/home"), Path.of("/java"));
        String definition =
                Timers.of(odd, "Mac OS X", Path.of("/Users/me"), Map.of()).definition();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        try (InputStream xml = new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8))) {
            assertThat(factory.newDocumentBuilder()
                            .parse(xml)
                            .getElementsByTagName("string")
                            .item(1)
                            .getTextContent())
                    .isEqualTo("/a & <b>/holdfast");
        }
        assertThat(definition).contains("/Users/me/Library/LaunchAgents/");
    }

    @Test
    void aPathThatNoDefinitionCanHoldIsRefused() {
        Task broken = new Task(Path.of("/a\nb/holdfast"), Path.of("/home"), Path.of("/java"));
        assertThatThrownBy(broken::requirePlain).isInstanceOf(ScheduleException.class);
    }

    @Test
    void eachHomeHasATimerOfItsOwn() {
        assertThat(new Task(task.launcher(), Path.of("/other"), task.java()).name())
                .isNotEqualTo(task.name());
    }
}
