package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.SpaceNames;
import dev.holdfast.sync.space.SpaceStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands about spaces have in common: the store, opened for one action. */
abstract class SpaceAction implements Callable<Integer> {
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    SpaceAction(Cli cli) {
        this.cli = cli;
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(SpaceStore store, Settings settings) throws IOException, SyncException;

    @Override
    public final Integer call() throws IOException, SyncException {
        Settings settings = settingsOptions.load(cli);
        try (SpaceStore store = new SpaceStore(settings.home(), InstantSource.system())) {
            int status = run(store, settings);
            out().flush();
            return status;
        }
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

    /** A name that a space can have. */
    final String space(String name) {
        SpaceNames.problem(name).ifPresent(sentence -> {
            throw bad(sentence);
        });
        return name;
    }

    final Path path(String text) {
        try {
            return text.startsWith("~/") ? cli.userHome().resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw bad("'" + text + "' is no path.");
        }
    }

    /** The choice of this word. */
    final <T> T choice(String option, String word, List<T> choices, Function<T, String> words) {
        return choices.stream()
                .filter(each -> words.apply(each).equals(word))
                .findFirst()
                .orElseThrow(() -> bad(option + " is '" + word + "', but it must be one of "
                        + String.join(", ", choices.stream().map(words).toList()) + "."));
    }

    /** Work that Ctrl-C stops, so that it leaves nothing half done behind. */
    final <T> T interruptibly(Function<CancelSignal, T> work) throws SyncException {
        CancelSignal interrupted = new CancelSignal();
        try {
            return OnSignal.during(() -> work.apply(interrupted), interrupted::cancel, CANCEL_LIMIT);
        } catch (CancellationException e) {
            throw new SyncException(
                    "space", "Interrupted; what was done stays, and the same command goes on with the rest.", true, e);
        }
    }
}
