package dev.holdfast.testkit.sim;

import org.jspecify.annotations.Nullable;

/** What a handler gave or threw, on its way to whoever asked. */
final class Outcome<T extends @Nullable Object> {
    private final T value;
    private final @Nullable Exception failure;

    private Outcome(T value, @Nullable Exception failure) {
        this.value = value;
        this.failure = failure;
    }

    // A failed outcome has no value; nobody asks for it.
    @SuppressWarnings("NullAway")
    static <T extends @Nullable Object> Outcome<T> of(Network.Handler<T, ?> handler) {
        try {
            return new Outcome<>(handler.handle(), null);
        } catch (Exception e) {
            return new Outcome<>(null, e);
        }
    }

    /** The value; a failure is thrown. */
    <E extends Exception> T get() throws E {
        if (failure != null) {
            @SuppressWarnings("unchecked") // The handler's own type allowed it, unless it is unchecked anyway.
            E thrown = (E) failure;
            throw thrown;
        }
        return value;
    }
}
