package dev.holdfast.cli;

import dev.holdfast.cli.extension.ExtensionException;
import dev.holdfast.cli.schedule.ScheduleException;
import dev.holdfast.mcp.stdio.ProtocolStreams;
import dev.holdfast.settings.SecretException;
import dev.holdfast.settings.SettingsException;
import dev.holdfast.settings.SettingsProblem;
import dev.holdfast.sync.NothingToSyncException;
import dev.holdfast.sync.UnknownMethodException;
import dev.holdfast.sync.UnknownMirrorException;
import dev.holdfast.sync.UnknownSourceException;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.SpaceException;
import dev.holdfast.sync.state.StateException;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The program's entry. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        // First of all: whatever any part of us prints by mistake must not reach the stream that clients parse.
        Cli cli = Cli.ofProcess(ProtocolStreams.capture());
        int status = run(args, cli);
        cli.terminal().out().flush();
        System.exit(status);
    }

    static int run(String[] args, Cli cli) {
        if (args.length == 1 && args[0].equals("serve")) {
            // What assistants start, many times a day: spare it the command line parser.
            return serve(cli);
        }
        return commandLine(cli, List.of(args)).execute(args);
    }

    private static int serve(Cli cli) {
        try {
            return ServeCommand.plain(cli);
        } catch (RuntimeException e) {
            return report(e, cli);
        }
    }

    /** The command line for these words, with no more commands than they ask for. */
    static CommandLine commandLine(Cli cli, List<String> words) {
        CommandLine line = commands(cli).addTo(new CommandLine(new HoldfastCommand()), words);
        line.getCommandSpec()
                .addOption(flag("Print the version and exit.", "--version")
                        .versionHelp(true)
                        .build());
        addHelp(line);
        line.setOut(cli.terminal().out());
        line.setErr(cli.terminal().err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e, cli));
        line.setParameterExceptionHandler((e, args) -> {
            cli.terminal().err().println("holdfast: " + Terminal.printable(String.valueOf(e.getMessage())));
            cli.terminal()
                    .err()
                    .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE;
        });
        return line;
    }

    private static Commands commands(Cli cli) {
        return new Commands()
                .add("serve", () -> new ServeCommand(cli))
                .add("sync", () -> new SyncCommand(cli))
                .add("status", () -> new StatusCommand(cli))
                .add("end", () -> new EndCommand(cli))
                .add("drain", () -> new DrainCommand(cli))
                .add("retry", () -> new RetryCommand(cli))
                .add("restore", () -> new RestoreCommand(cli))
                .add("verify", () -> new VerifyCommand(cli))
                .add("prune", () -> new PruneCommand(cli))
                .addGroup("mirror", words -> MirrorCommand.with(cli, words))
                .addGroup("memory", words -> MemoryCommand.with(cli, words))
                .addGroup("space", words -> SpaceCommand.with(cli, words))
                .addGroup("config", words -> ConfigCommand.with(cli, words))
                .add("schedule", () -> new ScheduleCommand(cli))
                .addGroup("extension", words -> ExtensionCommand.with(cli, words))
                .add("doctor", () -> new DoctorCommand(cli))
                .add("register", () -> new RegisterCommand(cli));
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(flag("Show this help and exit.", "-h", "--help")
                        .usageHelp(true)
                        .build());
        line.getSubcommands().values().forEach(Main::addHelp);
    }

    private static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).arity("0").type(boolean.class).description(description);
    }

    /** One sentence a problem on stderr, and the exit status that fits. */
    private static int report(Exception e, Cli cli) {
        if (e instanceof SettingsException settings) {
            for (SettingsProblem problem : settings.problems()) {
                cli.terminal().err().println("holdfast: " + problem);
            }
            return ExitCode.USAGE;
        }
        if (e instanceof UnknownSourceException
                || e instanceof UnknownMirrorException
                || e instanceof UnknownMethodException
                || e instanceof NothingToSyncException
                || e instanceof SecretException) {
            cli.terminal().err().println("holdfast: " + Terminal.printable(String.valueOf(e.getMessage())));
            return ExitCode.USAGE;
        }
        if (e instanceof SyncException failed) {
            cli.terminal().err().println("holdfast: " + Terminal.printable(failed.sentence()));
            return ExitCode.FAILED;
        }
        if (e instanceof StateException
                || e instanceof MemoryException
                || e instanceof SpaceException
                || e instanceof ScheduleException
                || e instanceof ExtensionException) {
            cli.terminal().err().println("holdfast: " + Terminal.printable(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
        LoggerFactory.getLogger(Main.class).error("Unexpected failure", e);
        cli.terminal()
                .err()
                .println(
                        "holdfast: something unexpected went wrong; the log above and in the home's logs folder says what. Please report it.");
        return ExitCode.FAILED;
    }
}
