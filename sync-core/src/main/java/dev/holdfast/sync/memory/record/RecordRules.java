package dev.holdfast.sync.memory.record;

import java.util.Map;

/**
 * What the user's settings say about the records of a server.
 *
 * @param categories our categories that have another name there; what is not named keeps its own
 * @param sensitive whether sensitive memories may go there. Those that do are marked as such, always
 */
public record RecordRules(Map<String, String> categories, boolean sensitive) {
    /** Nothing is called otherwise, and sensitive memories stay here. */
    public static final RecordRules USUAL = new RecordRules(Map.of(), false);

    public RecordRules {
        categories = Map.copyOf(categories);
    }
}
