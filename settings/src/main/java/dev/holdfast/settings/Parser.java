package dev.holdfast.settings;

import org.jspecify.annotations.Nullable;

/** Turns what somebody wrote into a typed value. */
@FunctionalInterface
interface Parser<T> {
    /**
     * The value; or null after at least one call of {@link Reading#reject}.
     *
     * @throws BadValueException as another way to reject the value as a whole
     */
    @Nullable
    T parse(Raw raw, Reading reading);
}
