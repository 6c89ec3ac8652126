package dev.holdfast.mcp.stdio;

import dev.holdfast.mcp.Handshake;
import dev.holdfast.mcp.ProtocolJson;
import dev.holdfast.mcp.ServerIdentity;
import dev.holdfast.mcp.tool.LazyEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on standard input and output, for one client. It answers the handshake before anything large is loaded: the
 * SDK, the tools and the engine are built behind the reply.
 */
public final class StdioServer {
    /** How long requests in flight get to answer after the client has closed our input. */
    public static final Duration GRACE = Duration.ofSeconds(5);

    /** The longest line that is taken, in bytes: reading one takes some times its size of the heap. */
    static final int MAX_LINE =
            (int) Math.min(ProtocolJson.MAX_MESSAGE_BYTES, Runtime.getRuntime().maxMemory() / 8);

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);
    // A client that sends a signal kills soon after; jobs are on disk, so there is nothing worth waiting long for.
    private static final Duration SIGNAL_LIMIT = Duration.ofMillis(40);

    private final ProtocolStreams streams;
    private final ServerIdentity identity;
    private final Runnable afterHandshake;
    private final LazyEngine engine;
    private final Duration grace;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final LineWriter out;
    private final Calls calls;
    private volatile boolean begun;

    private enum Ending {
        INPUT_CLOSED,
        OUTPUT_BROKEN,
        READER_FAILED
    }

    /**
     * @param streams where the client is
     * @param version the product's version
     * @param afterHandshake runs once, on a background thread, when {@code initialize} has been answered and before the SDK
     *     or any logger is loaded: the place to set up logging
     * @param engine what the tools work on; made once, on a background thread, after the handshake. Its maker may throw
     *     {@link dev.holdfast.mcp.tool.EngineUnavailableException}, whose sentence every tool call then gets. Its service is
     *     started draining, and closed at the end
     * @param grace how long requests in flight get to answer after the client has closed our input
     */
    public StdioServer(
            ProtocolStreams streams, String version, Runnable afterHandshake, LazyEngine engine, Duration grace) {
        this.streams = streams;
        this.identity = new ServerIdentity(version);
        this.afterHandshake = afterHandshake;
        this.engine = engine;
        this.grace = grace;
        this.out = new LineWriter(streams.out(), this::outputBroken);
        this.calls = new Calls(out);
    }

    /** Serves with the usual {@link #GRACE}; see the constructor and {@link #run()}. */
    public static int run(ProtocolStreams streams, String version, Runnable afterHandshake, LazyEngine engine) {
        return new StdioServer(streams, version, afterHandshake, engine, GRACE).run();
    }

    /**
     * Serves until the client has gone. To be called once; the caller should end the process with the returned exit code,
     * for a thread may still be waiting for input.
     *
     * @return the exit code: 0 when the client has left, which is how a server is meant to end, 1 when the server failed
     */
    public int run() {
        Thread onSignal = new Thread(this::leaveQuickly, "holdfast-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        out.start();
        Thread reader = new Thread(this::read, "holdfast-stdin");
        reader.setDaemon(true);
        reader.start();
        Ending end = ending.join();
        try {
            if (end == Ending.INPUT_CLOSED) {
                // A client that has closed may kill this process while calls in flight still get their time.
                engine.handOver();
                calls.awaitNone(grace);
            }
            calls.abandonAll();
            out.close(FLUSH_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        depart(true);
        engine.close(CLOSE_LIMIT);
        closeInput();
        forget(onSignal);
        return end == Ending.READER_FAILED ? 1 : 0;
    }

    private void read() {
        Dispatcher backend = new Dispatcher(this::build, engine::welcome);
        Conversation conversation = new Conversation(new Handshake(identity), out, calls, backend);
        try {
            new LineReader(streams.in(), MAX_LINE, conversation).readAll();
        } catch (IOException e) {
            // An input that can't be read any more is a closed one; so is one that the client reset.
        } catch (RuntimeException | Error e) {
            ending.complete(Ending.READER_FAILED);
            Log.LOG.error("The server can't go on reading.", e);
        } finally {
            ending.complete(Ending.INPUT_CLOSED);
        }
    }

    private void outputBroken() {
        calls.abandonAll();
        ending.complete(Ending.OUTPUT_BROKEN);
    }

    /** A client that never began a session leaves nothing behind. */
    private void depart(boolean mayMake) {
        if (begun) {
            engine.depart(mayMake);
        }
    }

    private Backend build() {
        try {
            afterHandshake.run();
            begun = true;
            return BackendBuilder.build(identity, engine, calls, out);
        } catch (RuntimeException | LinkageError e) {
            Log.LOG.error("The server could not be built.", e);
            return new FailedBackend(calls);
        }
    }

    private void leaveQuickly() {
        calls.abandonAll();
        depart(false);
        engine.close(SIGNAL_LIMIT);
        closeInput();
    }

    /** Lets go of a reader that still waits: the process ends sooner without it. */
    private void closeInput() {
        try {
            streams.in().close();
        } catch (IOException e) {
            // Nobody reads from it any more, which is all that was wanted.
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook with it.
        }
    }

    /** Apart, so that no logger is loaded before the handshake. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(StdioServer.class);
    }
}
