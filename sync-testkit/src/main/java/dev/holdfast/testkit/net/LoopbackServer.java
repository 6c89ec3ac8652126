package dev.holdfast.testkit.net;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that can be gone for a while and keeps its port. Thread-safe. */
public final class LoopbackServer implements AutoCloseable {
    static {
        // Without it a reply may wait for 40 ms on its way. The server of the JDK looks at it once.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads;
    private final Supplier<HttpHandler> handlers;
    private final int port;
    private @Nullable HttpServer server;

    /**
     * One that listens on a free port.
     *
     * @param name what its threads are called
     * @param handlers gives who answers, anew for each start
     */
    public LoopbackServer(String name, Supplier<HttpHandler> handlers) throws IOException {
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        this.handlers = handlers;
        HttpServer first = listening(0);
        this.port = first.getAddress().getPort();
        this.server = first;
    }

    private HttpServer listening(int at) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        http.createContext("/", handlers.get());
        http.setExecutor(threads);
        http.start();
        return http;
    }

    /** Its address with this path, which begins with a slash or is empty. */
    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Is gone: connections are refused. */
    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Is there again, with a new handler. */
    public synchronized void restart() {
        stop();
        try {
            server = listening(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is gone for good; what it is at is interrupted. */
    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
