package dev.holdfast.testkit.mirror;

/** The death of a process, in the middle of whatever it did. */
final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
        super("died", null, false, false);
    }
}
