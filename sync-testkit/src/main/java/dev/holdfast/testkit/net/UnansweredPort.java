package dev.holdfast.testkit.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A port on loopback that neither takes nor refuses connections: whoever tries waits. */
public final class UnansweredPort implements AutoCloseable {
    private static final int MOST_WAITING = 64;
    private static final int PATIENCE_MILLIS = 200;

    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    /** Opens one; its queue of connections is full then. */
    public UnansweredPort() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        while (joinsQueue()) {
            if (waiting.size() > MOST_WAITING) {
                close();
                throw new IOException("This system lets any number of connections wait.");
            }
        }
    }

    private boolean joinsQueue() throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Its address as one of a web service. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        server.close();
    }
}
