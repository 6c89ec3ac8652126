package dev.holdfast.sync.mirror;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much a plan does.
 *
 * @param created files copied to where none was
 * @param replaced files copied over others
 * @param moved files and directories renamed
 * @param trashed files put into the trash
 * @param madeDirectories directories made
 * @param removedDirectories directories removed
 * @param bytes bytes copied
 */
public record PlanCounts(
        long created,
        long replaced,
        long moved,
        long trashed,
        long madeDirectories,
        long removedDirectories,
        long bytes) {
    /** How much these do. */
    public static PlanCounts of(List<Action> actions) {
        Map<ActionKind, Long> of = new EnumMap<>(ActionKind.class);
        long bytes = 0;
        for (Action action : actions) {
            of.merge(action.kind(), 1L, Long::sum);
            bytes += action.bytes();
        }
        return new PlanCounts(
                of.getOrDefault(ActionKind.CREATE, 0L),
                of.getOrDefault(ActionKind.REPLACE, 0L),
                of.getOrDefault(ActionKind.MOVE, 0L),
                of.getOrDefault(ActionKind.TRASH, 0L),
                of.getOrDefault(ActionKind.MAKE_DIRECTORY, 0L),
                of.getOrDefault(ActionKind.REMOVE_DIRECTORY, 0L),
                bytes);
    }

    /** What changes either side; what only the base learns does not count. */
    public long operations() {
        return created + replaced + moved + trashed + madeDirectories + removedDirectories;
    }
}
