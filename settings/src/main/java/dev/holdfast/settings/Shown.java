package dev.holdfast.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How names and values look in messages and listings: on one line, of bounded length, without credentials. */
final class Shown {
    private static final int LONGEST = 80;
    private static final String NOT_SET = "not set";

    private Shown() {}

    /** A bad value in quotes; one that may be an address with credentials in it is described, not shown. */
    static String value(String text) {
        if (text.isBlank()) {
            return "empty";
        }
        boolean address = text.contains("@") || (text.contains(":/") && (text.contains("?") || text.contains("#")));
        return address ? "an address that is not shown here, as it may hold credentials" : "\"" + plain(text) + "\"";
    }

    /** Text on one line: control characters become {@code ?}, and a long text is cut. */
    static String plain(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return oneLine(cut);
    }

    /** Text on one line, whole. */
    static String oneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** A setting's value as a person reads it; a secret is shown as its reference. */
    static String setting(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Shown::setting).orElse(NOT_SET);
        }
        if (value instanceof Collection<?> items) {
            return items.isEmpty()
                    ? NOT_SET
                    : items.stream().map(Shown::setting).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> pairs) {
            return setting(pairs.entrySet().stream()
                    .map(pair -> pair.getKey() + ": " + pair.getValue())
                    .toList());
        }
        String text = scalar(value);
        return text.isEmpty() ? NOT_SET : oneLine(text);
    }

    private static String scalar(Object value) {
        if (value instanceof Secret secret) {
            return secret.reference();
        }
        if (value instanceof Duration duration) {
            return Numbers.seconds(duration);
        }
        if (value instanceof SourceSetting source) {
            return source.name() + ": " + source.path();
        }
        if (value instanceof MirrorSetting mirror) {
            String rules = String.join("; ", mirror.rules().differing());
            return mirror.name() + ": " + mirror.source() + " " + mirror.mode() + " " + mirror.destination()
                    + (rules.isEmpty() ? "" : " (" + rules + ")");
        }
        if (value instanceof Enum<?> choice) {
            return choice.name().toLowerCase(Locale.ROOT);
        }
        return value instanceof URI uri ? uri.toASCIIString() : value.toString();
    }
}
