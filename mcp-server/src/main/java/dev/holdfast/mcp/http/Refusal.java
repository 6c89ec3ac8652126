package dev.holdfast.mcp.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request that is turned away: the HTTP status, the JSON-RPC error code and the one sentence that the client gets to
 * read. It carries no stack trace, as none is ever shown.
 */
final class Refusal extends Exception {
    /** JSON-RPC leaves -32000 to -32099 to servers; these are the ones that MCP servers commonly use. */
    static final int REFUSED = -32000;

    static final int UNKNOWN_SESSION = -32001;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final transient Map<HttpHeader, String> headers = new LinkedHashMap<>();
    private transient @Nullable Object requestId;

    Refusal(int status, int code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Names the request that is refused, where it could be read. */
    Refusal about(Object id) {
        requestId = id;
        return this;
    }

    @Nullable
    Object requestId() {
        return requestId;
    }

    Refusal with(HttpHeader header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    Map<HttpHeader, String> headers() {
        return headers;
    }
}
