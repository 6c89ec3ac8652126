package dev.holdfast.sync.memory.record;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * What a request carries, and whether any of it may have left: the client asks for it only when it has a connection. A server
 * can't act on a request of which it never got the end.
 */
final class SentBody implements BodyPublisher {
    private final BodyPublisher content;
    private volatile boolean begun;

    SentBody(byte[] content) {
        this.content = BodyPublishers.ofByteArray(content);
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public long contentLength() {
        return content.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        begun = true;
        content.subscribe(subscriber);
    }
}
