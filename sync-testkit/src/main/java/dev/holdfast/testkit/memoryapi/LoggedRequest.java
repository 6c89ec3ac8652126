package dev.holdfast.testkit.memoryapi;

import java.util.Optional;

/**
 * A request that came to the {@link StandInMemoryApi}.
 *
 * @param operation what it asked for
 * @param path its path, still encoded
 * @param query what was sent behind the question mark, still encoded; empty when there was none
 * @param key the key that it showed
 * @param body what it carried
 */
public record LoggedRequest(Operation operation, String path, String query, Optional<String> key, String body) {}
