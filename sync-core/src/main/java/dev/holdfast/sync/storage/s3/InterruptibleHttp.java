package dev.holdfast.sync.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Lets go of a request as soon as its thread is interrupted. The JDK's own HTTP client can't: it goes on to wait for a
 * service that reads nothing, without limit. So requests run on threads of their own, and the interrupted one cuts the
 * connection.
 */
final class InterruptibleHttp implements SdkHttpClient {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "s3-http");
        thread.setDaemon(true);
        return thread;
    });

    private final SdkHttpClient next;

    InterruptibleHttp(SdkHttpClient next) {
        this.next = next;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = next.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return await(THREADS.submit(prepared), prepared);
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private static HttpExecuteResponse await(Future<HttpExecuteResponse> response, ExecutableHttpRequest request)
            throws IOException {
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            request.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String clientName() {
        return next.clientName();
    }

    @Override
    public void close() {
        next.close();
    }
}
