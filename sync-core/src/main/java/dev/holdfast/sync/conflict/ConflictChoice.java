package dev.holdfast.sync.conflict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a conflict came to its end. */
public enum ConflictChoice {
    /** The source's version stays, the destination's went to the trash. */
    SOURCE,
    /** The destination's version stays, the source's went to the trash. */
    DESTINATION,
    /** Both stay, under two names. */
    BOTH,
    /** Nobody chose: it is not there any more, for example since somebody removed one of the two. */
    GONE;

    /** The choice with this name, however its letters are cased; empty when it is none that can be made. */
    public static Optional<ConflictChoice> named(String name) {
        return Arrays.stream(values())
                .filter(choice -> choice != GONE && choice.word().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** What it is called outside. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
