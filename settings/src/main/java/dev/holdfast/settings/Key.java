package dev.holdfast.settings;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One setting: its name, what it means, what it may be, and what it is when nobody says.
 *
 * <p>All keys stand in {@link Keys}; everything that lists settings (the loader, {@code config show}, the docs and their
 * tests) is derived from there. Keys are compared by identity. Immutable and thread-safe.
 *
 * @param <T> the type of the value
 */
public final class Key<T> {
    private final String name;
    private final String description;
    private final String rule;
    private final Supplier<T> defaultValue;
    private final Function<Object, T> parser;

    Key(String name, String description, String rule, Supplier<T> defaultValue, Function<Object, T> parser) {
        this.name = Objects.requireNonNull(name);
        this.description = Objects.requireNonNull(description);
        this.rule = Objects.requireNonNull(rule);
        this.defaultValue = Objects.requireNonNull(defaultValue);
        this.parser = Objects.requireNonNull(parser);
    }

    /** The name in a settings file, for example {@code max_retries}. */
    public String name() {
        return name;
    }

    /** The name in the environment, for example {@code HOLDFAST_MAX_RETRIES}. */
    public String environmentName() {
        return "HOLDFAST_" + name.toUpperCase(Locale.ROOT);
    }

    /** What the setting does, in one sentence. */
    public String description() {
        return description;
    }

    /** What a value must be, in words that finish the sentence "must be …". */
    public String rule() {
        return rule;
    }

    /** The value when nothing sets it. May ask the machine (the host name), so it is not free. */
    public T defaultValue() {
        return defaultValue.get();
    }

    /**
     * Turns a raw value (a string, or what YAML makes of a list or map) into the typed one.
     *
     * @throws IllegalArgumentException when the value breaks {@link #rule()}; the message may say more than the rule, and
     *     never holds the value of a secret
     */
    T parse(Object raw) {
        return parser.apply(raw);
    }

    @Override
    public String toString() {
        return name;
    }
}
