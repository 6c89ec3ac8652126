package dev.holdfast.sync.method.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmedMemoriesTest {
    @TempDir
    Path home;

    @Test
    void whatIsNotedDownOutlivesTheProcessAndIsOfOneServerAlone() {
        List<String> many = IntStream.range(0, 1200).mapToObj(i -> "m" + i).toList();
        try (StateDatabase state = new StateDatabase(home, InstantSource.system())) {
            ConfirmedMemories confirmed = new ConfirmedMemories(state, "http://one/mcp", InstantSource.system());
            assertThat(confirmed.among(many)).isEmpty();
            confirmed.add(many.subList(0, 1100));
            confirmed.add(many.subList(1000, 1100));
            confirmed.add(Set.of());
        }
        try (StateDatabase state = new StateDatabase(home, InstantSource.system())) {
            assertThat(new ConfirmedMemories(state, "http://one/mcp", InstantSource.system()).among(many))
                    .isEqualTo(Set.copyOf(many.subList(0, 1100)));
            assertThat(new ConfirmedMemories(state, "http://two/mcp", InstantSource.system()).among(many))
                    .isEmpty();
        }
    }
}
