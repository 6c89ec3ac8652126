package dev.holdfast.settings;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final Shape shape;
    private final String description;
    private final String rule;
    private final Supplier<T> defaultValue;
    private final Parser<T> parser;

    /** What a written value looks like. */
    enum Shape {
        /** One piece of text, never empty. */
        VALUE,
        /** One piece of text; empty text in a file or flag takes back what a lower layer says. */
        OPTIONAL,
        /** As {@link #OPTIONAL}, but a reference to a secret. */
        SECRET,
        /** A list or map; outside a file it is written as YAML or JSON text. */
        STRUCTURE
    }

    Key(String name, Shape shape, Supplier<T> defaultValue, Parser<T> parser, String rule, String description) {
        this.name = Objects.requireNonNull(name);
        this.shape = Objects.requireNonNull(shape);
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

    Shape shape() {
        return shape;
    }

    /** The typed value; null when it breaks {@link #rule()}, which is then reported to the problems. */
    @Nullable
    T parse(Raw raw, Place place, Problems problems) {
        return new Reading(this, place, problems).part(raw, parser);
    }

    @Override
    public String toString() {
        return name;
    }
}
