package dev.holdfast.testkit.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The requests that came by, in the order in which they came. Thread-safe. */
public final class RequestLog {
    /**
     * A request.
     *
     * @param method such as {@code PUT}
     * @param path still encoded
     * @param query still encoded; empty when there was none
     * @param status what it was answered with; 0 when nothing was, or not yet
     */
    public record Entry(String method, String path, String query, int status) {
        /** Whether the query has this parameter, as in {@code partNumber=2}, or with any value, as in {@code uploads}. */
        public boolean has(String parameter) {
            return List.of(query.split("&")).stream()
                    .anyMatch(part -> part.equals(parameter) || part.startsWith(parameter + "="));
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    RequestLog() {}

    /** All so far. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** How many there were of a kind. */
    public synchronized long count(Predicate<Entry> kind) {
        return entries.stream().filter(kind).count();
    }

    /** Notes a request; gives its place. */
    synchronized int add(HttpRequest request) {
        entries.add(new Entry(request.method(), request.path(), request.query(), 0));
        return entries.size() - 1;
    }

    synchronized void answered(int place, int status) {
        Entry entry = entries.get(place);
        entries.set(place, new Entry(entry.method(), entry.path(), entry.query(), status));
    }

    @Override
    public synchronized String toString() {
        return entries.toString();
    }
}
