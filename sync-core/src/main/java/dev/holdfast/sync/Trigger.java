package dev.holdfast.sync;

import java.util.Locale;

/** Who asked for a sync. */
public enum Trigger {
    /** The assistant, with the tool. */
    TOOL,
    /** A person or script, on the command line. */
    COMMAND,
    /** The end of an assistant's session. */
    SESSION_END,
    /** A timer. */
    SCHEDULE;

    /** As reports spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
