package dev.holdfast.sync.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodResultTest {
    private static MethodResult with(Map<String, Object> details) {
        return FakeMethod.NOTHING.withDetails(details);
    }

    @Test
    void plainSmallDetailsAreKeptAsTheyWereWhateverBecomesOfTheMap() {
        List<Object> items = new ArrayList<>(List.of("a", 1));
        Map<String, Object> details = new HashMap<>(
                Map.of("items", items, "count", 7L, "ratio", 0.5, "done", true, "by_kind", Map.of("x", 1)));
        MethodResult result = with(details);
        items.add("b");
        details.clear();
        assertThat(result.details())
                .isEqualTo(Map.of(
                        "items", List.of("a", 1), "count", 7L, "ratio", 0.5, "done", true, "by_kind", Map.of("x", 1)));
        assertThat(result.withNotes(List.of("note")).details()).isEqualTo(result.details());
    }

    static Stream<Map<String, Object>> unfit() {
        Map<String, Object> many = new HashMap<>();
        IntStream.range(0, 21).forEach(i -> many.put("field_" + i, i));
        Map<String, Object> absent = new HashMap<>();
        absent.put("a", null);
        return Stream.of(
                many,
                absent,
                Map.of("Upper", 1),
                Map.of("with space", 1),
                Map.of("a", Double.NaN),
                Map.of("a", new Object()),
                Map.of("a", "x".repeat(8001)),
                Map.of("a", List.of(List.of(List.of(1)))),
                Map.of("a", Map.of("b", Map.of("c", Map.of("d", 1)))),
                Map.of("a", IntStream.range(0, 101).boxed().toList()));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatIsNoSmallPlainJsonIsRefused(Map<String, Object> details) {
        assertThatThrownBy(() -> with(details))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A method's own fields");
    }
}
