package dev.holdfast.sync;

import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.record.RecordStanding;
import java.util.ArrayList;
import java.util.List;

/** What the user should know of how memories stand with the memory API. */
final class MemoryApiNotes {
    private MemoryApiNotes() {}

    static List<String> of(RecordStanding standing) {
        RecordStatus records = standing.records();
        List<String> notes = new ArrayList<>();
        if (!standing.hasKey()) {
            notes.add(
                    "memory_api_url is set without memory_api_key, so memories are not synced; set it to a reference to the"
                            + " key, such as ${file:PATH}.");
        }
        standing.refusedSince()
                .ifPresent(since -> notes.add("The memory API at " + standing.address()
                        + " does not accept the key since " + since + "; renew what memory_api_key refers to ("
                        + standing.keyReference() + "). Memories wait here until then."));
        if (records.parked() > 0) {
            notes.add("Of the memories here, " + records.parked()
                    + " can't go to the memory API as they are; mend them or"
                    + " the setting that the reason names, or 'holdfast retry' to have them tried again.");
        }
        if (records.conflicts() > 0) {
            notes.add("Of the memories here, " + records.conflicts() + " were changed here and elsewhere at once; both"
                    + " versions are kept, and 'holdfast memory list --conflicts' shows them; 'holdfast memory settle ID'"
                    + " says that you have looked at one.");
        }
        if (!records.heldDeletes().isNone()) {
            notes.add("Many memories are to be deleted at once ("
                    + records.heldDeletes().here() + " here, "
                    + records.heldDeletes().there()
                    + " at the memory API), so that waits for your word: 'holdfast memory"
                    + " allow-deletes' lets them go.");
        }
        return notes;
    }
}
