package dev.holdfast.testkit.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A reply that {@link HttpFront} gives itself. Immutable. */
public final class HttpReply {
    private final int status;
    private final HttpHead head;
    private final byte[] body;

    private HttpReply(int status, HttpHead head, byte[] body) {
        this.status = status;
        this.head = head;
        this.body = body;
    }

    /** One without a body. */
    public static HttpReply of(int status) {
        return of(status, new byte[0]);
    }

    /**
     * One with these bytes.
     *
     * @param body left out in the reply to a HEAD; it must not be changed afterwards
     */
    public static HttpReply of(int status, byte[] body) {
        HttpHead head = new HttpHead("HTTP/1.1 " + status + " As planned", List.of());
        return new HttpReply(status, head.with("Content-Length", Integer.toString(body.length)), body);
    }

    /** One with an XML document. */
    public static HttpReply xml(int status, String document) {
        return of(status, document.getBytes(StandardCharsets.UTF_8)).with("Content-Type", "application/xml");
    }

    /** The same with one more header, or another value of it. */
    public HttpReply with(String name, String value) {
        return new HttpReply(status, head.with(name, value), body);
    }

    int status() {
        return status;
    }

    byte[] bytes(boolean withBody) {
        byte[] start = head.with("Connection", "close").bytes();
        if (!withBody) {
            return start;
        }
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
