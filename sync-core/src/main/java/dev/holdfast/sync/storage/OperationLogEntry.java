package dev.holdfast.sync.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One storage operation that has ended. It holds no content and no secret.
 *
 * @param operation the name of the method, or {@code read} for a stream that was opened and has now been closed
 * @param key its key or prefix; for a move {@code from -> to}; for a batch how many keys; empty when it has none
 * @param bytes how many were stored, moved or read, where that is known
 * @param duration from its beginning to its end, by a clock that never goes back
 * @param failure the type of what it failed with; empty when it went well
 */
public record OperationLogEntry(
        String operation,
        String key,
        OptionalLong bytes,
        Duration duration,
        Optional<Class<? extends Throwable>> failure) {
    /** {@code ok}, or the name of the failure's type such as {@code Transient}. */
    public String outcome() {
        return failure.map(Class::getSimpleName).orElse("ok");
    }
}
