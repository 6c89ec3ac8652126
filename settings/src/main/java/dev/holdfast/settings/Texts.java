package dev.holdfast.settings;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parsers of values that are one piece of text. */
final class Texts {
    /** {@link #isName} in words. */
    static final String NAME_RULE = "1 to 64 letters, digits, underscores and hyphens";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Texts() {}

    /** A parser of one piece of text; a list, a map or nothing at all is rejected. */
    static <T> Parser<T> parser(Function<String, T> read) {
        return (raw, reading) -> {
            if (raw instanceof Raw.Text text) {
                return read.apply(text.text().strip());
            }
            throw new BadValueException("it is " + raw.kind());
        };
    }

    static Parser<String> matching(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return parser(text -> {
            if (!compiled.matcher(text).matches()) {
                throw new BadValueException("it is " + Shown.value(text));
            }
            return text;
        });
    }

    static Parser<Boolean> yesOrNo() {
        return parser(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValueException("it is " + Shown.value(text));
        });
    }

    static <E extends Enum<E>> Parser<E> oneOf(Class<E> choices) {
        return parser(text -> {
            for (E choice : choices.getEnumConstants()) {
                if (choice.name().equalsIgnoreCase(text)) {
                    return choice;
                }
            }
            throw new BadValueException("it is " + Shown.value(text));
        });
    }

    /** Whether commands and reports can call something by this name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
