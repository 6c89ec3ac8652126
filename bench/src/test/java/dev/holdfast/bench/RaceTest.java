package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RaceTest {
    private final List<String> order = new ArrayList<>();

    @Test
    void bothSidesTakeTurnsAndTheFirstRunOfEachIsNotCounted() throws IOException {
        Race.Result result = new Race(row(new Side("a", Optional.empty()), new Side("b", Optional.empty())), 2).run();
        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
        assertThat(result.lines()).singleElement().satisfies(line -> {
            assertThat(line.ours().values()).containsExactly(3.0, 5.0);
            assertThat(line.peer()).isEqualTo(new Samples(List.of(4.0, 6.0)));
        });
    }

    @Test
    void withoutItsPeerARowStillMeasuresOurs() throws IOException {
        Race.Result result =
                new Race(row(new Side("a", Optional.empty()), new Side("b", Optional.of("No b."))), 1).run();
        assertThat(order).containsExactly("a", "a");
        assertThat(result.missing()).isEqualTo("No b.");
        assertThat(result.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.peer()).isNull());
    }

    @Test
    void withoutOurselvesThereIsNothingToMeasure() {
        Race race = new Race(row(new Side("a", Optional.of("No a.")), new Side("b", Optional.empty())), 1);
        assertThatThrownBy(race::run).isInstanceOf(IOException.class).hasMessage("No a.");
    }

    @Test
    void aRowThatTakesLongLimitsItsRounds() throws IOException {
        Race.Result result =
                new Race(row(new Side("a", Optional.empty()), new Side("b", Optional.of("No b."))), 100).run();
        assertThat(order).hasSize(1 + 3);
        assertThat(result.rounds()).isEqualTo(3);
    }

    private static Row row(Contender ours, Contender peer) {
        return new Row() {
            @Override
            public String title() {
                return "Row";
            }

            @Override
            public String note() {
                return "How.";
            }

            @Override
            public int mostRounds() {
                return 3;
            }

            @Override
            public List<Measure> measures() {
                return List.of(new Measure("turn", "", Limit.ratio(1)));
            }

            @Override
            public Contender ours() {
                return ours;
            }

            @Override
            public Contender peer() {
                return peer;
            }
        };
    }

    /** Measures how many runs there were before and with its own. */
    private final class Side implements Contender {
        private final String name;
        private final Optional<String> missing;

        private Side(String name, Optional<String> missing) {
            this.name = name;
            this.missing = missing;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> missing() {
            return missing;
        }

        @Override
        public List<Double> run() {
            order.add(name);
            return List.of((double) order.size());
        }
    }
}
