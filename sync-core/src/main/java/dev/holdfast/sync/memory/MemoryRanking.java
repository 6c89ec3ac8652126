package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what answers a question, the best first: BM25 over the words, weighed by importance and, gently, by age. The best
 * {@value #CANDIDATES} by words are weighed; nobody pages further.
 */
final class MemoryRanking {
    private static final String KIND = "r";
    private static final int CANDIDATES = 1000;
    private static final double DAY_MICROS = 86_400e6;
    private static final double HALF_LIFE_DAYS = 30;
    private static final double OLDEST_WEIGHT = 0.7;
    private static final double LEAST_IMPORTANT_WEIGHT = 0.5;

    /** In smaller stores any word is looked up fast enough. */
    private static final long SMALL = 5000;

    /** A word that more than one in so many memories has says little, and costs most. */
    private static final long COMMON = 10;

    private MemoryRanking() {}

    /** A memory that may be an answer, and how good a one. */
    record Candidate(long number, double score) {}

    /** Of equal ones the newer goes first. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparing(Comparator.comparingLong(Candidate::number).reversed());

    /** As of the first page: later pages weigh ages as it did, and leave out what came since. */
    static MemoryPage best(
            Connection connection,
            String question,
            MemoryFilter filter,
            Optional<String> cursor,
            int limit,
            Instant now)
            throws SQLException {
        PageMark mark = PageMark.read(cursor, KIND, 3).orElse(null);
        List<String> words = SearchText.words(question);
        if (words.isEmpty()) {
            return MemoryPage.NONE;
        }
        if (mark == null) {
            mark = new PageMark(KIND, Micros.of(now), newest(connection), 0);
        }
        long asOf = mark.number(0);
        long newest = mark.number(1);
        List<Candidate> candidates = byWords(connection, words, filter, newest, asOf);
        return page(connection, candidates, mark.number(2), limit, to -> new PageMark(KIND, asOf, newest, to));
    }

    /** Where the page after so many begins. */
    interface Marker {
        PageMark behind(long shown);
    }

    static MemoryPage page(Connection connection, List<Candidate> candidates, long offset, int limit, Marker marker)
            throws SQLException {
        int from = (int) Math.max(0, Math.min(offset, candidates.size()));
        int to = Math.min(candidates.size(), from + limit);
        List<Memory> memories = new ArrayList<>();
        for (Candidate candidate : candidates.subList(from, to)) {
            memories.add(
                    Sql.query(connection, "SELECT * FROM memory WHERE number = ?", MemoryRow::read, candidate.number())
                            .get(0)
                            .memory());
        }
        Optional<String> next =
                to < candidates.size() ? Optional.of(marker.behind(to).text()) : Optional.empty();
        return new MemoryPage(memories, next);
    }

    /**
     * Those that have any of the words, the best first.
     *
     * @param newest the number of the last memory that counts
     * @param now as of when ages are weighed, in microseconds
     */
    static List<Candidate> byWords(
            Connection connection, List<String> words, MemoryFilter filter, long newest, long now) throws SQLException {
        List<String> telling = newest > SMALL ? telling(connection, words, newest) : words;
        StringBuilder sql = new StringBuilder(
                "SELECT m.number AS number, m.importance AS importance, m.updated AS updated, memory_text.rank AS words"
                        + " FROM memory_text JOIN memory m ON m.number = memory_text.rowid"
                        + " WHERE memory_text MATCH ? AND memory_text.rowid <= ? AND m.deleted IS NULL"
                        + " AND m.sensitive = 0");
        List<@Nullable Object> values = new ArrayList<>(List.of(SearchText.match(telling), newest));
        filter.narrow(sql, values);
        sql.append(" ORDER BY memory_text.rank LIMIT ").append(CANDIDATES);
        // SQLite counts BM25 downwards from zero.
        List<Candidate> candidates = Sql.query(
                connection, sql.toString(), row -> candidate(row, -row.getDouble("words"), now), values.toArray());
        candidates.sort(BEST_FIRST);
        return candidates;
    }

    /** Weighs how well a row answers by its importance and age. */
    static Candidate candidate(ResultSet row, double answer, long now) throws SQLException {
        double days = Math.max(0, now - row.getLong("updated")) / DAY_MICROS;
        double importance = LEAST_IMPORTANT_WEIGHT + row.getDouble("importance");
        double recency = OLDEST_WEIGHT + (1 - OLDEST_WEIGHT) * Math.pow(2, -days / HALF_LIFE_DAYS);
        return new Candidate(row.getLong("number"), answer * importance * recency);
    }

    static long newest(Connection connection) throws SQLException {
        return Sql.number(connection, "SELECT coalesce(max(number), 0) FROM memory");
    }

    /** Without the words that very many memories have, if there are others that any has. */
    private static List<String> telling(Connection connection, List<String> words, long all) throws SQLException {
        List<String> telling = new ArrayList<>();
        boolean known = false;
        for (String word : words) {
            long with = Sql.query(
                            connection,
                            "SELECT doc FROM memory_word WHERE term = ?",
                            row -> row.getLong(1),
                            folded(word))
                    .stream()
                    .findFirst()
                    .orElse(0L);
            if (with <= all / COMMON) {
                telling.add(word);
                known |= with > 0;
            }
        }
        return known ? telling : words;
    }

    private static String folded(String word) {
        return MemoryFilter.folded(word);
    }
}
