package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that the settings refer to. It holds the reference alone: the value is looked up at the moment of use and
 * never kept, so that it can be changed while a server runs and cannot turn up in a log or a dump of the settings.
 *
 * <ul>
 *   <li>{@code ${env:NAME}}: the environment variable of that name.
 *   <li>{@code ${file:PATH}}: a file's content, at most 64 KiB. {@code ~/} is the home directory; a relative path is
 *       relative to the settings file it stands in, and refused elsewhere.
 *   <li>{@code ${command:…}}: what a command prints, at most 64 KiB in 10 seconds. The text is given as it stands to
 *       {@code sh -c} (on Windows to {@code cmd /c}), which splits it into words. It gets no input, and what it prints to
 *       its standard error is dropped.
 * </ul>
 *
 * <p>{@link #toString()} shows the reference, never the value. Immutable and thread-safe.
 */
public final class Secret {
    /** No secret is set. */
    public static final Secret NONE = new Secret("", environment -> "");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file|command):(.+)}", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String reference;
    private final Function<Function<String, @Nullable String>, String> lookup;

    private Secret(String reference, Function<Function<String, @Nullable String>, String> lookup) {
        this.reference = reference;
        this.lookup = lookup;
    }

    /**
     * The secret that a reference means; for code that makes settings by hand.
     *
     * @throws IllegalArgumentException when it is not a reference; the message does not repeat it
     */
    public static Secret of(String reference) {
        try {
            return parse(reference, new Place(Platform.current(System.getenv()), null, null));
        } catch (BadValueException e) {
            throw new IllegalArgumentException("Not a reference to a secret: " + e.reason());
        }
    }

    /** As a setting's value: in an environment variable the secret itself may stand, elsewhere only a reference to it. */
    static Secret parse(String text, Place place) {
        Matcher matcher = REFERENCE.matcher(text);
        if (matcher.matches()) {
            return refer(text, matcher.group(1), matcher.group(2), place);
        }
        if (text.startsWith("${")) {
            throw new BadValueException("it starts like a reference and is none of these three");
        }
        if (place.variable() == null) {
            throw new BadValueException(
                    "it is a literal value, which belongs in an environment variable or a file of its" + " own");
        }
        return variable(place.variable());
    }

    private static Secret refer(String reference, String kind, String target, Place place) {
        return switch (kind) {
            case "env" -> variable(target);
            case "file" -> {
                Path file = place.path(target);
                yield new Secret(reference, environment -> SecretLookup.file(file));
            }
            default -> {
                boolean windows = place.platform().isWindows();
                yield new Secret(reference, environment -> SecretLookup.command(target, windows));
            }
        };
    }

    private static Secret variable(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new BadValueException("what it gives behind env: is not a variable's name");
        }
        return new Secret("${env:" + name + "}", environment -> SecretLookup.variable(name, environment));
    }

    /** Whether a secret is referred to at all. */
    public boolean isSet() {
        return !reference.isEmpty();
    }

    /** The reference as the user wrote it, such as {@code ${env:NAME}}; empty when none is set. */
    public String reference() {
        return reference;
    }

    /** As {@link #resolve(Function)}, in this process's environment. */
    public Optional<String> resolve() {
        return resolve(System::getenv);
    }

    /**
     * Looks the value up, now; empty when {@link #isSet()} is false. May read a file or run a command, so it can take up
     * to 10 seconds. Line ends behind the value are not part of it. The caller uses it and forgets it.
     *
     * @param environment gives a variable's value, or null
     * @throws SecretException when there is no usable value
     */
    public Optional<String> resolve(Function<String, @Nullable String> environment) {
        return isSet() ? Optional.of(lookup.apply(environment)) : Optional.empty();
    }

    @Override
    public String toString() {
        return isSet() ? "Secret[" + reference + "]" : "Secret[not set]";
    }
}
