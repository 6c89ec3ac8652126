package dev.holdfast.sync.memory.record;

import dev.holdfast.settings.Keys;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.net.LinkFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import org.jspecify.annotations.Nullable;

/** A request, and what its failures mean: a change may have been made unless it is certain that it was not. */
final class ApiRequest {
    /** What a request is for. */
    enum Purpose {
        /** To know something. */
        ASK,
        /** To make a record. */
        CREATE,
        /** To do something with a record that is there. */
        CHANGE;

        static Purpose of(String method) {
            return method.equals("POST") ? CREATE : CHANGE;
        }
    }

    private final ApiRequests server;
    private final HttpRequest.Builder request;
    private final Purpose purpose;
    private final @Nullable SentBody body;

    /** @param body what it carries; null for nothing */
    ApiRequest(ApiRequests server, HttpRequest.Builder request, Purpose purpose, @Nullable SentBody body) {
        this.server = server;
        this.request = request;
        this.purpose = purpose;
        this.body = body;
    }

    HttpRequest build() {
        return request.build();
    }

    /** Whether this status says that what was asked is done. */
    boolean isDone(int status) {
        boolean tellsNothing = purpose == Purpose.CHANGE && body == null;
        return status == 200 || (status == 204 && tellsNothing);
    }

    /** The server answered with another status. */
    MemoryApiException refused(int status) {
        return switch (status) {
            case 401 -> keyRefused(status);
            case 403 ->
                purpose == Purpose.ASK
                        ? keyRefused(status)
                        : failure(Kind.RECORD_REFUSED, status, "it does not let this key do that with a memory");
            case 404, 410 ->
                purpose == Purpose.CHANGE
                        ? failure(Kind.NOT_FOUND, status, "it has no such memory")
                        : failure(
                                Kind.ODD_REPLY, status, "there is none at this address: check " + Keys.MEMORY_API_URL);
            case 400, 409, 413, 422 ->
                purpose == Purpose.ASK
                        ? unusual(status)
                        : failure(Kind.RECORD_REFUSED, status, "it does not take what a memory says");
            case 429 -> failure(Kind.AWAY, status, "it has too much to do");
            default -> unusual(status);
        };
    }

    private MemoryApiException keyRefused(int status) {
        return failure(
                Kind.KEY_REFUSED,
                status,
                "it refuses the key: renew the one that " + Keys.MEMORY_API_KEY + " refers to, "
                        + server.keyReference());
    }

    private MemoryApiException unusual(int status) {
        if (status >= 500 || status == 408) {
            return failure(changes() ? Kind.UNKNOWN : Kind.AWAY, status, "it is not able to answer");
        }
        String clause = status / 100 == 3
                ? "it sends callers on to another place, where no key and no memory follows: set " + Keys.MEMORY_API_URL
                        + " to the address that you trust"
                : "it answers as no memory API does: check " + Keys.MEMORY_API_URL;
        // A refusal is one whatever its number; what is between success and refusal may follow a success.
        boolean refuses = status / 100 == 4;
        return failure(changes() && !refuses ? Kind.UNKNOWN : Kind.ODD_REPLY, status, clause);
    }

    /** The answer to it is none of a memory API. */
    MemoryApiException odd(String clause) {
        return server.failure(changes() ? Kind.UNKNOWN : Kind.ODD_REPLY, 200, clause, null);
    }

    /** It was ended by us. */
    MemoryApiException ended() {
        return server.failure(
                maybeSent() ? Kind.UNKNOWN : Kind.AWAY, 0, "the request was ended before its answer", null);
    }

    /** There is no whole answer to it. */
    MemoryApiException failed(IOException failure) {
        if (failure instanceof InterruptedIOException) {
            return ended();
        }
        if (failure instanceof HttpTimeoutException) {
            return server.failure(maybeSent() ? Kind.UNKNOWN : Kind.AWAY, 0, "it did not answer in time", failure);
        }
        LinkFailure link = LinkFailure.of(failure.getCause() == null ? failure : failure.getCause());
        boolean unknown = link.maybeSent() && maybeSent();
        // What is behind it is left out, as it may quote the server.
        return server.failure(unknown ? Kind.UNKNOWN : Kind.AWAY, 0, link.clause(), null);
    }

    private MemoryApiException failure(Kind kind, int status, String clause) {
        return server.failure(kind, status, clause + " (status " + status + ")", null);
    }

    private boolean changes() {
        return purpose != Purpose.ASK;
    }

    private boolean maybeSent() {
        return changes() && (body == null || body.hasBegun());
    }
}
