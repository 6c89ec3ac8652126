package dev.holdfast.sync.method;

/**
 * Whether a method, or a remote, can be used.
 *
 * @param available whether it can
 * @param configured whether the settings name it at all; false means that nobody expects it to work
 * @param answered whether that is known: false when the target took longer than it was given, which says neither yes nor
 *     no; it then counts as unavailable until it is asked with more patience
 * @param refused whether asking again is in vain until somebody acts, as with a wrong key or a bucket that does not exist
 * @param standIn whether it only counts while no other method is configured, as the folder in the home does
 * @param reason one sentence: what is in use when available, what is missing and what to do when not
 */
public record Availability(
        boolean available, boolean configured, boolean answered, boolean refused, boolean standIn, String reason) {
    /** It can be used. */
    public static Availability yes(String reason) {
        return new Availability(true, true, true, false, false, reason);
    }

    /** It is configured but can't be used now; later it may be. */
    public static Availability no(String reason) {
        return new Availability(false, true, true, false, false, reason);
    }

    /** It is configured but can't be used until somebody acts. */
    public static Availability refused(String reason) {
        return new Availability(false, true, true, true, false, reason);
    }

    /** Nobody configured it. */
    public static Availability notConfigured(String reason) {
        return new Availability(false, false, true, false, false, reason);
    }

    /** It is configured, and took longer to answer than it was given. */
    public static Availability late(String reason) {
        return new Availability(false, true, false, false, false, reason);
    }

    /** The same, of what only counts while no other method is configured. */
    public Availability asStandIn() {
        return new Availability(available, configured, answered, refused, true, reason);
    }
}
