package dev.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs both sides of a row in turn, A B A B, so that whatever else the machine does meets both. */
final class Race {
    private final Row row;
    private final int rounds;

    Race(Row row, int rounds) {
        this.row = row;
        this.rounds = Math.min(rounds, row.mostRounds());
    }

    /** A first run of each warms the disk's cache and is not counted. */
    Result run() throws IOException {
        Optional<String> missing = row.peer().missing();
        Optional<String> ourMissing = row.ours().missing();
        if (ourMissing.isPresent()) {
            throw new IOException(ourMissing.get());
        }
        List<List<Double>> ours = new ArrayList<>();
        List<List<Double>> peers = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            List<Double> our = row.ours().run();
            Optional<List<Double>> peer = missing.isPresent()
                    ? Optional.empty()
                    : Optional.of(row.peer().run());
            if (round > 0) {
                ours.add(our);
                peer.ifPresent(peers::add);
            }
        }
        List<Line> lines = IntStream.range(0, row.measures().size())
                .mapToObj(i ->
                        new Line(row.measures().get(i), samples(ours, i), peers.isEmpty() ? null : samples(peers, i)))
                .toList();
        return new Result(
                row.title(), row.note(), rounds, row.ours().name(), row.peer().name(), missing.orElse(null), lines);
    }

    private static Samples samples(List<List<Double>> runs, int measure) {
        return new Samples(runs.stream().map(run -> run.get(measure)).toList());
    }

    /**
     * What came of a row.
     *
     * @param rounds how many runs of each side were counted
     * @param missing why there is no peer; null when it took part
     */
    record Result(
            String title,
            String note,
            int rounds,
            String ours,
            String peer,
            @Nullable String missing,
            List<Line> lines) {}
}
