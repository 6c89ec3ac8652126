package dev.holdfast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast register}: prints what makes an assistant start the server. Changes nothing itself. */
@Command(
        name = "register",
        description = "Print how to register the server with an assistant, for this machine. Changes nothing.",
        footer = {"", "Clients: claude-code, claude-desktop, cursor, vscode, other."})
final class RegisterCommand implements Callable<Integer> {
    private final Cli cli;

    @Option(
            names = "--print",
            required = true,
            paramLabel = "CLIENT",
            description = "The client to print for.",
            converter = ClientSnippet.Converter.class)
    private ClientSnippet client = ClientSnippet.OTHER;

    RegisterCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        String launcher = System.getProperty("holdfast.launcher", "holdfast");
        cli.terminal().out().println(client.text(launcher, cli.environment(), cli.userHome()));
        return ExitCode.DONE;
    }
}
