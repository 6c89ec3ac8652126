package dev.holdfast.cli;

import dev.holdfast.cli.extension.ExtensionException;
import dev.holdfast.cli.extension.ExtensionFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast extension remove}: takes an extension's jar out of the home. */
@Command(name = "remove", description = "Remove an extension from the home.")
final class ExtensionRemoveCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Parameters(paramLabel = "NAME", description = "Its name, as 'extension list' shows it.")
    private String name = "";

    ExtensionRemoveCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws ExtensionException {
        String stays = new ExtensionFolder(settingsOptions.load(cli)).remove(name);
        cli.terminal()
                .out()
                .println(Terminal.printable(
                                "Removed " + name + "; servers that are running use it until they end. " + stays)
                        .strip());
        return ExitCode.DONE;
    }
}
