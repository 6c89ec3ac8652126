package dev.holdfast.settings;

import java.util.Optional;

/**
 * A pair of trees to keep the same.
 *
 * @param name how commands and reports call it
 * @param source the one side: a path, a remote's address, or {@code space:NAME}
 * @param destination the other side
 * @param mode one of {@code twoWay}, {@code sourceToDestination}, {@code sourceBackup}, {@code destinationToSource},
 *     {@code destinationBackup}
 * @param rules what else the user wants of it
 */
public record MirrorSetting(String name, String source, String destination, String mode, MirrorRules rules) {
    private static final String SPACE = "space:";

    /** One of which nothing else is wanted. */
    public MirrorSetting(String name, String source, String destination, String mode) {
        this(name, source, destination, mode, MirrorRules.DEFAULT);
    }

    /** The name of the space that a side is; empty when it is none. */
    public static Optional<String> space(String side) {
        return side.startsWith(SPACE) ? Optional.of(side.substring(SPACE.length())) : Optional.empty();
    }

    /** The side that a space is. */
    public static String ofSpace(String name) {
        return SPACE + name;
    }

    /** Whether one of its sides is a space. */
    public boolean hasSpace() {
        return space(source).isPresent() || space(destination).isPresent();
    }
}
