package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.method.RestoreReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestoreTextTest {
    @Test
    void ofManyFilesThatWereKeptSomeAreNamedAndTheRestAreCounted() {
        List<Path> kept = IntStream.range(0, 25)
                .mapToObj(i -> Path.of("notes", "file" + i))
                .toList();
        RestoreReport report = new RestoreReport(
                "laptop", Optional.empty(), List.of(), List.of(), List.of(), kept, List.of(), 0, Duration.ZERO);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        RestoreText.report(Terminal.of(out, out, Map.of()), report);
        assertThat(text.toString().lines().filter(line -> line.startsWith("Kept:")))
                .hasSize(11)
                .last()
                .asString()
                .contains("15 more");
    }
}
