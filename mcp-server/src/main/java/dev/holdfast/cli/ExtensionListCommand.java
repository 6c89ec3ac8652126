package dev.holdfast.cli;

import dev.holdfast.cli.extension.ExtensionFolder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast extension list}: what was added, and what is wrong with it. */
@Command(name = "list", description = "List the home's extensions, what each brings, and what can't be used.")
final class ExtensionListCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    ExtensionListCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        ExtensionFolder folder = new ExtensionFolder(settingsOptions.load(cli));
        Map<String, String> extensions = folder.list();
        List<String> problems = folder.problems();
        if (json) {
            JsonOut.print(cli, Map.of("extensions", extensions, "problems", problems));
        } else {
            print(folder, extensions, problems);
        }
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(ExtensionFolder folder, Map<String, String> extensions, List<String> problems) {
        Terminal terminal = cli.terminal();
        extensions.forEach((name, what) -> terminal.out().println(Terminal.printable(name) + ": " + what));
        problems.forEach(problem -> terminal.out().println(terminal.bad("problem: ") + Terminal.printable(problem)));
        if (extensions.isEmpty() && problems.isEmpty()) {
            terminal.out().println("There are no extensions in " + folder.path() + ".");
        }
    }
}
