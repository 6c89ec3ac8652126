package dev.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A command's subcommands by their names, in the order in which the help lists them. To find out all that each of fifty
 * commands can be told takes longer than most of them run, so only the one that is asked for is made; where none is, as for
 * the help, or one that does not exist, all are.
 */
final class Commands {
    private final Map<String, Function<List<String>, ?>> makers = new LinkedHashMap<>();

    /**
     * Adds one.
     *
     * @param name the one that its annotation has
     * @param maker makes it: an annotated object
     */
    Commands add(String name, Supplier<?> maker) {
        return addGroup(name, words -> maker.get());
    }

    /**
     * Adds one that has subcommands of its own.
     *
     * @param maker makes it of the words behind its name, which are none when it was not asked for
     */
    Commands addGroup(String name, Function<List<String>, ?> maker) {
        makers.put(name, maker);
        return this;
    }

    /** Gives a command those of these that the words after its own ask for, and itself back. */
    CommandLine addTo(CommandLine line, List<String> words) {
        Function<List<String>, ?> asked = words.isEmpty() ? null : makers.get(words.get(0));
        if (asked == null) {
            makers.forEach((name, maker) -> line.addSubcommand(name, maker.apply(List.of())));
        } else {
            line.addSubcommand(words.get(0), asked.apply(words.subList(1, words.size())));
        }
        return line;
    }
}
