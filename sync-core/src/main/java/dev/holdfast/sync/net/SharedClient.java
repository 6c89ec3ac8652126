package dev.holdfast.sync.net;

import java.net.http.HttpClient;
import java.time.Duration;

/** The one HTTP client of this process: it has threads of its own, so it is shared. Thread-safe. */
public final class SharedClient {
    private static final class Holder {
        static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    private SharedClient() {}

    /**
     * The client: it speaks HTTP/1.1 and follows no redirect. Making it, at the first call, costs some tens of
     * milliseconds. Limits of time are the caller's.
     */
    public static HttpClient get() {
        return Holder.CLIENT;
    }
}
