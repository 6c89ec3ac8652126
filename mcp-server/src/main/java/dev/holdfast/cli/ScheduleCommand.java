package dev.holdfast.cli;

import dev.holdfast.cli.schedule.ScheduleException;
import dev.holdfast.cli.schedule.Task;
import dev.holdfast.cli.schedule.Timer;
import dev.holdfast.cli.schedule.Timers;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code holdfast schedule}: a timer of the operating system that drains now and then. */
@Command(
        name = "schedule",
        description = "Have the operating system upload every 15 minutes what is still pending. Installs nothing unless"
                + " told to.",
        footer = {
            "",
            "Examples:",
            "  holdfast schedule --print     show what would be installed, and where",
            "  holdfast schedule install     a systemd user timer, or a line in the crontab",
            "",
            "The timer knows the home and Java, and nothing else of this shell: credentials",
            "that come from its environment are not there.",
            "",
            "Exit status: 0 done, 1 failed or (status) not installed, 2 bad usage or settings."
        })
final class ScheduleCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--print", description = "Print the timer's definition and where it belongs. Changes nothing.")
    private boolean print;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The home whose jobs are worked off (default: HOLDFAST_HOME, or the platform's data directory).")
    private @Nullable String home;

    ScheduleCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws ScheduleException {
        if (!print) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "say --print, install, remove or status");
        }
        print(timer().definition().stripTrailing());
        return ExitCode.DONE;
    }

    @Command(name = "install", description = "Install the timer, or bring it up to date.")
    int install() throws ScheduleException {
        print(timer().install());
        return ExitCode.DONE;
    }

    @Command(name = "remove", description = "Remove the timer.")
    int remove() throws ScheduleException {
        print(timer().remove());
        return ExitCode.DONE;
    }

    @Command(name = "status", description = "Say whether the timer is installed and runs.")
    int status() throws ScheduleException {
        Timer.Status status = timer().status();
        print(status.sentence());
        return status.installed() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Timer timer() throws ScheduleException {
        Settings settings = cli.settings(new SettingsFlags(home, null, List.of(), null));
        String launcher = System.getProperty("holdfast.launcher", "");
        if (launcher.isEmpty()) {
            throw new ScheduleException("A timer starts the script holdfast, so run this command by it.");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Task task = new Task(Path.of(launcher), settings.home(), java).requirePlain();
        return Timers.of(task, System.getProperty("os.name", ""), cli.userHome(), cli.environment());
    }

    private void print(String text) {
        cli.terminal().out().println(text);
        cli.terminal().out().flush();
    }
}
