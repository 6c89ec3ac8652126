package dev.holdfast.testkit.akosha;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/** A port that takes connections and never says a word. */
final class UnansweringPort implements AutoCloseable {
    private final ServerSocket socket;

    UnansweringPort() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
