package dev.holdfast.sync.memory.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.SecretException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.net.BearerToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the requests to one server. */
final class ApiRequests {
    private final String base;
    private final Secret key;

    ApiRequests(URI base, Secret key) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.key = key;
    }

    /** One that asks for something that anybody may know. */
    ApiRequest open(String path) {
        return new ApiRequest(this, to(path).GET(), ApiRequest.Purpose.ASK, null);
    }

    /** One that asks for something. */
    ApiRequest asking(String path) throws MemoryApiException {
        return new ApiRequest(this, withKey(to(path).GET()), ApiRequest.Purpose.ASK, null);
    }

    /** One that makes or changes a record. */
    ApiRequest changing(String method, String path, ObjectNode content) throws MemoryApiException {
        SentBody body = new SentBody(content.toString().getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                withKey(to(path).method(method, body).setHeader("Content-Type", "application/json"));
        return new ApiRequest(this, request, ApiRequest.Purpose.of(method), body);
    }

    /** One that deletes a record. */
    ApiRequest deleting(String path) throws MemoryApiException {
        HttpRequest.Builder request = withKey(to(path).method("DELETE", BodyPublishers.noBody()));
        return new ApiRequest(this, request, ApiRequest.Purpose.CHANGE, null);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).setHeader("Accept", "application/json");
    }

    private HttpRequest.Builder withKey(HttpRequest.Builder request) throws MemoryApiException {
        String token;
        try {
            token = key.resolve()
                    .orElseThrow(
                            () -> failure(Kind.KEY_REFUSED, 0, "it wants a key: set " + Keys.MEMORY_API_KEY, null));
        } catch (SecretException e) {
            throw new MemoryApiException(
                    Kind.KEY_REFUSED, 0, "The key for " + this + " is missing: " + e.getMessage(), e);
        }
        String header = BearerToken.header(token)
                .orElseThrow(() -> failure(
                        Kind.KEY_REFUSED,
                        0,
                        "its key holds characters that can't be sent: check " + Keys.MEMORY_API_KEY,
                        null));
        return request.setHeader("Authorization", header);
    }

    /** The reference to the key, as the user wrote it but on one line. */
    String keyReference() {
        return key.reference().replaceAll("\\p{Cntrl}+", " ");
    }

    /** A failure with a sentence around the clause. */
    MemoryApiException failure(Kind kind, int status, String clause, @Nullable Throwable cause) {
        return new MemoryApiException(
                kind, status, "T" + toString().substring(1) + " can't be used: " + clause + ".", cause);
    }

    @Override
    public String toString() {
        return "the memory API at " + base;
    }
}
