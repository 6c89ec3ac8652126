package dev.holdfast.sync.method.cloud;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides which uploads stay. Pure: it goes by the uploads' own times and order, never by what time it is now, so that a
 * clock that is wrong today lets nothing go.
 */
final class Retention {
    /**
     * An upload with a readable manifest.
     *
     * @param id its id; ids sort by time
     * @param time when it was begun
     * @param sources the sources that it describes
     */
    record Upload(String id, Instant time, Set<String> sources) {}

    private Retention() {}

    /**
     * The ids of those that stay, oldest first. Each source is looked at by itself, so that one that is synced rarely does
     * not lose its copies to one that is synced often.
     *
     * @param uploads oldest first
     * @param isWhole asked, newest first, until one is found: what it describes of the source is all there. The newest
     *     such upload of each source always stays
     */
    static <E extends Exception> Set<String> kept(List<Upload> uploads, KeepPolicy policy, WholeTest<E> isWhole)
            throws E {
        Set<String> kept = new TreeSet<>();
        Set<String> sources = new TreeSet<>();
        for (Upload upload : uploads) {
            sources.addAll(upload.sources());
            if (upload.sources().isEmpty() || policy.keepsEverything()) {
                kept.add(upload.id());
            }
        }
        for (String source : sources) {
            List<Upload> newestFirst = newestFirst(uploads, source);
            newestFirst.stream().limit(policy.last()).forEach(upload -> kept.add(upload.id()));
            keepLastOfEach(newestFirst, policy.daily(), day -> day, kept);
            keepLastOfEach(newestFirst, policy.weekly(), Retention::monday, kept);
            keepLastOfEach(newestFirst, policy.monthly(), day -> day.withDayOfMonth(1), kept);
            keepNewestWhole(newestFirst, source, isWhole, kept);
        }
        return kept;
    }

    private static List<Upload> newestFirst(List<Upload> uploads, String source) {
        return uploads.stream()
                .filter(upload -> upload.sources().contains(source))
                .sorted((left, right) -> right.id().compareTo(left.id()))
                .toList();
    }

    private static void keepLastOfEach(
            List<Upload> newestFirst, int count, Function<LocalDate, LocalDate> period, Set<String> kept) {
        Set<LocalDate> met = new HashSet<>();
        for (Upload upload : newestFirst) {
            LocalDate begin = period.apply(LocalDate.ofInstant(upload.time(), ZoneOffset.UTC));
            if (!met.contains(begin) && met.size() < count) {
                met.add(begin);
                kept.add(upload.id());
            }
        }
    }

    private static LocalDate monday(LocalDate day) {
        return day.minusDays(day.getDayOfWeek().getValue() - 1L);
    }

    private static <E extends Exception> void keepNewestWhole(
            List<Upload> newestFirst, String source, WholeTest<E> isWhole, Set<String> kept) throws E {
        for (Upload upload : newestFirst) {
            if (isWhole.test(upload, source)) {
                kept.add(upload.id());
                return;
            }
        }
        // None is whole, and each may hold what the others lack.
        newestFirst.forEach(upload -> kept.add(upload.id()));
    }

    /** Whether all that an upload describes of a source is there. */
    @FunctionalInterface
    interface WholeTest<E extends Exception> {
        boolean test(Upload upload, String source) throws E;
    }
}
