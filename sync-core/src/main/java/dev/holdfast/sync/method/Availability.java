package dev.holdfast.sync.method;

/**
 * Whether a method, or a remote, can be used.
 *
 * @param available whether it can
 * @param configured whether the settings name it at all; false means that nobody expects it to work
 * @param reason one sentence: what is in use when available, what is missing and what to do when not
 */
public record Availability(boolean available, boolean configured, String reason) {
    /** It can be used. */
    public static Availability yes(String reason) {
        return new Availability(true, true, reason);
    }

    /** It is configured but can't be used now. */
    public static Availability no(String reason) {
        return new Availability(false, true, reason);
    }

    /** Nobody configured it. */
    public static Availability notConfigured(String reason) {
        return new Availability(false, false, reason);
    }
}
