package dev.holdfast.cli;

/** What a command's exit status says. The same for every command, and part of the outside contract. */
final class ExitCode {
    /** What was asked for has been done. */
    static final int DONE = 0;

    /** It failed; the reason stands on stderr. */
    static final int FAILED = 1;

    /** The command line or the settings are wrong; nothing was done. */
    static final int USAGE = 2;

    /** Nothing failed, but work is still pending. */
    static final int PENDING = 3;

    private ExitCode() {}
}
