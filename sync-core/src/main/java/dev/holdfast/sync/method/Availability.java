package dev.holdfast.sync.method;

/**
 * Whether a method, or a remote, can be used.
 *
 * @param available whether it can
 * @param configured whether the settings name it at all; false means that nobody expects it to work
 * @param answered whether that is known: false when the target took longer than it was given, which says neither yes nor
 *     no; it then counts as unavailable until it is asked with more patience
 * @param reason one sentence: what is in use when available, what is missing and what to do when not
 */
public record Availability(boolean available, boolean configured, boolean answered, String reason) {
    /** It can be used. */
    public static Availability yes(String reason) {
        return new Availability(true, true, true, reason);
    }

    /** It is configured but can't be used now. */
    public static Availability no(String reason) {
        return new Availability(false, true, true, reason);
    }

    /** Nobody configured it. */
    public static Availability notConfigured(String reason) {
        return new Availability(false, false, true, reason);
    }

    /** It is configured, and took longer to answer than it was given. */
    public static Availability late(String reason) {
        return new Availability(false, true, false, reason);
    }
}
