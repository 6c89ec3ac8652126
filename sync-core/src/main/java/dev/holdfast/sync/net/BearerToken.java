package dev.holdfast.sync.net;

import java.util.Optional;

/** How a secret is shown to a server. */
public final class BearerToken {
    private BearerToken() {}

    /**
     * The value of the header {@code Authorization}; empty when the token holds characters that can't be sent. Whoever shows
     * a token asks here first, as the client quotes a header that it does not like.
     */
    public static Optional<String> header(String token) {
        boolean sendable = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return sendable ? Optional.of("Bearer " + token) : Optional.empty();
    }
}
