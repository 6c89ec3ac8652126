package dev.holdfast.sync.method.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sync did with memories, as it goes. Not thread-safe. */
final class Tally {
    /** More ids than this nobody reads, and reports have little room. */
    private static final int MOST_IDS = 20;

    private static final int MOST_OF_AN_ID = 100;

    private final List<String> failedIds = new ArrayList<>();
    private long sent;
    private long alreadyThere;
    private long failed;

    void sent(long count) {
        sent += count;
    }

    void alreadyThere(long count) {
        alreadyThere += count;
    }

    void failed(String id) {
        failed++;
        if (failedIds.size() < MOST_IDS) {
            failedIds.add(id.length() <= MOST_OF_AN_ID ? id : id.substring(0, MOST_OF_AN_ID) + "…");
        }
    }

    long sent() {
        return sent;
    }

    long failed() {
        return failed;
    }

    /** The method's own fields of a report. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("memories_sent", sent);
        fields.put("memories_already_there", alreadyThere);
        fields.put("memories_failed", failed);
        fields.put("memories_failed_ids", List.copyOf(failedIds));
        return fields;
    }

    /** The same in words. */
    String sentence() {
        String more = failed == 0
                ? ""
                : "; " + failed + " could not be stored: " + String.join(", ", failedIds)
                        + (failed > failedIds.size() ? " and others" : "");
        return sent + " memories were sent, " + alreadyThere + " were there already" + more + ".";
    }
}
