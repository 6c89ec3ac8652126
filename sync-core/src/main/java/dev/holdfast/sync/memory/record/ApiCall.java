package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.net.LinkFailure;
import dev.holdfast.sync.net.SharedClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request, and the reply to it as far as it is read. For one thread, but for {@link #end}. */
final class ApiCall implements AutoCloseable {
    private final Deadline deadline;
    private final ReplyStream reply;
    private final CompletableFuture<HttpResponse<ReplyStream>> response;

    private ApiCall(Deadline deadline, HttpRequest request) {
        this.deadline = deadline;
        reply = new ReplyStream(deadline);
        response = SharedClient.get().sendAsync(request, head -> reply);
    }

    /** Sends a request. */
    static ApiCall of(HttpRequest request, Deadline deadline) {
        return new ApiCall(deadline, request);
    }

    /**
     * Waits for the beginning of the reply.
     *
     * @return its status
     * @throws HttpTimeoutException when none comes in time
     * @throws InterruptedIOException when the thread is interrupted; it stays so
     * @throws IOException when the connection can't be made, breaks, or is closed; {@link LinkFailure} tells them apart by
     *     its cause
     */
    int status() throws IOException {
        try {
            return response.get(Math.max(1, deadline.left()), TimeUnit.NANOSECONDS)
                    .statusCode();
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no reply in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw new IOException("no reply", e.getCause());
        } catch (CancellationException e) {
            throw new IOException("closed", e);
        }
    }

    /** The rest of the reply. */
    InputStream body() {
        return reply;
    }

    /** Ends it, wherever it is; one that has been read to its end leaves its connection to the next. From any thread. */
    void end() {
        response.cancel(true);
        reply.close();
    }

    @Override
    public void close() {
        end();
    }
}
