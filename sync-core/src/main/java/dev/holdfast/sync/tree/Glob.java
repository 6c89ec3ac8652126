package dev.holdfast.sync.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A pattern for one name: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, {@code [[:digit:]]}, and a backslash before what
 * is meant as it stands. Takes time by the product of both lengths at most, whoever wrote it. Immutable.
 */
final class Glob {
    /** What one part of the pattern takes: any text, or one character of such a kind. */
    private record Step(boolean anyText, IntPredicate kind) {}

    private final List<Step> steps;

    private Glob(List<Step> steps) {
        this.steps = steps;
    }

    /** Empty for what is no pattern, such as a bracket that is never closed: it matches nothing. */
    static Optional<Glob> of(String text) {
        return new Parser(text).parse();
    }

    boolean matches(String name) {
        int[] points = name.codePoints().toArray();
        int step = 0;
        int at = 0;
        int star = -1;
        int resume = 0;
        while (at < points.length) {
            if (step < steps.size() && steps.get(step).anyText()) {
                star = step++;
                resume = at;
            } else if (step < steps.size() && steps.get(step).kind().test(points[at])) {
                step++;
                at++;
            } else if (star >= 0) {
                // Only the last star has to be tried longer: what came before it fits already.
                step = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (step < steps.size() && steps.get(step).anyText()) {
            step++;
        }
        return step == steps.size();
    }

    private static final class Parser {
        private final int[] text;
        private final List<Step> steps = new ArrayList<>();
        private int at;
        private boolean broken;

        Parser(String text) {
            this.text = text.codePoints().toArray();
        }

        Optional<Glob> parse() {
            while (at < text.length && !broken) {
                int point = text[at++];
                switch (point) {
                    case '*' -> steps.add(new Step(true, any -> true));
                    case '?' -> one(any -> true);
                    case '[' -> bracket();
                    case '\\' -> literal(next());
                    default -> literal(point);
                }
            }
            return broken ? Optional.empty() : Optional.of(new Glob(List.copyOf(steps)));
        }

        private void one(IntPredicate kind) {
            steps.add(new Step(false, kind));
        }

        private void literal(int wanted) {
            one(point -> point == wanted);
        }

        private int next() {
            if (at >= text.length) {
                broken = true;
                return 0;
            }
            return text[at++];
        }

        private void bracket() {
            boolean not = at < text.length && (text[at] == '!' || text[at] == '^');
            at += not ? 1 : 0;
            IntPredicate within = point -> false;
            // A closing bracket that comes first is one of those meant.
            boolean first = true;
            while (!broken && (first || at >= text.length || text[at] != ']')) {
                within = within.or(member());
                first = false;
            }
            at++;
            one(not ? within.negate() : within);
        }

        private IntPredicate member() {
            int low = next();
            if (low == '[' && at < text.length && text[at] == ':') {
                return named();
            }
            int from = low == '\\' ? next() : low;
            boolean range = at + 1 < text.length && text[at] == '-' && text[at + 1] != ']';
            if (!range) {
                return point -> point == from;
            }
            at++;
            int high = next();
            int to = high == '\\' ? next() : high;
            return point -> point >= from && point <= to;
        }

        private IntPredicate named() {
            int begin = at + 1;
            int end = begin;
            while (end + 1 < text.length && !(text[end] == ':' && text[end + 1] == ']')) {
                end++;
            }
            if (end + 1 >= text.length) {
                broken = true;
                return point -> false;
            }
            at = end + 2;
            return ofName(new String(text, begin, end - begin));
        }

        private IntPredicate ofName(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "alpha" -> Character::isLetter;
                case "digit" -> point -> point >= '0' && point <= '9';
                case "alnum" -> Character::isLetterOrDigit;
                case "upper" -> Character::isUpperCase;
                case "lower" -> Character::isLowerCase;
                case "space" -> Character::isWhitespace;
                case "blank" -> point -> point == ' ' || point == '\t';
                case "punct" -> point -> point > ' ' && point < 127 && !Character.isLetterOrDigit(point);
                case "cntrl" -> Character::isISOControl;
                case "xdigit" -> point -> Character.digit(point, 16) >= 0 && point < 128;
                case "graph" -> point -> point > ' ' && point != 127;
                case "print" -> point -> point >= ' ' && point != 127;
                default -> {
                    broken = true;
                    yield point -> false;
                }
            };
        }
    }
}
