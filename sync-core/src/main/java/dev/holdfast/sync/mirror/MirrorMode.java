package dev.holdfast.sync.mirror;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which way changes go, and whether deletes go with them. */
public enum MirrorMode {
    /** Both sides get each other's changes and deletes. */
    TWO_WAY(null, true),
    /** The destination is made like the source. */
    SOURCE_TO_DESTINATION(Side.LEFT, true),
    /** The destination gets what the source has, and keeps what the source no longer has. */
    SOURCE_BACKUP(Side.LEFT, false),
    /** The source is made like the destination. */
    DESTINATION_TO_SOURCE(Side.RIGHT, true),
    /** The source gets what the destination has, and keeps what the destination no longer has. */
    DESTINATION_BACKUP(Side.RIGHT, false);

    private final @Nullable Side giver;
    private final boolean deletes;

    MirrorMode(@Nullable Side giver, boolean deletes) {
        this.giver = giver;
        this.deletes = deletes;
    }

    /** The mode with this name or alias, however its letters are cased; empty when there is none. */
    public static Optional<MirrorMode> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(mode -> mode.names().stream()
                        .anyMatch(known -> known.toLowerCase(Locale.ROOT).equals(wanted)))
                .findFirst();
    }

    /** Its name and its aliases, the name first. */
    public List<String> names() {
        return switch (this) {
            case TWO_WAY -> List.of("twoWay", "tw");
            case SOURCE_TO_DESTINATION -> List.of("sourceToDestination", "std", "localToCloud", "ltc");
            case SOURCE_BACKUP -> List.of("sourceBackup", "sb", "localBackup", "lb");
            case DESTINATION_TO_SOURCE -> List.of("destinationToSource", "dts", "cloudToLocal", "ctl");
            case DESTINATION_BACKUP -> List.of("destinationBackup", "db", "cloudBackup", "cb");
        };
    }

    /** The side that is never changed; null when both are. */
    public @Nullable Side giver() {
        return giver;
    }

    /** Whether this mode may change a side. */
    public boolean changes(Side side) {
        return side != giver;
    }

    /** Whether what is gone on one side goes on the other one. */
    public boolean deletes() {
        return deletes;
    }
}
