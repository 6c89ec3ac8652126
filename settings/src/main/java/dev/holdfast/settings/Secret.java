package dev.holdfast.settings;

/**
 * A secret that the settings refer to. It holds the reference and, only where it came from a variable that is itself the
 * secret, nothing more than that variable's name: the value is looked up at the moment of use and never kept.
 *
 * <p>{@link #toString()} shows the reference, never the value. Immutable and thread-safe.
 */
public final class Secret {
    /** No secret is set. */
    public static final Secret NONE = new Secret("");

    private final String reference;

    Secret(String reference) {
        this.reference = reference;
    }

    /** Whether a secret is referred to at all. */
    public boolean isSet() {
        return !reference.isEmpty();
    }

    /** The reference as the user wrote it, such as {@code ${env:NAME}}; empty when none is set. */
    public String reference() {
        return reference;
    }

    @Override
    public String toString() {
        return isSet() ? "Secret[" + reference + "]" : "Secret[not set]";
    }
}
