package dev.holdfast.settings;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Text is not the YAML that settings allow. The reason is a clause, and never quotes the text: it may hold a secret. */
final class BadYamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String BACKSLASH =
            "a backslash in double quotes starts an escape; write \\\\ for each, or use single quotes";

    private static final Map<String, String> REASONS = Map.of(
            "(TAB)", "a tab stands where only spaces may; indent with spaces",
            "unknown escape character", BACKSLASH,
            "escape sequence of", BACKSLASH,
            "mapping values are not allowed",
                    "a \": \" stands where no new entry can start; check the indentation, or quote the value",
            "could not find expected ':'", "an entry has no \":\" behind its name",
            "unexpected end of stream", "a quote or bracket that opens here is never closed",
            "expected ',' or", "a bracket that opens here is not closed, or a comma is missing",
            "expected <block end>", "the indentation does not match the lines before");

    private final int line;
    private final String reason;

    BadYamlException(int line, String reason) {
        super(reason, null, false, false);
        this.line = line;
        this.reason = reason;
    }

    static BadYamlException of(YamlEngineException e, String text) {
        if (e instanceof MarkedYamlEngineException marked) {
            Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
            return new BadYamlException(mark.map(Mark::getLine).orElse(0) + 1, reason(marked));
        }
        if (e instanceof ReaderException reader) {
            int before = Math.min(reader.getPosition(), text.codePointCount(0, text.length()));
            long line = text.codePoints().limit(before).filter(c -> c == '\n').count() + 1;
            return new BadYamlException((int) line, "it holds a control character, which YAML does not allow");
        }
        return new BadYamlException(1, "it cannot be read");
    }

    private static String reason(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        return REASONS.entrySet().stream()
                .filter(known -> problem.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("check the indentation, and quote values that hold special characters");
    }

    int line() {
        return line;
    }

    String reason() {
        return reason;
    }
}
