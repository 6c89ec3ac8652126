package dev.holdfast.testkit.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Stands between a client and a server, on loopback, and does to their connections what a test plans. It knows nothing
 * of what they say. A plan counts for connections made after it. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final Listener listener;
    private final List<Link> links = new ArrayList<>();
    private final Map<Integer, TcpFault> plans = new HashMap<>();
    private TcpFault usual = TcpFault.NONE;
    private int connections;

    /** One in front of this server. */
    public TcpProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new Listener(this::carry);
    }

    /** One in front of the server at this address. */
    public static TcpProxy to(URI endpoint) throws IOException {
        return new TcpProxy(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
    }

    /** Where clients are to go. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    }

    /** The same as an address of a web service. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    /** What happens to connections that no other plan is made for; {@link TcpFault#NONE} ends it. */
    public synchronized void plan(TcpFault fault) {
        usual = fault;
    }

    /**
     * What happens to one connection.
     *
     * @param connection 1 for the next one
     */
    public synchronized void plan(int connection, TcpFault fault) {
        plans.put(connections + connection, fault);
    }

    /** From now on nobody listens: connections are refused. */
    public void refuse() {
        listener.refuse();
    }

    /** Ends {@link #refuse}. */
    public void accept() {
        listener.accept();
    }

    /** What passed so far, a connection each; those whose server could not be reached are not among them. */
    public synchronized List<Passage> passages() {
        List<Passage> passages = new ArrayList<>();
        for (Link link : links) {
            passages.add(link.passage(passages.size() + 1));
        }
        return passages;
    }

    /**
     * Returns as soon as what has passed is as it should be.
     *
     * @param limit after which the test has failed
     */
    public synchronized void await(Predicate<List<Passage>> condition, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.test(passages())) {
            long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new AssertionError("It did not come to this within " + limit + ": " + passages());
            }
            wait(left);
        }
    }

    private void carry(Socket client) {
        TcpFault fault = next();
        try {
            listener.pause(fault.delay());
            Socket server = listener.connect(target);
            Link link = new Link(listener, client, server, this::changed);
            add(link);
            link.run(client.getInputStream(), server.getInputStream(), fault);
        } catch (IOException e) {
            // The client is to see what it would see without us.
            listener.reset(client);
        }
    }

    private synchronized TcpFault next() {
        connections++;
        TcpFault planned = plans.remove(connections);
        return planned == null ? usual : planned;
    }

    private synchronized void add(Link link) {
        links.add(link);
        notifyAll();
    }

    private synchronized void changed() {
        notifyAll();
    }

    @Override
    public void close() {
        listener.close();
    }
}
