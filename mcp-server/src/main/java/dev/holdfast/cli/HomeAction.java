package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.SyncException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands have in common that do one thing with what a home holds: the settings, and how they answer. */
abstract class HomeAction implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    HomeAction(Cli cli) {
        this.cli = cli;
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int act(Settings settings) throws IOException, SyncException;

    @Override
    public final Integer call() throws IOException, SyncException {
        int status = act(settingsOptions.load(cli));
        out().flush();
        return status;
    }

    final Cli cli() {
        return cli;
    }

    final SettingsOptions settingsOptions() {
        return settingsOptions;
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return cli.terminal().out();
    }

    /** Wrong use, in one sentence. */
    final ParameterException bad(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    /** The path that somebody typed; a tilde that no shell has seen is the user's home, too. */
    final Path path(String text) {
        try {
            return text.startsWith("~/") ? cli.userHome().resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw bad("'" + text + "' is no path.");
        }
    }
}
