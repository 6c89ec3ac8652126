package dev.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A command's subcommands by their names, in the order in which the help lists them. To find out all that each of fifty
 * commands can be told takes longer than most of them run, so only the one that is asked for is made; where none is, as for
 * the help, or one that does not exist, all are.
 */
final class Commands {
    private final Map<String, Supplier<?>> makers = new LinkedHashMap<>();

    /**
     * Adds one.
     *
     * @param name the one that its annotation has
     * @param maker makes it: an annotated object, or a whole command line
     */
    Commands add(String name, Supplier<?> maker) {
        makers.put(name, maker);
        return this;
    }

    /** Gives a command those of these that the words after its own ask for, and itself back. */
    CommandLine addTo(CommandLine line, List<String> words) {
        Supplier<?> asked = words.isEmpty() ? null : makers.get(words.get(0));
        if (asked == null) {
            makers.forEach((name, maker) -> line.addSubcommand(name, maker.get()));
        } else {
            line.addSubcommand(words.get(0), asked.get());
        }
        return line;
    }

    /** The words behind the first one. */
    static List<String> rest(List<String> words) {
        return words.isEmpty() ? words : words.subList(1, words.size());
    }
}
