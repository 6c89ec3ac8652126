package dev.holdfast.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How protocol messages are read: with room for the longest message that a transport lets in. */
public final class ProtocolJson {
    /** The longest message that any transport takes, in bytes. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    private ProtocolJson() {}

    /** A new factory for parsers and generators. Loads nothing beyond Jackson's streaming part. */
    public static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_MESSAGE_BYTES)
                        .build())
                .build();
    }
}
