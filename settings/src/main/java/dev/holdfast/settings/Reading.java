package dev.holdfast.settings;

import org.jspecify.annotations.Nullable;

/**
 * One reading of one key's value.
 *
 * @param key whose value is read
 * @param place what the meaning of the value depends on
 * @param problems gets what is wrong
 */
record Reading(Key<?> key, Place place, Problems problems) {
    /** Reports that the value breaks its key's rule; the reason is a clause that never holds a secret. */
    void reject(Origin where, String reason) {
        problems.add(key, where, key.name() + " must be " + key.rule() + "; " + reason + ".");
    }

    /** Reads one of the parts of a value; null when it was rejected, so that the others can still be looked at. */
    <T> @Nullable T part(Raw raw, Parser<T> parser) {
        try {
            return parser.parse(raw, this);
        } catch (BadValueException e) {
            reject(e.where(raw.where()), e.reason());
            return null;
        }
    }
}
