package dev.holdfast.sync.method;

import java.util.List;

/**
 * A sync that succeeded.
 *
 * @param method the method that did the work
 * @param result what it did
 * @param attempts each method's part, in the order of trying; the last one succeeded
 */
public record HybridResult(String method, MethodResult result, List<Attempt> attempts) {
    public HybridResult {
        attempts = List.copyOf(attempts);
    }
}
