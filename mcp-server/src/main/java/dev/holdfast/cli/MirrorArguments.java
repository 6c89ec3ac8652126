package dev.holdfast.cli;

import dev.holdfast.settings.MirrorArgument;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.Mirrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which mirrors a command is about: names of the settings, and pairs that are in none. */
final class MirrorArguments {
    @Parameters(
            paramLabel = "MIRROR",
            arity = "0..*",
            description = "A mirror's name, or a pair source[:mode]:destination (default: all in the settings).")
    private List<String> given = new ArrayList<>();

    @Mixin
    private final PairWishes wishes = new PairWishes();

    /** Those that are in no settings. */
    List<MirrorSetting> pairs(Cli cli) {
        return given.stream()
                .filter(MirrorArgument::isPair)
                .map(pair -> wishes.of(pair, cli))
                .toList();
    }

    /** What is wrong with the arguments, in one sentence; empty when nothing is. */
    Optional<String> problem() {
        return !wishes.isEmpty() && given.stream().noneMatch(MirrorArgument::isPair)
                ? Optional.of("What is wanted of a mirror stands with it in the settings: such a flag is for a pair"
                        + " source[:mode]:destination.")
                : Optional.empty();
    }

    /** All that are meant, each once, in the order in which they were given. */
    List<MirrorSetting> chosen(Mirrors mirrors, Cli cli) {
        if (given.isEmpty()) {
            return mirrors.configured();
        }
        Set<MirrorSetting> seen = new HashSet<>();
        return given.stream()
                .map(each -> MirrorArgument.isPair(each) ? wishes.of(each, cli) : mirrors.named(each))
                .filter(seen::add)
                .toList();
    }
}
