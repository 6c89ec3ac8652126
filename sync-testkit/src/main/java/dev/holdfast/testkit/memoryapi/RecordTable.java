package dev.holdfast.testkit.memoryapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The records of all users, by the server's rules. What breaks one ends with {@link RefusedException}. Thread-safe. */
final class RecordTable {
    private static final int LONGEST_TAGS = 500;

    /** The request is refused. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        final int status;

        RefusedException(int status) {
            super("status " + status, null, false, false);
            this.status = status;
        }
    }

    private final TreeMap<Long, KeptRecord> seen = new TreeMap<>();
    private final TreeMap<Long, KeptRecord> uncommitted = new TreeMap<>();
    private long last;
    private int longestContent = Integer.MAX_VALUE;
    private Predicate<String> categories = any -> true;
    private Predicate<String> secrets = none -> false;
    private boolean forgetsDeleted;

    synchronized void limit(int longest, Set<String> known) {
        longestContent = longest;
        categories = known::contains;
    }

    synchronized void detect(Predicate<String> isSecret) {
        secrets = isSecret;
    }

    synchronized void forgetDeleted() {
        forgetsDeleted = true;
    }

    synchronized List<KeptRecord> of(String user) {
        return seen.values().stream().filter(each -> each.user().equals(user)).toList();
    }

    /** What a sync shows: with a time everything that was changed after it, else what is there. */
    synchronized List<KeptRecord> sync(String user, Optional<Instant> since) {
        List<KeptRecord> found = new ArrayList<>();
        for (KeptRecord each : seen.values()) {
            boolean wanted = since.map(time -> each.updated().isAfter(time)).orElse(!each.isDeleted());
            if (wanted && each.user().equals(user)) {
                found.add(each);
            }
        }
        return found;
    }

    synchronized KeptRecord create(String user, JsonNode json, Instant now, boolean late) throws RefusedException {
        if (!json.path("content").isTextual()) {
            throw new RefusedException(422);
        }
        boolean sensitive = json.path("force_sensitive").asBoolean();
        KeptRecord empty =
                new KeptRecord(last + 1, user, "", "facts", "", "", 0.5, sensitive, now, now, Optional.empty());
        KeptRecord record = changed(empty, json, now);
        last++;
        put(record, late);
        return record;
    }

    synchronized void update(String user, long id, JsonNode json, Instant now, boolean late) throws RefusedException {
        KeptRecord record = own(user, id);
        if (record.isDeleted()) {
            throw new RefusedException(404);
        }
        if (!json.isObject() || json.isEmpty()) {
            throw new RefusedException(400);
        }
        put(changed(record, json, now), late);
    }

    synchronized void delete(String user, long id, Instant now, boolean late) throws RefusedException {
        KeptRecord record = own(user, id);
        if (!record.isDeleted()) {
            put(record.gone(now), late);
        } else if (forgetsDeleted) {
            throw new RefusedException(404);
        }
    }

    /** Puts a record there as if it had been for long. */
    synchronized KeptRecord add(String user, String content, String category, Instant at) {
        KeptRecord record =
                new KeptRecord(++last, user, content, category, "", "", 0.5, false, at, at, Optional.empty());
        seen.put(last, record);
        return record;
    }

    synchronized void commit() {
        seen.putAll(uncommitted);
        uncommitted.clear();
    }

    private void put(KeptRecord record, boolean late) {
        (late ? uncommitted : seen).put(record.id(), record);
    }

    private KeptRecord own(String user, long id) throws RefusedException {
        KeptRecord record = uncommitted.getOrDefault(id, seen.get(id));
        if (record == null) {
            throw new RefusedException(404);
        }
        if (!record.user().equals(user)) {
            throw new RefusedException(403);
        }
        return record;
    }

    private KeptRecord changed(KeptRecord old, JsonNode json, Instant now) throws RefusedException {
        String content = text(json, "content", old.content());
        boolean sensitive = old.sensitive() || secrets.test(content);
        KeptRecord record = new KeptRecord(
                old.id(),
                old.user(),
                content,
                text(json, "category", old.category()),
                text(json, "tags", old.tags()),
                text(json, "expanded_keywords", old.keywords()),
                number(json, old.importance()),
                sensitive,
                old.created(),
                now,
                Optional.empty());
        check(record);
        return record;
    }

    private void check(KeptRecord record) throws RefusedException {
        boolean fits = !record.content().isEmpty()
                && record.content().codePointCount(0, record.content().length()) <= longestContent
                && categories.test(record.category())
                && record.tags().length() <= LONGEST_TAGS
                && record.keywords().length() <= LONGEST_TAGS
                && record.importance() >= 0
                && record.importance() <= 1;
        if (!fits) {
            throw new RefusedException(422);
        }
    }

    private static String text(JsonNode json, String name, String usual) throws RefusedException {
        JsonNode value = json.path(name);
        if (!(value instanceof MissingNode) && !value.isTextual()) {
            throw new RefusedException(422);
        }
        return value.asText(usual);
    }

    private static double number(JsonNode json, double usual) throws RefusedException {
        JsonNode value = json.path("importance");
        if (!(value instanceof MissingNode) && !value.isNumber()) {
            throw new RefusedException(422);
        }
        return value.asDouble(usual);
    }
}
