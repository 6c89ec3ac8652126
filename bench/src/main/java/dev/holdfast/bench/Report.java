package dev.holdfast.bench;

import java.util.ArrayList;
import java.util.List;

/** All rows of a run: the table, and whether the run passed. */
final class Report {
    private final List<Race.Result> results;

    Report(List<Race.Result> results) {
        this.results = List.copyOf(results);
    }

    /** What speaks against this run, a sentence each; empty when it passed. */
    List<String> failures(boolean allowMissing) {
        List<String> failures = new ArrayList<>();
        for (Race.Result result : results) {
            String missing = result.missing();
            if (missing != null && !allowMissing) {
                failures.add(missing);
            }
            for (Line line : result.lines()) {
                if (line.verdict() == Line.Verdict.OUTSIDE) {
                    failures.add(result.title() + ", " + line.measure().name() + ": ratio " + line.ratioText()
                            + ", ours " + line.ours().text(line.measure().unit()) + ", but the limit is "
                            + line.measure().limit().text(line.measure().unit()) + ".");
                }
            }
        }
        return failures;
    }

    String markdown() {
        StringBuilder page = new StringBuilder();
        for (Race.Result result : results) {
            page.append("## ").append(result.title()).append("\n\n");
            page.append(result.note())
                    .append(" Median of ")
                    .append(result.rounds())
                    .append(" runs.\n\n");
            if (result.missing() != null) {
                page.append("Without its peer: ").append(result.missing()).append("\n\n");
            }
            page.append("| measure | ").append(result.ours()).append(" | ").append(result.peer());
            page.append(" | ratio | limit | |\n| --- | --- | --- | --- | --- | --- |\n");
            for (Line line : result.lines()) {
                page.append(row(line));
            }
            page.append('\n');
        }
        return page.toString();
    }

    private static String row(Line line) {
        String unit = line.measure().unit();
        Samples peer = line.peer();
        return "| "
                + String.join(
                        " | ",
                        line.measure().name(),
                        line.ours().text(unit),
                        peer == null ? "–" : peer.text(unit),
                        line.ratioText(),
                        line.measure().limit().text(unit),
                        line.verdict().text())
                + " |\n";
    }
}
