package dev.holdfast.sync.method.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a reply, up to a limit: all of it, or of a stream of events the first whose data is wanted. What comes
 * behind is not read, so that a stream may stay open for as long as its server likes.
 */
final class ReplyBody implements BodySubscriber<Optional<String>> {
    /** No answer that makes sense is longer. */
    static final int MOST_BYTES = 4 << 20;

    private static final String DATA = "data:";

    private final CompletableFuture<Optional<String>> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private final @Nullable Predicate<String> wanted;
    private Flow.@Nullable Subscription subscription;
    private long read;
    private boolean afterReturn;

    private ReplyBody(@Nullable Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** All of it. */
    static ReplyBody whole() {
        return new ReplyBody(null);
    }

    /** The data of the first event that is wanted; empty when the stream ends without it. */
    static ReplyBody event(Predicate<String> wanted) {
        return new ReplyBody(wanted);
    }

    /** None of it. */
    static ReplyBody none() {
        ReplyBody nothing = new ReplyBody(null);
        nothing.body.complete(Optional.empty());
        return nothing;
    }

    @Override
    public CompletionStage<Optional<String>> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        goOn();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                read += buffer.remaining();
                if (read > MOST_BYTES) {
                    throw new CallFailure(
                            CallFailure.Kind.TRANSIENT,
                            "it answered with more than " + (MOST_BYTES >> 20) + " MiB",
                            null);
                }
                take(buffer);
            }
        } catch (RuntimeException e) {
            body.completeExceptionally(e);
        }
        goOn();
    }

    private void goOn() {
        Flow.Subscription source = subscription;
        if (source == null) {
            return;
        }
        if (body.isDone()) {
            source.cancel();
        } else {
            source.request(1);
        }
    }

    private void take(ByteBuffer buffer) {
        while (buffer.hasRemaining() && !body.isDone()) {
            byte each = buffer.get();
            if (wanted == null) {
                bytes.write(each);
            } else if (each == '\n' && afterReturn) {
                afterReturn = false;
            } else if (each == '\n' || each == '\r') {
                afterReturn = each == '\r';
                endLine(wanted);
            } else {
                afterReturn = false;
                bytes.write(each);
            }
        }
    }

    private void endLine(Predicate<String> isWanted) {
        String line = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        if (line.startsWith(DATA)) {
            String value = line.substring(DATA.length());
            data.append(data.isEmpty() ? "" : "\n").append(value.startsWith(" ") ? value.substring(1) : value);
        } else if (line.isEmpty() && !data.isEmpty()) {
            String event = data.toString();
            data.setLength(0);
            if (isWanted.test(event)) {
                body.complete(Optional.of(event));
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(wanted == null ? Optional.of(bytes.toString(StandardCharsets.UTF_8)) : Optional.empty());
    }
}
