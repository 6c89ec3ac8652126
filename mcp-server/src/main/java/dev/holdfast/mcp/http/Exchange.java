package dev.holdfast.mcp.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the one answer it gets. The first answer counts; later ones are dropped, so that a failure after the
 * answer has begun can't spoil it. Thread-safe.
 */
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** Part of the work on a request. */
    interface Step {
        void run() throws Refusal;
    }

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    Request request() {
        return request;
    }

    @Nullable
    String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Runs a step of the work; whatever goes wrong in it becomes a clean answer. */
    void guard(Step step) {
        try {
            step.run();
        } catch (Refusal refusal) {
            refuse(refusal);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Answers that something went wrong on our side; the log alone says what. */
    void fail(Throwable failure) {
        log.error("A request over HTTP failed.", failure);
        refuse(new Refusal(
                500,
                McpSchema.ErrorCodes.INTERNAL_ERROR,
                "The server could not handle this request; its log says why."));
    }

    void refuse(Refusal refusal) {
        log.debug("Refused with {}: {}", refusal.status(), refusal.getMessage());
        refusal.headers().forEach((header, value) -> response.getHeaders().put(header, value));
        json(refusal.status(), errorBody(refusal));
    }

    void json(int status, byte[] body) {
        if (claim()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            finish(status, ByteBuffer.wrap(body));
        }
    }

    void empty(int status) {
        if (claim()) {
            finish(status, ByteBuffer.allocate(0));
        }
    }

    /** Claims the answer for a stream; {@code false} when it was answered already. */
    boolean claim() {
        return answered.compareAndSet(false, true);
    }

    Response response() {
        return response;
    }

    Callback callback() {
        return callback;
    }

    private void finish(int status, ByteBuffer body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body, callback);
    }

    /** The JSON-RPC error that stands for a refusal. */
    static byte[] errorBody(Refusal refusal) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("jsonrpc", McpSchema.JSONRPC_VERSION);
        body.putPOJO("id", refusal.requestId());
        body.putObject("error").put("code", refusal.code()).put("message", refusal.sentence());
        try {
            return RpcReader.JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
    }
}
