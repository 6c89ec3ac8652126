package dev.holdfast.sync.method.http;

import dev.holdfast.sync.method.http.CallFailure.Kind;
import dev.holdfast.sync.net.LinkFailure;
import dev.holdfast.sync.net.SharedClient;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Single HTTP calls to one server, none longer than its limit and none that reads more than {@link ReplyBody#MOST_BYTES}.
 * A redirect is followed only where it keeps the method and leads to the same scheme, host and port, so a credential never
 * goes elsewhere. One call at a time; {@link #abort} may come from any thread.
 */
final class HttpCalls {
    private static final int MOST_REDIRECTS = 3;

    private final Map<String, String> headers;
    private volatile @Nullable CompletableFuture<?> current;
    private volatile boolean aborted;

    /** @param headers sent with every call */
    HttpCalls(Map<String, String> headers) {
        this.headers = Map.copyOf(headers);
    }

    /** Loads what calls need of this machine. */
    static void prepare() {
        SharedClient.get();
    }

    /**
     * An answer.
     *
     * @param from where it came from in the end
     * @param session the value of its session header
     * @param message the JSON that was wanted; empty when there was none
     */
    record Reply(int status, URI from, Optional<String> session, Optional<String> message) {}

    /**
     * Until when something is waited for.
     *
     * @param end by {@link System#nanoTime}
     * @param whole how long that was at the beginning
     */
    record Deadline(long end, Duration whole) {
        static Deadline in(Duration limit) {
            return new Deadline(System.nanoTime() + limit.toNanos(), limit);
        }
    }

    /**
     * Makes a call.
     *
     * @param more headers of this call
     * @param wanted which event of a stream is the answer
     * @throws CallFailure when there is no answer; its sentence is what is to be said behind the server's name
     * @throws CancellationException when aborted or interrupted
     */
    Reply call(
            String method,
            URI target,
            Map<String, String> more,
            byte[] content,
            Predicate<String> wanted,
            Deadline deadline) {
        URI next = target;
        for (int redirects = 0; ; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(next)
                    .method(
                            method,
                            content.length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(content));
            headers.forEach(request::setHeader);
            more.forEach(request::setHeader);
            HttpResponse<Optional<String>> response = send(request.build(), wanted, deadline);
            if (response.statusCode() / 100 != 3) {
                return new Reply(
                        response.statusCode(), next, response.headers().firstValue("Mcp-Session-Id"), response.body());
            }
            next = redirected(next, response, redirects);
        }
    }

    /** Ends the call under way, and makes no more. */
    void abort() {
        aborted = true;
        CompletableFuture<?> running = current;
        if (running != null) {
            running.cancel(true);
        }
    }

    private HttpResponse<Optional<String>> send(HttpRequest request, Predicate<String> wanted, Deadline deadline) {
        CompletableFuture<HttpResponse<Optional<String>>> future =
                SharedClient.get().sendAsync(request, info -> body(info, wanted));
        current = future;
        if (aborted) {
            future.cancel(true);
        }
        try {
            return future.get(Math.max(1, deadline.end() - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new CallFailure(
                    Kind.TRANSIENT, "it did not answer within " + seconds(deadline.whole()) + " seconds", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            current = null;
        }
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static ReplyBody body(HttpResponse.ResponseInfo info, Predicate<String> wanted) {
        if (info.statusCode() != 200) {
            return ReplyBody.none();
        }
        String type = info.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("text/event-stream") ? ReplyBody.event(wanted) : ReplyBody.whole();
    }

    private static URI redirected(URI from, HttpResponse<?> response, int redirects) {
        boolean keepsMethod = response.statusCode() == 307 || response.statusCode() == 308;
        URI to = response.headers()
                .firstValue("Location")
                .flatMap(location -> resolve(from, location))
                .orElse(null);
        if (!keepsMethod
                || to == null
                || redirects == MOST_REDIRECTS
                || !origin(from).equals(origin(to))) {
            throw new CallFailure(
                    Kind.SENT_ON,
                    "it sends callers on to another place, where no memory and no token follows: set http_endpoint to"
                            + " the address that you trust",
                    null);
        }
        return to;
    }

    private static Optional<URI> resolve(URI from, String location) {
        try {
            return Optional.of(from.resolve(location));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no address, so nothing that could be followed
        }
    }

    private static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = address.getPort() < 0 ? usual : address.getPort();
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static RuntimeException failure(Throwable cause) {
        CallFailure own = CallFailure.behind(cause);
        if (own != null) {
            return own;
        }
        LinkFailure failure = LinkFailure.of(cause);
        boolean secure = failure != LinkFailure.UNTRUSTED && failure != LinkFailure.INSECURE;
        return new CallFailure(secure ? Kind.TRANSIENT : Kind.PERMANENT, failure.clause(), cause);
    }
}
