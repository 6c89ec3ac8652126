package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands about mirrors have in common: the mirrors, opened for one action. */
abstract class MirrorAction implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    MirrorAction(Cli cli) {
        this.cli = cli;
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(Mirrors mirrors) throws SyncException;

    @Override
    public final Integer call() throws SyncException {
        Settings settings = settingsOptions.load(cli);
        try (Mirrors mirrors = new Mirrors(settings, InstantSource.system())) {
            int status = run(mirrors);
            out().flush();
            return status;
        }
    }

    /** A side's failure as a command's. */
    static SyncException failed(StorageException failure) {
        return new SyncException("mirror", failure.sentence(), failure instanceof StorageException.Transient, failure);
    }

    final Cli cli() {
        return cli;
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return cli.terminal().out();
    }

    final ParameterException bad(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
