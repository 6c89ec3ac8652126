package dev.holdfast.testkit;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What backends do when something goes wrong, a row each: filled by the tests that prove it, shown as a table.
 * Thread-safe.
 */
public final class FaultMatrix {
    private record Row(String backend, String fault, String outcome) {
        String markdown() {
            return "| " + backend + " | " + fault + " | " + outcome + " |";
        }
    }

    private final TreeSet<Row> rows = new TreeSet<>(
            Comparator.comparing(Row::backend).thenComparing(Row::fault).thenComparing(Row::outcome));

    /** Adds a row; one that is there already is not doubled. */
    public synchronized void row(String backend, String fault, String outcome) {
        rows.add(new Row(backend, fault, outcome));
    }

    /** The rows as lines of a Markdown table, by backend, fault and outcome, without its head. */
    public synchronized List<String> lines() {
        return rows.stream().map(Row::markdown).toList();
    }

    /** The table in Markdown. */
    @Override
    public String toString() {
        return "| backend | fault | outcome |\n| --- | --- | --- |\n" + String.join("\n", lines()) + "\n";
    }
}
