package dev.holdfast.cli;

import dev.holdfast.settings.MirrorArgument;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** What the commands about mirrors have in common: the mirrors, opened for one action. */
abstract class MirrorAction extends HomeAction {
    MirrorAction(Cli cli) {
        super(cli);
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(Mirrors mirrors) throws SyncException;

    /** The pairs that it is about and that are in no settings. */
    List<MirrorSetting> pairs() {
        return List.of();
    }

    @Override
    final int act(Settings settings) throws SyncException {
        List<MirrorSetting> pairs = pairs();
        try (Mirrors mirrors = new Mirrors(settings, pairs, InstantSource.system())) {
            pairs.forEach(mirrors::requireUnnamed);
            return run(mirrors);
        }
    }

    /** A side's failure as a command's. */
    static SyncException failed(StorageException failure) {
        return new SyncException("mirror", failure.sentence(), failure instanceof StorageException.Transient, failure);
    }

    /** The one that a name or a pair means, of which nothing is wanted but to look at it or into its trash. */
    final MirrorSetting meant(String given, Mirrors mirrors) {
        if (!MirrorArgument.isPair(given)) {
            return mirrors.named(given);
        }
        MirrorSetting pair = new PairWishes().of(given, cli());
        mirrors.requireUnnamed(pair);
        return pair;
    }

    /**
     * Those that were chosen.
     *
     * @throws ParameterException when there are none, or the arguments contradict each other
     */
    final List<MirrorSetting> chosen(MirrorArguments arguments, Mirrors mirrors) {
        arguments.problem().ifPresent(sentence -> {
            throw bad(sentence);
        });
        List<MirrorSetting> chosen = arguments.chosen(mirrors, cli());
        if (chosen.isEmpty()) {
            throw bad("The settings name no mirror: add one under 'mirrors', or give a pair such as"
                    + " ~/notes:twoWay:/mnt/notes.");
        }
        return chosen;
    }
}
