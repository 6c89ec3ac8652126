package dev.holdfast.mcp.http;

import ch.qos.logback.classic.Level;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * The MCP server over HTTP, listening from {@link #start} until {@link #close}.
 *
 * <p>Waiting calls and open streams hold no thread, so what bounds them is the number of connections (256). The pool of
 * 32 threads only parses, dispatches and starts the handlers: a handler that blocks must do so on a scheduler of its
 * own. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final int THREADS = 32;
    private static final int CONNECTIONS = 256;
    private static final Duration LAST_CALLS = Duration.ofSeconds(1);
    private static final Duration LAST_BYTES = Duration.ofMillis(500);

    private final HttpServerOptions options;
    private final Server jetty;
    private final ServerConnector connector;
    private final Router router;
    private final SessionTable<StreamableSession> streamableSessions;
    private final SessionTable<LegacySession> legacySessions;
    private final List<McpAsyncServer> servers;
    private final InFlight inFlight = new InFlight();
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(
            HttpServerOptions options,
            InetAddress address,
            McpJsonMapper mapper,
            Function<McpStreamableServerTransportProvider, McpAsyncServer> streamable,
            Function<McpServerTransportProvider, McpAsyncServer> legacy,
            Consumer<String> sessionOver) {
        this.options = options;
        this.jetty = jetty();
        this.connector = connector(jetty, options, address);
        Semaphore places = new Semaphore(options.maxSessions());
        this.streamableSessions = new SessionTable<>(places, sessionOver);
        this.legacySessions = new SessionTable<>(places, sessionOver);
        StreamableEndpoint streamableEndpoint = new StreamableEndpoint(mapper, streamableSessions, inFlight);
        LegacyEndpoint legacyEndpoint = new LegacyEndpoint(Router.MESSAGE, mapper, legacySessions, inFlight);
        this.servers = List.of(streamable.apply(streamableEndpoint), legacy.apply(legacyEndpoint));
        Gate gate = new Gate(options.host(), address, connector::getLocalPort, options.token());
        this.router = new Router(gate, streamableEndpoint, legacyEndpoint, options.maxBodyBytes());
        jetty.setHandler(router);
    }

    /**
     * Listens at {@code /mcp} (Streamable HTTP) and {@code /sse} (the older transport).
     *
     * @param mapper reads and writes the messages; the one that the MCP servers are built with
     * @param streamable builds the MCP server on the transport of {@code /mcp}; called once, before listening
     * @param legacy the same for {@code /sse}
     * @param sessionOver hears the id of each session that is over, be it that the client ended it, went away or was idle
     *     for too long, or that this server closes; must be quick
     * @throws HttpStartException if the host is unknown, lies beyond loopback without a token, or the port is taken; or
     *     if the token is empty
     */
    public static HttpServer start(
            HttpServerOptions options,
            McpJsonMapper mapper,
            Function<McpStreamableServerTransportProvider, McpAsyncServer> streamable,
            Function<McpServerTransportProvider, McpAsyncServer> legacy,
            Consumer<String> sessionOver)
            throws HttpStartException {
        InetAddress address = address(options);
        quietLibraries();
        HttpServer server = new HttpServer(options, address, mapper, streamable, legacy, sessionOver);
        server.listen();
        return server;
    }

    /** The port in use, also when any free one was asked for. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Where clients of Streamable HTTP connect, such as {@code http://127.0.0.1:8080/mcp}. */
    public URI address() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + port() + Router.MCP);
    }

    /**
     * Stops within two seconds: takes no new requests, gives calls in flight one second to be answered, cancels the
     * rest, ends every session. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        router.stopTaking();
        try {
            inFlight.awaitNone(LAST_CALLS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Flux.fromIterable(servers)
                .flatMap(McpAsyncServer::closeGracefully)
                .subscribe(nothing -> {}, failure -> log.warn("The sessions did not close cleanly.", failure));
        stopJetty();
    }

    private void listen() throws HttpStartException {
        try {
            jetty.start();
        } catch (Exception e) {
            stopJetty();
            throw new HttpStartException(whyNot(e), e);
        }
        beatLater();
    }

    private String whyNot(Exception failure) {
        String where = options.host() + ":" + options.port();
        boolean taken = failure instanceof BindException || failure.getCause() instanceof BindException;
        return taken
                ? "Can't listen at " + where
                        + ": the port is in use or the address is not this machine's; choose another port."
                : "Can't listen at " + where + "; the log says why.";
    }

    private void beatLater() {
        jetty.getScheduler().schedule(this::beat, options.beat().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            streamableSessions.beat(options.sessionIdle());
            legacySessions.beat(options.sessionIdle());
        } catch (RuntimeException e) {
            log.error("Looking after the HTTP sessions failed; it is tried again.", e);
        }
        if (!closed.get()) {
            beatLater();
        }
    }

    private void stopJetty() {
        try {
            jetty.stop();
        } catch (Exception e) {
            log.warn("The HTTP server did not stop cleanly.", e);
        }
    }

    private static InetAddress address(HttpServerOptions options) throws HttpStartException {
        InetAddress address;
        try {
            address = InetAddress.getByName(options.host());
        } catch (UnknownHostException e) {
            throw new HttpStartException(
                    "Can't listen at \"" + options.host() + "\": no such host is known here; use 127.0.0.1.", e);
        }
        if (options.token().isEmpty() && !address.isLoopbackAddress()) {
            throw new HttpStartException(
                    "Won't listen at \"" + options.host()
                            + "\" without a token, as other machines could use this server; set one, or use 127.0.0.1.",
                    null);
        }
        if (options.token().map(Supplier::get).filter(String::isBlank).isPresent()) {
            throw new HttpStartException("The token that clients must show is empty; set it, or take it out.", null);
        }
        return address;
    }

    private static Server jetty() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("holdfast-http");
        threads.setDaemon(true);
        Server server = new Server(threads, new ScheduledExecutorScheduler("holdfast-http-timer", true), null);
        server.setErrorHandler(new CleanErrors());
        server.setStopTimeout(LAST_BYTES.toMillis());
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        return server;
    }

    private static ServerConnector connector(Server server, HttpServerOptions options, InetAddress address) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.getHostAddress());
        connector.setPort(options.port());
        connector.setIdleTimeout(options.connectionIdle().toMillis());
        connector.setShutdownIdleTimeout(LAST_BYTES.toMillis());
        server.addConnector(connector);
        return connector;
    }

    /** Jetty tells the story of its life at INFO; whoever wants it has set the level already. */
    private static void quietLibraries() {
        for (String name : new String[] {"org.eclipse.jetty", "io.modelcontextprotocol"}) {
            if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger library
                    && library.getLevel() == null) {
                library.setLevel(Level.WARN);
            }
        }
    }
}
