package dev.holdfast.settings;

import org.jspecify.annotations.Nullable;

/** A value breaks its rule. The reason is a clause that ends the sentence about it, and never holds a secret. */
final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final transient @Nullable Origin where;

    BadValueException(String reason) {
        this(reason, null);
    }

    BadValueException(String reason, @Nullable Origin where) {
        super(reason, null, false, false);
        this.reason = reason;
        this.where = where;
    }

    String reason() {
        return reason;
    }

    /** The place of the part that is wrong, or the place of the whole when none was named. */
    Origin where(Origin whole) {
        return where == null ? whole : where;
    }
}
