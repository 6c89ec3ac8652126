package dev.holdfast.testkit.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A request as {@link HttpFront} got it, without its body. */
public final class HttpRequest {
    private final HttpHead head;
    private final String[] start;

    HttpRequest(HttpHead head) {
        this.head = head;
        this.start = head.start().split(" ", 3);
        if (start.length < 3) {
            throw new IllegalArgumentException("This is no HTTP request: " + head.start());
        }
    }

    HttpHead head() {
        return head;
    }

    /** Such as {@code PUT}. */
    public String method() {
        return start[0];
    }

    /** The path as it was sent, still encoded. */
    public String path() {
        return start[1].split("\\?", 2)[0];
    }

    /** What was sent behind the question mark, still encoded; empty when there was none. */
    public String query() {
        String[] parts = start[1].split("\\?", 2);
        return parts.length == 2 ? parts[1] : "";
    }

    /** Whether the query has a parameter of this name, with or without a value. */
    public boolean has(String parameter) {
        return Arrays.stream(query().split("&"))
                .anyMatch(part -> part.equals(parameter) || part.startsWith(parameter + "="));
    }

    /** A parameter's value, decoded; empty when the query has none of this name, or without a value. */
    public Optional<String> parameter(String name) {
        return Arrays.stream(query().split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    /** A header's value; its name's case does not matter. */
    public Optional<String> header(String name) {
        return head.header(name);
    }

    @Override
    public String toString() {
        return start[0] + " " + start[1];
    }
}
