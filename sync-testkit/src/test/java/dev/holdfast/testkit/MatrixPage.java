package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A backend's part of the table of faults, and the same as it stands in the page for the next engineer. */
final class MatrixPage {
    private static final Path PAGE = Path.of(System.getProperty("holdfast.root"), "ARCHITECTURE.md");

    private final String backend;
    private final Map<String, Set<String>> faultsByOutcome = new TreeMap<>();

    MatrixPage(String backend) {
        this.backend = backend;
    }

    /** Notes what came of a fault. Faults of one outcome share a row. */
    void note(String fault, String outcome) {
        faultsByOutcome.computeIfAbsent(outcome, any -> new TreeSet<>()).add(fault);
    }

    /** Prints what was noted; fails when the page has other rows of this backend. */
    void requireSame() throws IOException {
        FaultMatrix measured = new FaultMatrix();
        faultsByOutcome.forEach((outcome, faults) -> measured.row(backend, String.join("; ", faults), outcome));
        System.out.println(measured);
        String beginning = "| " + backend + " |";
        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith(beginning)))
                .as("The rows that begin with \"" + beginning + "\" in ARCHITECTURE.md, section \"What happens when a"
                        + " storage fails\". To update them, put those there that this test has printed.")
                .containsExactlyElementsOf(measured.lines());
    }
}
