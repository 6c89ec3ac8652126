package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsException;
import dev.holdfast.settings.SettingsProblem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast config check}: finds every error in the settings, not only the first. */
@Command(name = "check", description = "Check the settings and list every problem.")
final class ConfigCheckCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    ConfigCheckCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        List<String> problems = List.of();
        List<String> notes = List.of();
        try {
            Settings settings = settingsOptions.load(cli);
            notes = settings.notes();
        } catch (SettingsException e) {
            problems = e.problems().stream().map(SettingsProblem::toString).toList();
        }
        if (json) {
            JsonOut.print(cli, Map.of("valid", problems.isEmpty(), "problems", problems, "notes", notes));
        } else {
            problems.forEach(cli.terminal().out()::println);
            notes.forEach(note -> cli.terminal().out().println("Note: " + note));
            cli.terminal()
                    .out()
                    .println(
                            problems.isEmpty()
                                    ? cli.terminal().good("The settings are valid.")
                                    : cli.terminal().bad(Human.count(problems.size(), "problem") + "."));
        }
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    }
}
