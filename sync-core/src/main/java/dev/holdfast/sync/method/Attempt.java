package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.Optional;

/**
 * One method's part in a sync.
 *
 * @param method its name
 * @param success whether it did the work
 * @param duration how long it took
 * @param error why not, in one sentence; empty on success
 */
public record Attempt(String method, boolean success, Duration duration, Optional<String> error) {}
