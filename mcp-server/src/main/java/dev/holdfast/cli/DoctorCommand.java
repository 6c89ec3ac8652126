package dev.holdfast.cli;

import dev.holdfast.cli.doctor.Doctor;
import dev.holdfast.cli.doctor.Finding;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast doctor}: looks at everything a sync depends on. */
@Command(
        name = "doctor",
        description = "Check Java, home, disk, settings, remote, clock and clients, and say what to do.")
final class DoctorCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    DoctorCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        List<Finding> findings;
        try (SyncService service = cli.engine().apply(settings)) {
            findings = new Doctor(settings, service)
                    .examine(
                            cli.userHome(),
                            cli.environment(),
                            ClientSnippet.desktopConfig(cli.environment(), cli.userHome()),
                            InstantSource.system());
        }
        if (json) {
            JsonOut.print(cli, findings.stream().map(DoctorCommand::fields).toList());
        } else {
            findings.forEach(this::print);
        }
        boolean bad = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        return bad ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void print(Finding finding) {
        Terminal terminal = cli.terminal();
        String mark = switch (finding.level()) {
            case OK -> terminal.good("ok      ");
            case WARNING -> terminal.warning("warning ");
            case PROBLEM -> terminal.bad("problem ");
        };
        terminal.out().println(mark + finding.check() + ": " + finding.text());
    }

    private static Map<String, Object> fields(Finding finding) {
        return Map.of(
                "check", finding.check(),
                "level", finding.level().name().toLowerCase(Locale.ROOT),
                "text", finding.text());
    }
}
