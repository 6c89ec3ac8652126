package dev.holdfast.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Numbers as people write them: plain decimals, no exponents, no hexadecimal, no other script's digits. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,9}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,9}(\\.[0-9]{1,9})?");

    private Numbers() {}

    static Parser<Integer> whole(int lowest, int highest) {
        return Texts.parser(text -> {
            if (!WHOLE.matcher(text).matches()) {
                throw new BadValueException("it is " + Shown.value(text));
            }
            int number = Integer.parseInt(text);
            if (number < lowest || number > highest) {
                throw new BadValueException("it is " + Shown.value(text));
            }
            return number;
        });
    }

    static Parser<Duration> seconds(String lowest, String highest) {
        return Texts.parser(text -> seconds(text, lowest, highest));
    }

    static Duration seconds(String text, String lowest, String highest) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new BadValueException("it is " + Shown.value(text));
        }
        Duration duration = duration(text);
        if (duration.compareTo(duration(lowest)) < 0 || duration.compareTo(duration(highest)) > 0) {
            throw new BadValueException("it is " + Shown.value(text));
        }
        return duration;
    }

    static Duration duration(String seconds) {
        return Duration.ofNanos(new BigDecimal(seconds).movePointRight(9).longValueExact());
    }

    /** A duration as a settings file writes it: {@code 2}, {@code 0.5}. */
    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
