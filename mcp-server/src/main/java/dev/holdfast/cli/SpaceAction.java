package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.SpaceNames;
import dev.holdfast.sync.space.SpaceStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** What the commands about spaces have in common: the store, opened for one action. */
abstract class SpaceAction extends HomeAction {
    /** Lets Ctrl-C stop what goes through a directory. */
    static final Interruptible INTERRUPTIBLE =
            new Interruptible("space", "Interrupted; what was done stays, and the same command goes on with the rest.");

    SpaceAction(Cli cli) {
        super(cli);
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(SpaceStore store, Settings settings) throws IOException, SyncException;

    @Override
    final int act(Settings settings) throws IOException, SyncException {
        try (SpaceStore store = new SpaceStore(settings.home(), InstantSource.system())) {
            return run(store, settings);
        }
    }

    /** A name that a space can have. */
    final String space(String name) {
        SpaceNames.problem(name).ifPresent(sentence -> {
            throw bad(sentence);
        });
        return name;
    }

    /** What is said when neither a document is named nor the whole space, or both are. */
    final ParameterException oneOrAll(String what) {
        return bad("Name the DOCUMENT to " + what + ", or give --all and no DOCUMENT to " + what
                + " the space with all its documents.");
    }

    /** The choice of this word. */
    final <T> T choice(String option, String word, List<T> choices, Function<T, String> words) {
        return choices.stream()
                .filter(each -> words.apply(each).equals(word))
                .findFirst()
                .orElseThrow(() -> bad(option + " is '" + word + "', but it must be one of "
                        + String.join(", ", choices.stream().map(words).toList()) + "."));
    }
}
