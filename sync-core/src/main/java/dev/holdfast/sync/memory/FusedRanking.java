package dev.holdfast.sync.memory;

import dev.holdfast.sync.memory.MemoryRanking.Candidate;
import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins those that answer a question by their words to those that do by what they mean. The two can't be compared by their
 * scores, so each memory counts by its places in the two lists (reciprocal rank fusion): who is high in both goes first.
 */
final class FusedRanking {
    private static final String KIND = "m";

    /** How little the first places differ from those behind them; the value that the method's authors found good. */
    private static final double FLATNESS = 60;

    private FusedRanking() {}

    /** Whether a cursor came from here. */
    static boolean isMark(String cursor) {
        return cursor.startsWith(KIND + "_");
    }

    /** The newest vector that the first page was told by. */
    static Optional<Long> newestVector(Optional<String> cursor) {
        return PageMark.read(cursor, KIND, 4).map(mark -> mark.number(2));
    }

    /** As {@link MemoryRanking#best}; later pages also leave out vectors that came since the first. */
    static MemoryPage best(
            Connection connection,
            String question,
            MemoryFilter filter,
            MemoryVectors.Nearness near,
            Optional<String> cursor,
            int limit,
            Instant now)
            throws SQLException {
        PageMark mark = PageMark.read(cursor, KIND, 4)
                .orElse(new PageMark(KIND, Micros.of(now), MemoryRanking.newest(connection), near.newest(), 0));
        long asOf = mark.number(0);
        long newest = mark.number(1);
        long vector = mark.number(2);
        List<Candidate> byWords = MemoryRanking.byWords(connection, SearchText.words(question), filter, newest, asOf);
        List<Candidate> byMeaning = byMeaning(connection, near.near(), filter, newest, asOf);
        return MemoryRanking.page(
                connection,
                fused(byWords, byMeaning),
                mark.number(3),
                limit,
                shown -> new PageMark(KIND, asOf, newest, vector, shown));
    }

    private static List<Candidate> byMeaning(
            Connection connection, List<VectorFile.Near> near, MemoryFilter filter, long newest, long now)
            throws SQLException {
        Map<Digest, Double> closeness = new HashMap<>();
        near.forEach(each -> closeness.put(each.digest(), each.closeness()));
        StringBuilder sql = new StringBuilder("SELECT m.number, m.importance, m.updated, m.digest FROM memory m"
                + " WHERE m.digest IN (" + String.join(",", Collections.nCopies(near.size(), "?"))
                + ") AND m.number <= ? AND m.deleted IS NULL AND m.sensitive = 0");
        List<@Nullable Object> values = new ArrayList<>();
        near.forEach(each -> values.add(each.digest().bytes()));
        values.add(newest);
        filter.narrow(sql, values);
        List<Candidate> candidates = Sql.query(
                connection,
                sql.toString(),
                row -> MemoryRanking.candidate(
                        row, closeness.getOrDefault(Digest.of(row.getBytes("digest")), 0.0), now),
                values.toArray());
        candidates.sort(MemoryRanking.BEST_FIRST);
        return candidates;
    }

    private static List<Candidate> fused(List<Candidate> one, List<Candidate> other) {
        Map<Long, Double> scores = new HashMap<>();
        for (List<Candidate> list : List.of(one, other)) {
            for (int place = 0; place < list.size(); place++) {
                scores.merge(list.get(place).number(), 1 / (FLATNESS + place + 1), Double::sum);
            }
        }
        List<Candidate> fused = new ArrayList<>();
        scores.forEach((number, score) -> fused.add(new Candidate(number, score)));
        fused.sort(MemoryRanking.BEST_FIRST);
        return fused;
    }
}
