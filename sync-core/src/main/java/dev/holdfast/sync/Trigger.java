package dev.holdfast.sync;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

    /** The one that reports spell so; empty for none, as another version may have others. */
    static Optional<Trigger> labelled(String label) {
        return Arrays.stream(values())
                .filter(trigger -> trigger.label().equals(label))
                .findFirst();
    }

    /** Whether somebody asked who looks at the answer. */
    boolean inPerson() {
        return this == TOOL || this == COMMAND;
    }
}
